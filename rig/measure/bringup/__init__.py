"""Bring-up: what a rig must show when it is built, and the likely fault where it does not."""
