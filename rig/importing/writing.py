"""An imported recording as a trial file: complete, or none."""

import secrets
from contextlib import suppress
from pathlib import Path

import numpy as np

from rig.device.messages import Info
from rig.device.placement import Placement
from rig.device.timeline import Timeline
from rig.errors import DiskError, RigError, UsageError
from rig.importing.evenly import RATE_HZ, Evenly
from rig.measure.balance import NOMINAL_GEOMETRY, PlateGeometry
from rig.measure.calibrating.applied import Applied
from rig.measure.calibration import IMPORTED, PlateCalibration, force_n
from rig.ondisk import put_in_place
from rig.trial.endings import STOPPED
from rig.trial.folder import refuse_unless_new, refuse_unless_new_trial
from rig.trial.header import Header
from rig.trial.imported import ImportedFrom
from rig.trial.leftovers import sweep
from rig.trial.reader import summarize
from rig.trial.writer import TrialWriter

# There was no converter. So fine, and so far from both ends, these counts represent the newtons of
# any person and never look like an overload.
NEWTONS_PER_COUNT = 0.001
FULL_SCALE_COUNTS = 1 << 31
ZERO_COUNTS = FULL_SCALE_COUNTS / 2
NO_BOARD = "none"
BLOCK_ROWS = 1 << 16
NOTHING_COUNTED = dict.fromkeys(
    (
        *("samples_repeated", "edges_skipped", "crc_errors", "resyncs", "bytes_skipped"),
        *("missed_ticks", "dropped_frames"),
    ),
    0,
)


def write_trial(out: Path, header: Header, source: ImportedFrom, loads: Evenly) -> None:
    """A new file at `out`, which has its name once all of it is on the disk.

    Raises UsageError if it cannot be created, or something exists there already.
    """
    refuse_unless_new_trial(out)
    sweep(out.parent)
    part = out.with_name(f".{out.name}.{secrets.token_hex(4)}.part")
    try:
        _write(part, header, source, loads)
        summarize(part)  # it gets its name only if it can be read
        refuse_unless_new(out)
        put_in_place(part, out)
    except (OSError, RigError) as error:
        why = getattr(error, "strerror", "") or str(error).replace(str(part), str(out))
        raise UsageError(why if str(out) in why else f"cannot write {out}: {why}") from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _write(part: Path, header: Header, source: ImportedFrom, loads: Evenly) -> None:
    writer = TrialWriter(part, header, {"plates": _no_board()})
    try:
        _fill(writer, header, source, loads)
        writer.close(STOPPED)
    except DiskError:
        writer.abandon()  # HDF5 would crash if the disk refuses
        raise
    except BaseException:
        writer.give_up()
        raise


def _fill(writer: TrialWriter, header: Header, source: ImportedFrom, loads: Evenly) -> None:
    calibration = _calibration(header.stance_width_mm)
    writer.set_imported(source)
    writer.freeze_newtons(Applied(calibration))
    for first in range(0, len(loads.sample), BLOCK_ROWS):
        _append(writer, loads, calibration, slice(first, first + BLOCK_ROWS))
    lost = _append_gaps(writer, loads)
    end_s = loads.sample[[0, -1]] / RATE_HZ
    placement = Placement(Timeline(end_s, end_s, 0.0), method=IMPORTED)
    writer.write_clock("plates", placement, (end_s, end_s), zero_s=0.0)
    figures = {"samples_received": len(loads.sample), "samples_lost": lost, **NOTHING_COUNTED}
    writer.write_validity("plates", figures)


def _append(writer: TrialWriter, loads: Evenly, calibration: PlateCalibration, rows: slice) -> None:
    counts = _counts(loads, rows)
    sample = loads.sample[rows].astype(np.uint64)
    writer.append_samples(
        "plates",
        {
            "counts": counts,
            "sample": sample,
            "device_time_us": sample * np.uint64(1_000_000 // RATE_HZ),
            "status": np.zeros(len(sample), np.uint16),
            "time": loads.sample[rows] / RATE_HZ,
            "force": force_n(counts, calibration),
        },
    )


def _counts(loads: Evenly, rows: slice) -> np.ndarray:
    return (np.round(loads.force_n[rows] / NEWTONS_PER_COUNT) + ZERO_COUNTS).astype(np.int32)


def _append_gaps(writer: TrialWriter, loads: Evenly) -> int:
    """Returns how many samples are missing."""
    steps = np.diff(loads.sample)
    for row in np.flatnonzero(steps > 1):
        first = int(loads.sample[row]) + 1
        writer.append_gap("plates", first_sample=first, count=int(steps[row]) - 1)
    return int((steps - 1).sum())


def _calibration(stance_mm: float) -> PlateCalibration:
    """Converts these counts to newtons; it is no calibration of the plates."""
    zero, scale = (ZERO_COUNTS,) * 4, (NEWTONS_PER_COUNT,) * 4
    place = NOMINAL_GEOMETRY
    if np.isfinite(stance_mm):
        half = stance_mm / 2
        place = PlateGeometry(place.heel_y_mm, place.toe_y_mm, -half, half)
    return PlateCalibration(zero, scale, IMPORTED, geometry=place)


def _no_board() -> Info:
    return Info(
        role="plates",
        serial=NO_BOARD,
        firmware_version=NO_BOARD,
        board=0,
        channels=4,
        bytes_per_count=4,
        sample_rate_hz=RATE_HZ,
        reference_uv=1_000_000,
        full_scale_counts=FULL_SCALE_COUNTS,
        oversampling=1,
        frame_delay_us=0,
        sampling_delay_us=0,
        channel_skew_us=0,
    )
