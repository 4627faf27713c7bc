"""Protocols: which drill, how it is set up and dosed, and which quantities are scored."""
