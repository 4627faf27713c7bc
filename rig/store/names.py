"""The user's list of participants' names, outside of every store."""

import csv
import re
from pathlib import Path

from platformdirs import user_config_path

from rig.errors import UsageError
from rig.ondisk import leftovers_of
from rig.trial.private import write_whole

# Each byte is a character, so that other contents are preserved in any encoding.
ANY_BYTES = "latin-1"
BOM = b"\xef\xbb\xbf"


def names_path() -> Path:
    """A table of two columns, pseudonym and name; it is optional."""
    return Path(user_config_path("hinge-rig", appauthor=False)) / "names.csv"


def names_files(participant: str) -> list[Path]:
    """The list and half-written copies of it that contain a participant. Raises UsageError."""
    path = names_path()
    return [one for one in (path, *leftovers_of(path)) if any(_theirs(_read(one), participant))]


def forget_name(participant: str) -> None:
    """Removes the lines of a participant from the list; the others are unchanged. Raises
    UsageError."""
    path = names_path()
    for one in names_files(participant):
        theirs = _theirs(data := _read(one), participant)
        kept = "".join(row for row, own in zip(_rows(data), theirs, strict=True) if not own)
        try:
            if one == path:
                begin = BOM if data.startswith(BOM) else b""
                write_whole(path, begin + kept.encode(ANY_BYTES))
            else:
                one.unlink(missing_ok=True)
        except OSError as error:
            raise UsageError(f"cannot write {one}: {error.strerror}") from error


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes() if path.exists() else b""
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from error


def _rows(data: bytes) -> list[str]:
    """Unchanged rows: a quoted name may span lines."""
    lines = data.removeprefix(BOM).decode(ANY_BYTES).splitlines(keepends=True)
    reader, rows, first = csv.reader(lines), [], 0
    try:
        for _ in reader:
            rows.append("".join(lines[first : reader.line_num]))
            first = reader.line_num
    except csv.Error:  # each line separately, from where it is invalid
        pass
    return [*rows, *lines[first:]]


def _theirs(data: bytes, participant: str) -> list[bool]:
    """Also with other separators, or with two bytes per letter, as spreadsheets may write it."""
    first = (re.split(r"[,;\t]", row.replace("\0", ""), maxsplit=1)[0] for row in _rows(data))
    return [cell.strip(" \"'\r\n\xff\xfe") == participant for cell in first]
