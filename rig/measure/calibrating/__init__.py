"""How a calibration is won from known masses, and how good it is."""
