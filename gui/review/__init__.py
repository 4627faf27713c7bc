"""The review of trials: which there are, one of them played back, and what reviewers say of it."""
