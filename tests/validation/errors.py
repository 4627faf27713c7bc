"""The results for a recording, against its truth."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rig.analysis.records import Analysis
from rig.measure.balance import cop_mm, vertical_grf_n
from rig.measure.repetition.found import Repetition as Found
from tests.validation.run import Run, plates_of
from tests.validation.truth import Reference, Repetition

Values = NDArray[Any]
# The names in the analysis.
FIGURES = {"onset": "onset_s", "bottom": "bottom_s", "end": "lockout_s", "drop": "drop_m"}
NEAR_S = 1.0  # a bottom further away belongs to another repetition
COLUMNS = ("left_heel", "left_toe", "right_heel", "right_toe")


@dataclass(frozen=True)
class Pair:
    """A true repetition and the one found for it; either may be None."""

    true: Repetition | None
    found: Found | None

    def error(self, name: str) -> float:
        """Found minus true: milliseconds of `onset`, `bottom`, `end`, millimetres of `drop`; NaN if
        one of them is not known."""
        if self.true is None or self.found is None:
            return math.nan
        true = getattr(self.true, {"drop": "drop_mm"}.get(name, f"{name}_s"))
        found = getattr(self.found, FIGURES[name])
        if true is None:
            return math.nan
        return found * 1000 - true if name == "drop" else (found - true) * 1000

    def inside(self, name: str) -> bool | None:
        """Whether the true value is in the interval (k = 2) of the analysis; None if there is no
        interval, or nothing to compare."""
        off = self.error(name)
        half = dict(getattr(self.found, "uncertainty", {})).get(FIGURES[name], math.nan)
        known = not (math.isnan(off) or math.isnan(half))
        return abs(off) <= 1000 * half if known else None


def pairs_of(one: Run) -> list[Pair]:
    """Each true repetition with the nearest one found, then the remaining found ones."""
    if one.analysis is None:
        return [Pair(true, None) for true in one.truth.repetition]
    left = [found.times for found in one.analysis.repetitions]
    pairs = []
    for true in one.truth.repetition:
        found = _nearest(true, left)
        if found is not None:
            left.remove(found)
        pairs.append(Pair(true, found))
    return pairs + [Pair(None, found) for found in left]


def _nearest(true: Repetition, left: Sequence[Found]) -> Found | None:
    """If the bottom is not known, the next one."""
    if true.bottom_s is None:
        return left[0] if left else None
    near = [one for one in left if abs(one.bottom_s - true.bottom_s) < NEAR_S]
    return min(near, key=lambda one: abs(one.bottom_s - true.bottom_s), default=None)


def listed_of(analysis: Analysis, pairs: Sequence[Pair]) -> list[Repetition]:
    """Missed ones whose bottom is in a span that was refused with a reason."""
    spans = analysis.found.refused if analysis.found else ()
    missed = [pair.true for pair in pairs if pair.found is None and pair.true is not None]
    return [
        true
        for true in missed
        if true.bottom_s is not None
        and any(span.start_s <= true.bottom_s <= span.end_s for span in spans)
    ]


def false_ones(one: Run, pairs: Sequence[Pair]) -> int | None:
    """How many of the found ones are none; None if the truth does not include it."""
    if one.analysis is None or one.truth.repetitions is None:
        return None
    if one.truth.count is not None:
        return max(0, len(one.analysis.repetitions) - one.truth.count)
    return sum(pair.true is None for pair in pairs)


def minutes(one: Run) -> float:
    """How long the recording lasts."""
    if one.analysis is None:
        return math.nan
    return float(plates_of(one.analysis.trial).time_s[-1]) / 60


@dataclass(frozen=True)
class Rmse:
    """Root mean square differences to the reference; NaN if there is none."""

    force_n: float = math.nan
    cop_ap_mm: float = math.nan
    cop_ml_mm: float = math.nan


def rmse_of(one: Run) -> Rmse:
    """Against the laboratory's own columns; without those, for a CSV file with four loads, against
    the contents of the file."""
    if one.analysis is None:
        return Rmse()
    reference = one.truth.reference
    path = one.recording
    if reference is None:
        return _against_loads(one) if path.suffix.lower() == ".csv" else Rmse()
    table = _table(path.with_name(reference.file) if reference.file else path)
    return _against_columns(one, reference, table)


def _table(path: Path) -> dict[str, Values]:
    """Columns of a CSV file, by another reader than the import's."""
    text = path.read_text("utf-8-sig").splitlines()
    lines = [line for line in text if not line.startswith("#")]
    names = [name.strip().lower() for name in lines[0].split(",")]
    rows = np.genfromtxt(lines[1:], delimiter=",")
    return dict(zip(names, rows.T, strict=True))


def _against_loads(one: Run) -> Rmse:
    table = _table(one.recording)
    if not {"time_s", *COLUMNS} <= table.keys():
        return Rmse()
    force_n = np.stack([table[name] for name in COLUMNS], axis=1)
    geometry = plates_of(one.analysis.trial).geometry  # type: ignore[union-attr]
    columns = {
        "fz_n": vertical_grf_n(force_n),
        "cop_ap_mm": cop_mm(force_n, geometry)[:, 1],
        "cop_ml_mm": cop_mm(force_n, geometry)[:, 0],
    }
    names = {name: name for name in columns}
    return _against_columns(one, Reference(**names), {"time_s": table["time_s"], **columns})


def _against_columns(one: Run, reference: Reference, table: dict[str, Values]) -> Rmse:
    plates = plates_of(one.analysis.trial)  # type: ignore[union-attr]
    source = one.analysis.trial.imported_from  # type: ignore[union-attr]
    start_s = source.start_s if source and not one.truth.lost_samples else 0.0
    at_s = table[reference.time_s] - start_s
    rows = np.searchsorted(plates.time_s, at_s - 5e-4)
    rows = np.minimum(rows, len(plates.time_s) - 1)
    near = np.abs(plates.time_s[rows] - at_s) < 6e-4
    centre = cop_mm(plates.force_n[rows], plates.geometry)
    found = {
        "fz_n": vertical_grf_n(plates.force_n[rows]).astype(float),
        "cop_ap_mm": centre[:, 1],
        "cop_ml_mm": centre[:, 0],
    }
    return Rmse(*(_rms(values, reference, name, table, near) for name, values in found.items()))


def _rms(
    found: Values, reference: Reference, name: str, table: dict[str, Values], near: Values
) -> float:
    column = getattr(reference, name)
    if not column:
        return math.nan
    off = (found - table[column])[near]
    off = off[np.isfinite(off)]
    if not len(off):
        return math.nan
    if name != "fz_n" and not reference.same_origin:
        off = off - off.mean()
    return float(np.sqrt((off**2).mean()))
