"""Bring-up: what a newly built rig must show, and the likely fault if it does not."""
