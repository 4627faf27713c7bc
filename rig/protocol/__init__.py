"""Protocols: which drill, how it is set up and dosed, what of it is scored and what is not."""
