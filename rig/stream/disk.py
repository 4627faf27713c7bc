"""Whether a recording still fits on the disk."""

import shutil
from pathlib import Path

from rig.errors import UsageError

BYTES_A_ROW = 64  # plates, the wider of the two, with its share of the tables' overhead
LEAST_FREE_S = 30.0


def bytes_for(seconds: float, boards: int, rate_hz: float = 1000) -> int:
    """Disk space that a recording takes."""
    return int(seconds * rate_hz * boards * BYTES_A_ROW)


def refuse_if_disk_is_full(path: Path, seconds: float, boards: int) -> None:
    """Raises UsageError if there is no room for `seconds` at `path`."""
    needed = bytes_for(max(seconds, LEAST_FREE_S), boards)
    try:
        free = shutil.disk_usage(path.parent).free
    except FileNotFoundError:  # the folder was renamed: the open file goes on being written
        return
    if free < needed:
        raise UsageError(
            f"expected {needed / 1e6:.0f} MB free for this recording in {path.parent}, "
            f"found {free / 1e6:.0f} MB: make room or name another folder"
        )
