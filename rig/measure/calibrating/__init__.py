"""How a calibration is computed from known masses, and how good it is."""
