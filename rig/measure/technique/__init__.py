"""What the rig says about technique: statements with their evidence, from one table of rules."""
