"""Pure functions on arrays: no input or output, no clock, no thread; time is an argument."""
