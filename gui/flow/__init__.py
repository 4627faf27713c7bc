"""The steps of a session with a person, as plain data: no Qt, no clock, no file."""
