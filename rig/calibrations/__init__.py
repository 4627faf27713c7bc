"""What boards were calibrated to, kept for good in files that are only appended to."""
