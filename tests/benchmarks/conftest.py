"""Skips what a system without pseudo-terminals cannot run."""

import os

collect_ignore = [] if os.name == "posix" else ["test_ports.py", "test_latency.py"]
