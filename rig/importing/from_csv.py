"""Recordings in CSV: one header row, then a row for each sample."""

import io
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import csv

from rig.errors import UsageError
from rig.importing import feet
from rig.importing.source import Float, FootLoad, Loads, Wishes, finite
from rig.importing.textfile import text_of, without_comments
from rig.measure.balance import NOMINAL_GEOMETRY
from rig.plain import plain

TIMES = ("time_s", "time", "t_s", "t")
CELLS = ("left_heel", "left_toe", "right_heel", "right_toe")
SIDES = ("left_", "right_")
METRES = {"_mm": 1.0, "_cm": 10.0, "_m": 1000.0}
MISSING = ["", "nan", "NaN", "NAN", "NA", "N/A", "null", "-"]
WANTED = (
    "time_s and left_heel, left_toe, right_heel, right_toe in newtons, "
    "or left_fz_n, left_cop_ap_mm, left_cop_ml_mm and the same of right, "
    "or fz_n, cop_ap_mm, cop_ml_mm"
)
Columns = dict[str, Float]


def read(data: bytes, path: Path, wishes: Wishes) -> Loads:
    """The loads of a CSV file. Raises UsageError if it is none."""
    columns = _columns(without_comments(text_of(data, path)), path)
    time_s = _first(columns, TIMES)
    if time_s is None:
        raise UsageError(f"expected {WANTED} as columns of {path}, got {_names(columns)}")
    return _of_cells(time_s, columns, wishes) or _of_feet(time_s, columns, path, wishes)


def _columns(text: bytes, path: Path) -> Columns:
    header = text.lstrip(b"\n").split(b"\n", 1)[0].decode()
    if ";" in header:
        raise UsageError(f"expected commas between the columns of {path}, got semicolons")
    names = [name.strip().strip('"').strip().lower() for name in header.split(",")]
    if all(map(_is_number, names)):
        raise UsageError(f"expected {WANTED} as a header of {path}, its first row has none")
    wanted = [name for name in names if _is_known(name)]
    if not wanted:
        raise UsageError(f"expected {WANTED} as columns of {path}, got none of them")
    if repeated := sorted({name for name in wanted if names.count(name) > 1}):
        raise UsageError(f"expected each column once in {path}, got {', '.join(repeated)} twice")
    return _parsed(text, names, wanted, path)


def _parsed(text: bytes, names: list[str], wanted: list[str], path: Path) -> Columns:
    if not text.strip().partition(b"\n")[2]:
        raise UsageError(f"expected rows of numbers in {path}, there is none")
    unique = [name if name in wanted else f"{number} {name}" for number, name in enumerate(names)]
    try:
        table = csv.read_csv(
            io.BytesIO(text.lstrip(b"\n")),
            read_options=csv.ReadOptions(column_names=unique, skip_rows=1),
            convert_options=csv.ConvertOptions(
                column_types=dict.fromkeys(wanted, pa.float64()),
                include_columns=wanted,
                null_values=MISSING,
            ),
        )
    except (pa.ArrowException, ValueError) as error:
        raise UsageError(f"expected numbers in rows of one length in {path}: {error}") from error
    return {name: _floats(table.column(name)) for name in wanted}


def _floats(column: pa.ChunkedArray) -> Float:
    return finite(column.to_numpy().astype(np.float64))


def _of_cells(time_s: Float, columns: Columns, wishes: Wishes) -> Loads | None:
    """From heel and toe of both feet, as the plates of the rig have them."""
    found = [_first(columns, (name, f"{name}_n")) for name in CELLS]
    cells = [column for column in found if column is not None]
    if len(cells) < len(CELLS):
        return None
    if wishes.swap_feet:
        cells = cells[2:] + cells[:2]
    said = [f"The columns are loads in newtons of {_where()}."]
    if wishes.swap_feet:
        said.append("Left and right were swapped, as told.")
    return Loads(time_s, np.stack(cells, axis=1), wishes.stance_width_mm, said=said)


def _where() -> str:
    place = NOMINAL_GEOMETRY
    return f"heel and toe, {place.heel_y_mm:g} and {place.toe_y_mm:g} mm from the heel stop"


def _of_feet(time_s: Float, columns: Columns, path: Path, wishes: Wishes) -> Loads:
    sides = [_load(columns, side) for side in SIDES]
    said: list[str] = []
    if (both := _load(columns, "")) is not None and None in sides:
        loads = [both]
    elif sides[0] is not None and sides[1] is not None:
        loads = [sides[0], sides[1]]
    else:
        raise UsageError(f"expected {WANTED} as columns of {path}, got {_names(columns)}")
    if wishes.swap_feet and len(loads) == 2:
        loads, said = loads[::-1], ["Left and right were swapped, as told."]
    return as_loads(time_s, loads, wishes, said=said, from_heel=False)


def as_loads(
    time_s: Float, loads: list[FootLoad], wishes: Wishes, *, said: list[str], from_heel: bool
) -> Loads:
    """The four loads from one or two plates that bore the feet, with what was assumed."""
    loads, where = feet.placed(loads, wishes, from_heel=from_heel)
    stance_mm, apart = feet.stance_of(loads, wishes)
    said = [*said, where, apart]
    if len(loads) == 1:
        width_mm = stance_mm if np.isfinite(stance_mm) else feet.NOMINAL_STANCE_MM
        loads, how = feet.split(loads[0], width_mm)
        said.append(how)
    return Loads(time_s, feet.cells_n(loads), stance_mm, said=said)


def _load(columns: Columns, side: str) -> FootLoad | None:
    force_n = _first(columns, (f"{side}fz_n", f"{side}fz"))
    ap_mm, ml_mm = (_length(columns, f"{side}cop_{way}") for way in ("ap", "ml"))
    return None if force_n is None or ap_mm is None else FootLoad(force_n, ap_mm, ml_mm)


def _length(columns: Columns, name: str) -> Float | None:
    for unit, millimetres in METRES.items():
        if name + unit in columns:
            return columns[name + unit] * millimetres
    return None


def _first(columns: Columns, names: tuple[str, ...]) -> Float | None:
    return next((columns[name] for name in names if name in columns), None)


def _is_known(name: str) -> bool:
    for side in (*SIDES, ""):
        lengths = [f"{side}cop_{way}{unit}" for way in ("ap", "ml") for unit in METRES]
        if name in (f"{side}fz_n", f"{side}fz", *lengths):
            return True
    return name in (*TIMES, *CELLS, *(f"{cell}_n" for cell in CELLS))


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _names(columns: Columns) -> str:
    return plain(", ".join(columns))
