"""The window: views that know only signals and plain data, and one session that knows the rig."""
