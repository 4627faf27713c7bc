"""Power cuts: what is left of a trial where only what was synced is sure to be on the disk."""
