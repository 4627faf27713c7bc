"""A trial as C3D files: force plates, the dowel and the lines as analog channels, events."""

import errno
import os
import struct
from pathlib import Path
from textwrap import wrap
from typing import Any

import ezc3d
import numpy as np
from numpy.typing import NDArray

from rig.errors import UsageError
from rig.export import forceplates
from rig.export.about import about
from rig.export.channels import channels
from rig.export.content import Content
from rig.export.output import Told, publish_files, workplace
from rig.export.parts import Part, base_of, parts_of, rows_a_frame
from rig.measure.balance import Float, PlateGeometry, cop_mm, foot_cop_y_mm
from rig.measure.placement import stance_geometry
from rig.trial.event import Event
from rig.trial.trial import Board, Plates, Trial

SUFFIX = ".c3d"
POINTS = {
    "COP_LEFT": "centre of pressure of the left foot; X is the middle of the foot",
    "COP_RIGHT": "centre of pressure of the right foot; X is the middle of the foot",
    "COP": "centre of pressure of both feet; X is an approximation",
}
MOST_LETTERS = 120  # of a text: some readers allow 127, others 255
BLOCK_BYTES, WORD_BYTES, DATA_START_AT = 512, 4, 16


def write(content: Content, out: Path, told: Told) -> list[Path]:
    """`out`; if one file cannot hold the trial, STEM-part1of3.c3d and so on instead."""
    if out.suffix.lower() != SUFFIX:
        raise UsageError(f"expected a name that ends in {SUFFIX}, got {out.name}")
    parts = parts_of(content)
    with workplace(out) as work:
        made = {work / f"{part.number}{SUFFIX}": _named(out, part) for part in parts}
        for part, path in zip(parts, made, strict=True):
            _write_part(content, part, path)
            told(part.number / len(parts))
        publish_files(made)
    return list(made.values())


def _named(out: Path, part: Part) -> Path:
    if part.parts == 1:
        return out
    number = f"{part.number:0{len(str(part.parts))}}"
    return out.with_name(f"{out.stem}-part{number}of{part.parts}{out.suffix}")


def _write_part(content: Content, part: Part, path: Path) -> None:
    trial = content.trial
    file, base = ezc3d.c3d(), base_of(trial)
    place = stance_geometry(base.geometry, trial.feet) if isinstance(base, Plates) else None
    values = _fill_analogs(file, trial, part) + _fill_points(file, base, part, place)
    if place:
        _set(file, "FORCE_PLATFORM", **_force_platforms(place))
    if part.events:
        _set(file, "EVENT", **event_parameters(part))
    if trial.participant:
        _set(file, "SUBJECTS", USED=1, NAMES=[trial.participant])
    _set(file, "MANUFACTURER", COMPANY=["Hinge rig"], SOFTWARE=["hinge-rig"])
    _set(file, "HINGE_RIG", **_about(content, part))
    file.write(str(path))
    _refuse_cut(path, values)


def _fill_analogs(file: ezc3d.c3d, trial: Trial, part: Part) -> int:
    """Returns how many values there are."""
    found = channels(trial, part.piece.rows)
    _set(
        file,
        "ANALOG",
        RATE=part.rate_hz,
        LABELS=[channel.label for channel in found],
        UNITS=[channel.unit for channel in found],
        DESCRIPTIONS=[channel.says for channel in found],
        # Meaningless for floating values, but some readers fail without it.
        FORMAT=["SIGNED"],
        BITS=np.array([16]),
    )
    values = np.array([channel.values for channel in found], np.float64)[None]
    file["data"]["analogs"] = values
    return values.size


