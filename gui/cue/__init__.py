"""Lost contacts called out: when, and by a process that never waits for a window."""
