"""Why a trial ended, as its file says. FORMAT.md explains each."""

STOPPED, PORT_LOST, FAILED = "stopped", "port_lost", "failed"
INTERRUPTED, OVERRUN = "interrupted", "overrun"
DISK_FULL, DISK_FAILED = "disk_full", "disk_failed"
# No reason yet: it is being recorded, or never was closed.
RECORDING = "recording"
