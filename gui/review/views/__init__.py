"""The views of the review."""
