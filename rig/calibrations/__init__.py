"""Calibrations of boards, kept permanently in append-only files."""
