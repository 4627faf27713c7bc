"""The rig's statements about technique, with their evidence, from one table of rules."""
