"""The calibration of the plates as a guided page: its logic in plain data, without Qt."""
