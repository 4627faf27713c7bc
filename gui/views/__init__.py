"""Views: each is given plain data and speaks by signals; none knows the rig."""
