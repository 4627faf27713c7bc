"""The review of trials: their list, the playback of one, and what reviewers state about it."""
