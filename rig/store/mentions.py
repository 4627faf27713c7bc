"""Files other than trials that name participants: exports, tables, pages, notes."""

import mmap
import re
from pathlib import Path

README, EVENTS = "README.txt", "events.csv"  # the description of a CSV export, and its events


def mentions(path: Path, participant: str) -> bool:
    """Whether a file contains a pseudonym, alone or as the rig names their trials. Raises OSError
    if the file cannot be read."""
    own = re.escape(participant.encode())
    word = re.compile(rb"(?<![\w-])" + own + rb"(?:-\d{8}T\d{6}Z|(?![\w-]))")
    if path.is_symlink() or not path.is_file() or not path.stat().st_size:
        return False  # an empty file cannot be mapped
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
        return word.search(text) is not None


def whole_export(path: Path) -> Path:
    """The folder of a CSV export, in which only this file names the participant; else the file."""
    is_export = path.name == README and path.with_name(EVENTS).is_file()
    return path.parent if is_export else path