def _fill_points(file: ezc3d.c3d, base: Board, part: Part, place: PlateGeometry | None) -> int:
    """The same for the points, with the feet at `place`; without plates there are none."""
    rows = rows_a_frame(base)
    points = np.empty((4, 0, (part.piece.end - part.piece.start) // rows))
    _set(file, "POINT", RATE=part.rate_hz / rows, UNITS=["mm"], X_SCREEN=["+X"], Y_SCREEN=["+Z"])
    if isinstance(base, Plates) and place:
        points = _centres_of_pressure(base.force_n[part.piece.rows][::rows], place)
        _set(file, "POINT", LABELS=list(POINTS), DESCRIPTIONS=list(POINTS.values()))
    file["data"]["points"] = points
    missing = np.isnan(points[:1]).astype(np.float64)
    file["data"]["meta_points"]["residuals"] = -missing  # C3D's mark for a missing point
    return points.size


def _centres_of_pressure(force_n: Float, place: PlateGeometry) -> NDArray[np.float64]:
    """POINTS of forces (M, 4) at the first sample of each frame, (4, 3, M); NaN if there is
    none."""
    found = np.zeros((4, len(POINTS), len(force_n)))
    foot_y_mm = foot_cop_y_mm(force_n, place).T
    middles_mm = np.array([[place.left_x_mm], [place.right_x_mm]])
    found[0, :2] = np.where(np.isnan(foot_y_mm), np.nan, middles_mm)
    found[1, :2] = foot_y_mm
    found[:2, 2] = cop_mm(force_n, place).T
    found[2] = np.where(np.isnan(found[1]), np.nan, 0.0)
    return found


def _force_platforms(place: PlateGeometry) -> dict[str, Any]:
    return {
        "USED": 2,
        "TYPE": np.array([2, 2]),
        "ZERO": np.array([0, 0]),  # nothing to subtract
        "CORNERS": forceplates.corners_mm(place),
        "ORIGIN": np.zeros((3, 2)),  # the moments are about the surface's middle
        "CHANNEL": np.arange(1, 13).reshape(2, 6).T,
        "CAL_MATRIX": np.stack([np.eye(6)] * 2, axis=2),  # ignored for TYPE 2; the same readers
    }


def event_parameters(part: Part) -> dict[str, Any]:
    """The group EVENT: times since the first sample of the file."""
    events = part.events
    since_s = [event.time_s - part.start_s for event in events]
    return {
        "USED": len(events),
        "LABELS": [_label(event) for event in events],
        "CONTEXTS": ["General"] * len(events),
        "TIMES": np.array([divmod(time_s, 60.0) for time_s in since_s]).T,  # minutes, seconds
    }


def _label(event: Event) -> str:
    return f"{event.kind} {event.point or event.board}".strip()


def _about(content: Content, part: Part) -> dict[str, Any]:
    """What is known of the trial, and the position of this file in it."""
    base = base_of(content.trial)
    return {
        **{name.upper(): wrap(text, MOST_LETTERS) for name, text in about(content).items()},
        "PART": part.number,
        "PARTS": part.parts,
        "START_S": part.start_s,
        "TIME_DEVIATION_MS": part.deviation_ms,
        "TRIAL_END_S": float(base.time_s[-1]),
        "TRIAL_SAMPLES": len(base.sample),
        "TRIAL_EVENTS": len(content.events),
        "TTL_EDGES_LEFT_OUT": part.edges_left_out,
        "SHEAR": [forceplates.NOT_MEASURED],
    }


def _set(file: ezc3d.c3d, group: str, **values: Any) -> None:
    for name, value in values.items():
        if isinstance(value, np.ndarray) and value.dtype.kind == "i":
            # add_parameter takes no whole numbers in arrays, and makes those in lists floating.
            file.add_parameter(group, name, 0)
            file["parameters"][group][name]["value"] = value
        else:
            file.add_parameter(group, name, value)


def _refuse_cut(path: Path, values: int) -> None:
    """ezc3d does not notice a full disk: then the file is too short, or its head blank."""
    with path.open("rb") as file:
        head = file.read(BLOCK_BYTES).ljust(BLOCK_BYTES, b"\0")
    (block,) = struct.unpack_from("<H", head, DATA_START_AT)
    least = (block - 1) * BLOCK_BYTES + values * WORD_BYTES
    if block == 0 or path.stat().st_size < least:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
