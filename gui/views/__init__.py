"""Views: each takes plain data and emits signals; none depends on the rig."""
