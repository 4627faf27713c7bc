"""Ground reaction forces of OpenSim: .mot and .sto. Y is up, X forward, Z to the right; metres."""

import io
import re
from pathlib import Path

import numpy as np

from rig.errors import UsageError
from rig.importing.from_csv import as_loads
from rig.importing.lab import feet_of
from rig.importing.source import Float, LabPlate, Loads, Wishes, finite
from rig.importing.textfile import text_of
from rig.plain import plain

END_OF_HEADER = b"endheader"
UP, FORWARD = 1, "x"
MM_PER_M = 1000.0
MOST_M = 50.0  # no one is so far from the origin of a laboratory: these are millimetres
# ground_force_vx, 1_ground_force_px, ground_force_left_vy, R_ground_force_pz ...
_LABEL = re.compile(r"(?P<stem>.+?)_?(?P<kind>[vp])(?P<axis>[xyz])$")
NEEDED = ("vy", "px", "py", "pz")
_SIDES = {"l": "left", "left": "left", "r": "right", "right": "right"}
Table = dict[str, Float]


def read(data: bytes, path: Path, wishes: Wishes) -> Loads:
    """The loads of a .mot or .sto file. Raises UsageError if it is none."""
    table = _table(text_of(data, path), path)
    if "time" not in table:
        raise UsageError(f"expected a column time in {path}, got {plain(', '.join(table))}")
    plates, said = _plates(table, path)
    loads, how = feet_of(plates, wishes, up=UP, forward=FORWARD)
    return as_loads(table["time"], loads, wishes, said=said + how, from_heel=False)


def _table(text: bytes, path: Path) -> Table:
    """Columns by label."""
    head, found, body = text.partition(END_OF_HEADER)
    if not found or b"\n" not in body:
        raise UsageError(f"expected a line endheader in {path}, there is none")
    labels, _, rows = body.partition(b"\n")[2].lstrip(b"\n").partition(b"\n")
    names = labels.decode().split()
    if len(set(names)) < len(names) or len(names) < 2:
        raise UsageError(f"expected a row of labels, each once, behind endheader in {path}")
    values = _numbers(rows, len(names), path)
    _refuse_cut_off(head, len(values), path)
    return dict(zip(names, finite(values).T, strict=True))


def _numbers(rows: bytes, columns: int, path: Path) -> Float:
    if rows.decode().isspace() or not rows:
        raise UsageError(f"expected rows of numbers in {path}, there is none")
    try:
        values: Float = np.loadtxt(io.BytesIO(rows), comments=None, ndmin=2)
    except ValueError as error:
        raise UsageError(f"expected numbers in rows of one length in {path}: {error}") from error
    if values.shape[1] != columns:
        raise UsageError(
            f"expected {columns} numbers a row in {path}, as labels, got {values.shape[1]}"
        )
    return values


def _refuse_cut_off(head: bytes, rows: int, path: Path) -> None:
    """Compares with the header's count of rows, which newer programs omit."""
    counted = re.search(rb"^(?:nRows|datarows)\s*=?\s*(\d{1,9})\s*$", head, re.MULTILINE)
    if counted and int(counted[1]) > rows:
        raise UsageError(
            f"expected {int(counted[1])} rows in {path}, as its header says, got {rows}: cut off?"
        )


def _plates(table: Table, path: Path) -> tuple[list[LabPlate], list[str]]:
    stems = dict.fromkeys(found["stem"] for name in table if (found := _LABEL.match(name)))
    whole = [stem for stem in stems if all(_label(table, stem, part) for part in NEEDED)]
    if not whole:
        raise UsageError(
            f"expected force columns as ground_force_vy, ground_force_px, ground_force_py, "
            f"ground_force_pz in {path}, got {plain(', '.join(table))}"
        )
    places = np.concatenate([_at(table, stem, part) for stem in whole for part in ("px", "pz")])
    in_mm = float(np.nanpercentile(np.abs(places), 99)) > MOST_M
    said = ["Points of application were read as millimetres: too large for metres."] * in_mm
    scale = 1.0 if in_mm else MM_PER_M
    return [_plate(table, stem, scale) for stem in whole], said


def _plate(table: Table, stem: str, scale: float) -> LabPlate:
    cop = np.stack([_at(table, stem, part) for part in ("px", "py", "pz")], axis=1) * scale
    words = re.split(r"[^a-z]+", stem.lower())
    side = next((_SIDES[word] for word in words if word in _SIDES), "")
    return LabPlate(plain(stem), _at(table, stem, "vy"), cop, side)


def _at(table: Table, stem: str, part: str) -> Float:
    return table[_label(table, stem, part)]


def _label(table: Table, stem: str, part: str) -> str:
    """The name of a column; empty if there is none."""
    return next((name for name in (f"{stem}_{part}", stem + part) if name in table), "")
