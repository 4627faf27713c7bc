"""Lost contacts called out: when, and by a process that waits for no window."""
