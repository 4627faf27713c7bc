"""Power cuts: what is left of a trial if only what was synced is sure to be on the disk."""
