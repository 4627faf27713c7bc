"""Whether a recording still fits on the disk."""

import math
import shutil
from pathlib import Path

from rig.errors import UsageError

# For the plates, the wider of the two boards: a row, its share of table overhead, the journal.
BYTES_A_ROW = 96
LEAST_S = 30.0
LOW_S = 300.0
SLOW_BACKLOG = 0.03  # two seconds
CLOSING_BYTES = 1 << 20  # the last rows, clocks, gaps and the verdict take a tenth of it


def bytes_for(seconds: float, boards: int, rate_hz: float = 1000) -> int:
    """Disk space that a recording takes."""
    return int(seconds * rate_hz * boards * BYTES_A_ROW)


def seconds_left(path: Path, boards: int) -> float:
    """How long a recording the disk at `path` can still hold; infinite if unknown."""
    return _free_bytes(path) / bytes_for(1.0, boards)


def has_room_to_close(path: Path) -> bool:
    """Whether the disk can hold what closing a trial adds; True if unknown."""
    return _free_bytes(path) >= CLOSING_BYTES


def _free_bytes(path: Path) -> float:
    try:
        return shutil.disk_usage(path.parent).free
    except OSError:  # the folder was renamed: writing to the open file continues
        return math.inf


def refuse_if_disk_is_full(path: Path, seconds: float, boards: int) -> float:
    """Returns how many seconds fit at `path`. Raises UsageError if there is no room for
    `seconds`."""
    left_s = seconds_left(path, boards)
    needed_s = max(seconds, LEAST_S)
    if left_s < needed_s:
        needed, free = bytes_for(needed_s, boards), bytes_for(left_s, boards)
        raise UsageError(
            f"expected {needed / 1e6:.0f} MB free for this recording in {path.parent}, "
            f"found {free / 1e6:.0f} MB: make room or name another folder"
        )
    return left_s


def low_disk_words(left_s: float) -> str:
    """A warning for the operator; "" while there is enough room."""
    if left_s >= LOW_S:
        return ""
    return f"The disk is nearly full: room for {left_s / 60:.1f} more minutes."


def slow_disk_words(backlog: float) -> str:
    """A warning for the operator; "" while the disk keeps up. `backlog` is 0 to 1."""
    if backlog < SLOW_BACKLOG:
        return ""
    return f"the disk does not keep up: {backlog:.0%} of what can wait for it is waiting."
