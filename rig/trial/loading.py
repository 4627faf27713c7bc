"""What a trial holds for those who measure: its samples on the timeline, and what they mean."""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray

from rig.device.messages import COLUMNS
from rig.measure.calibrating.trust import NewtonFacts
from rig.measure.calibration import PlateCalibration
from rig.measure.contact import ContactLevels
from rig.measure.dowel import DowelSamples
from rig.measure.loading import Plates
from rig.measure.placement import UNSAID, FootPlacement
from rig.plain import plain
from rig.trial.levels import levels_of, own_levels_utc
from rig.trial.newtons import calibration_of, newton_facts
from rig.trial.reader import opened

LEAST_RATE_HZ = 500.0  # what filters can work with


@dataclass(frozen=True, slots=True)
class Trial:
    """A trial's head and samples; a board that is not in it, or has no sample, is None.

    `newtons` and `calibration`, which made the forces, are None without plates. `own_levels_utc`
    says when the participant's own contact levels were taken; it is empty where `levels` are
    nominal, None without a dowel. `weighed_n` is NaN where nobody was weighed. `verdict` is empty
    until it is closed.
    """

    path: Path
    trial_id: str
    start_time_utc: str
    participant: str
    protocol: str
    protocol_text: str
    condition: str
    end_reason: str
    simulated: bool
    software_version: str
    verdict: str
    weighed_n: float
    feet: FootPlacement
    newtons: NewtonFacts | None
    calibration: PlateCalibration | None
    plates: Plates | None
    dowel: DowelSamples | None
    levels: ContactLevels | None
    own_levels_utc: str | None


_TEXTS = (
    "trial_id",
    "start_time_utc",
    "participant",
    "protocol",
    "condition",
    "end_reason",
    "software_version",
)


def load(path: Path) -> Trial:
    """A trial with all its samples. Raises UsageError in one line if it cannot be read."""
    with opened(path) as file:
        judged = file["validity"].attrs
        plates, dowel = _plates(file), _dowel(file)
        return Trial(
            path=path,
            **{name: plain(file.attrs[name]) for name in _TEXTS},
            protocol_text=str(file.attrs.get("protocol_text", "")),
            simulated=bool(file.attrs["simulated"]),
            verdict=plain(judged.get("verdict", "")),
            weighed_n=float(file.attrs.get("weighed_n", math.nan)),
            feet=_feet(file),
            newtons=newton_facts(file) if plates else None,
            calibration=calibration_of(file) if plates else None,
            plates=plates,
            dowel=dowel,
            levels=levels_of(file) if dowel else None,
            own_levels_utc=own_levels_utc(file) if dowel else None,
        )


def _plates(file: h5py.File) -> Plates | None:
    if not (columns := _columns(file, "plates", ("sample", "time", "force"))):
        return None
    sample, time_s, force_n = columns
    if not np.isfinite(force_n).all():
        raise ValueError("a force in /plates is no number")
    geometry = calibration_of(file).geometry
    return Plates(sample, time_s, force_n, _rate_hz(file["plates"]), geometry)


def _feet(file: h5py.File) -> FootPlacement:
    said = {name: file.attrs.get(name, unknown) for name, unknown in asdict(UNSAID).items()}
    return FootPlacement(**{name: float(length_mm) for name, length_mm in said.items()})


def _dowel(file: h5py.File) -> DowelSamples | None:
    if not (columns := _columns(file, "dowel", ("sample", "counts", "time"))):
        return None
    sample, counts, time_s = columns
    board = file["dowel"].attrs
    full_scale = round(float(board["adc_reference_v"]) / float(board["volts_per_count"]))
    return DowelSamples(sample, counts, time_s, full_scale, _rate_hz(file["dowel"]))


def _columns(file: h5py.File, role: str, names: Sequence[str]) -> list[NDArray[Any]]:
    """Columns of a board, channels in the order in which the rig names them; none where it has no
    sample. A torn flush leaves some longer than others: what all have is taken."""
    rows = min(len(file[role][name]) for name in names) if role in file else 0
    if not rows:
        return []
    columns = [file[role][name][:rows] for name in names]
    sample, time_s = columns[names.index("sample")], columns[names.index("time")]
    if not (np.diff(time_s) > 0).all() or not (sample[1:] > sample[:-1]).all():
        raise ValueError(f"the times in /{role} do not ascend")
    stored = [str(name) for name in file[role].attrs["columns"]]
    order = [stored.index(name) for name in COLUMNS[role]]
    return [values if values.ndim == 1 else values[:, order] for values in columns]


def _rate_hz(board: h5py.Group) -> float:
    fitted_hz = float(board.attrs["sample_rate_hz_fitted"])
    rate_hz = float(board.attrs["sample_rate_hz"]) if math.isnan(fitted_hz) else fitted_hz
    if not LEAST_RATE_HZ <= rate_hz < math.inf:
        raise ValueError(f"{rate_hz:g} samples a second are too few, or none")
    return rate_hz
