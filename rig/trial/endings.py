"""Why a trial ended, as stored in its file. FORMAT.md explains each."""

STOPPED, PORT_LOST, FAILED = "stopped", "port_lost", "failed"
INTERRUPTED, OVERRUN = "interrupted", "overrun"
DISK_FULL, DISK_FAILED = "disk_full", "disk_failed"
# No reason yet: it is being recorded, or was never closed.
RECORDING = "recording"
