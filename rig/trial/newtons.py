"""/calibration/plates: how a trial's newtons were computed, and the zeros before and after it."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

import h5py
import numpy as np

from rig.measure.balance import NOMINAL_GEOMETRY, PlateGeometry
from rig.measure.calibrating.applied import Applied
from rig.measure.calibrating.record import PlateRecord
from rig.measure.calibrating.trust import BOTH, NO_ZERO, PENDING, NewtonFacts
from rig.measure.calibrating.zero import Zero, age_s, drift_n
from rig.measure.calibration import UNCROSSED, PlateCalibration
from rig.parsed import json_of
from rig.plain import plain
from rig.trial.imported import is_imported

BEFORE, AFTER = "zero_before", "zero_after"
DAY_S = 86_400.0
GEOMETRY = tuple(asdict(NOMINAL_GEOMETRY))


def freeze(calibrations: h5py.Group, applied: Applied) -> None:
    """Stores what converts counts to newtons in a trial."""
    group = calibrations.create_group("plates")
    calibration, record = applied.calibration, applied.record
    group.attrs.update(
        name=calibration.name,
        calibrated=calibration.calibrated,
        **asdict(calibration.geometry),
        **_about(record),
    )
    group["zero_counts"] = np.array(calibration.zero_counts)
    group["newtons_per_count"] = np.array(calibration.newtons_per_count)
    group["cross_newtons_per_count"] = np.array(calibration.cross_newtons_per_count)
    group["force_k2_n"] = _of_channels(record, "force_k2_n")
    group["loaded_to_n"] = _of_channels(record, "loaded_to_n")
    write_record(group, record.as_json() if record else None)
    if applied.zero:
        _write_zero(group, BEFORE, applied.zero)


def write_record(group: h5py.Group, said: Mapping[str, Any] | None) -> None:
    """Stores a whole record as JSON text of fixed length; one space if there is none."""
    text = json.dumps(said) if said else " "
    group["record"] = np.array(text.encode(), h5py.string_dtype("utf-8", len(text.encode())))


def _about(record: PlateRecord | None) -> dict[str, Any]:
    if record is None:
        return {"taken_utc": "", "operator": "", "tier": "", "force_k2_percent": np.nan}
    return {
        "taken_utc": record.occasion.taken_utc,
        "operator": record.occasion.operator,
        "tier": record.tier.name,
        "force_k2_percent": max(record.force_k2_percent.values()),
    }


def _of_channels(record: PlateRecord | None, name: str) -> Any:
    fits = record.channels.values() if record else [None] * 4
    return np.array([getattr(fit, name, np.nan) for fit in fits])


def _write_zero(plates: h5py.Group, when: str, zero: Zero) -> h5py.Group:
    group = plates.create_group(when)
    group.attrs.update(zero_id=zero.zero_id, taken_utc=zero.taken_utc)
    group["counts"] = np.array(zero.counts)
    return group


def write_zero_after(file: h5py.File, zero: Zero) -> None:
    """Stores the zero that was taken after a trial, and how far it is from the one before."""
    plates = file["calibration/plates"]
    group = _write_zero(plates, AFTER, zero)
    before = tuple(plates[BEFORE]["counts"][:].tolist())
    group["drift_n"] = np.array(drift_n(before, zero.counts, calibration_of(file)))


def calibration_of(file: h5py.File) -> PlateCalibration:
    """What converted counts to newtons in a trial. Raises KeyError without plates."""
    plates = file["calibration/plates"]
    # Trials of format version 1 have neither cross-talk nor a geometry: both were nominal.
    cross = plates["cross_newtons_per_count"][:].tolist() if _is_new(plates) else UNCROSSED
    nominal = asdict(NOMINAL_GEOMETRY)
    geometry = {name: float(plates.attrs.get(name, nominal[name])) for name in GEOMETRY}
    return PlateCalibration(
        zero_counts=tuple(plates["zero_counts"][:].tolist()),
        newtons_per_count=tuple(plates["newtons_per_count"][:].tolist()),
        name=plain(plates.attrs["name"]),
        cross_newtons_per_count=tuple(cross),
        geometry=PlateGeometry(**geometry),
    )


def applied_of(file: h5py.File) -> Applied | None:
    """The calibration of a trial with its record and the zero before it; None without plates.

    Raises KeyError, TypeError or ValueError if they make no sense.
    """
    plates = file["calibration"].get("plates")
    if plates is None:
        return None
    said, before = record_of(plates), plates.get(BEFORE)
    return Applied(
        calibration_of(file),
        PlateRecord.from_json(said) if said else None,
        _zero_of(before, plain(file["plates"].attrs["board_serial"])) if before else None,
    )


def _zero_of(group: h5py.Group, serial: str) -> Zero:
    about = {name: plain(group.attrs[name]) for name in ("zero_id", "taken_utc")}
    return Zero(**about, board_serial=serial, counts=tuple(group["counts"][:].tolist()))


def record_of(group: h5py.Group) -> Mapping[str, Any] | None:
    """A whole record as `write_record` wrote it; None if there is none."""
    text = group["record"][()].decode().strip() if "record" in group else ""
    said = json_of(text) if text else None
    return said if isinstance(said, dict) else None


def _is_new(plates: h5py.Group) -> bool:
    return "cross_newtons_per_count" in plates


def newton_facts(file: h5py.File) -> NewtonFacts | None:
    """What a trial's newtons are based on; None without plates."""
    plates = file["calibration"].get("plates")
    if plates is None:
        return None
    taken_utc = str(plates.attrs.get("taken_utc", ""))
    after = plates.get(AFTER)
    return NewtonFacts(
        calibrated=bool(plates.attrs["calibrated"]),
        simulated=bool(file.attrs["simulated"]),
        tier=plain(plates.attrs["tier"]) if taken_utc else None,
        age_days=_age_days(taken_utc, file) if taken_utc else None,
        zero=_zero_state(plates),
        drift_n=None if after is None else tuple(after["drift_n"][:].tolist()),
        imported=is_imported(file),
    )


def _age_days(taken_utc: str, file: h5py.File) -> float:
    start = datetime.fromisoformat(str(file.attrs["start_time_utc"]))
    return age_s(taken_utc, start) / DAY_S


def _zero_state(plates: h5py.Group) -> str:
    if BEFORE not in plates:
        return NO_ZERO
    return BOTH if AFTER in plates else PENDING
