"""What is drawn of it."""
