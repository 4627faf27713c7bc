"""The analog channels of a C3D file: all of a trial on the times of one board."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rig.device.messages import Status
from rig.export import forceplates
from rig.export.parts import base_of
from rig.trial.trial import Dowel, Plates, Trial

Float = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class Channel:
    """`values` (N,) of one channel."""

    label: str
    unit: str
    says: str
    values: NDArray[Any]


class Placed(NamedTuple):
    """The dowel at other times than its own, (M,): `volts` (M, points), `status`, and where it is
    `known`."""

    volts: Float
    status: NDArray[np.uint16]
    known: NDArray[np.bool_]


def placed(dowel: Dowel, time_s: Float) -> Placed:
    """The dowel at times (M,): interpolated linearly between neighbouring samples if none is
    missing between them; elsewhere the sample before is held. Status is always held."""
    last = len(dowel.sample) - 1
    after = np.searchsorted(dowel.time_s, time_s, side="right")
    before, after = np.clip(after - 1, 0, last), np.clip(after, 0, last)
    step_s = dowel.time_s[after] - dowel.time_s[before]
    near = (dowel.sample[after] - dowel.sample[before] == 1) & (step_s > 0)
    share = np.where(near, time_s - dowel.time_s[before], 0.0) / np.where(near, step_s, 1.0)
    volts = dowel.volts
    between = volts[before] + share[:, None] * (volts[after] - volts[before])
    return Placed(between, dowel.status[before], near | (time_s == dowel.time_s[before]))


def channels(trial: Trial, rows: slice) -> list[Channel]:
    """All channels of a trial at the times of some rows of its plates, without plates of its
    dowel."""
    found: list[Channel] = []
    base, dowel = base_of(trial), trial.dowel
    if isinstance(base, Plates):
        found += [*_wrenches(base, rows), *_cells(base, rows), *_plate_lines(base, rows)]
    if dowel is not None and len(dowel.sample):
        found += _dowel(trial, dowel, base.time_s[rows])
    return found


def _wrenches(plates: Plates, rows: slice) -> Iterator[Channel]:
    """First in the file, so that FORCE_PLATFORM:CHANNEL is 1 to 12."""
    values = forceplates.wrenches(plates.force_n[rows], plates.geometry)
    for number, column in enumerate(values.T):
        plate, which = divmod(number, len(forceplates.CHANNELS))
        label = f"{forceplates.CHANNELS[which]}{plate + 1}"
        yield Channel(label, forceplates.UNITS[which], forceplates.SAYS[which], column)


def _cells(plates: Plates, rows: slice) -> Iterator[Channel]:
    for number, name in enumerate(plates.columns):
        said = "load on these cells, downwards positive"
        yield Channel(_label(name), "N", said, plates.force_n[rows, number])


def _plate_lines(plates: Plates, rows: slice) -> Iterator[Channel]:
    status = plates.status[rows]
    yield _line("TTL in", Status.TTL_IN, status)
    yield _line("TTL out", Status.TTL_OUT, status)
    yield _line("Sync plates", Status.SYNC, status)


def _dowel(trial: Trial, dowel: Dowel, time_s: Float) -> Iterator[Channel]:
    there = placed(dowel, time_s)
    for number, name in enumerate(dowel.columns):
        said = "contact sensor; how it was placed on these times: Dowel known"
        yield Channel(_label(name), "V", said, there.volts[:, number])
    for name in dowel.columns:
        touching = trial.in_contact(name, time_s)
        yield Channel(f"{_label(name)} contact", "", "1 in contact, 0 not", touching)
    yield _line("Sync dowel", Status.SYNC, there.status)
    said = "1 on a line between the dowel's samples, 0 none came: the last is held"
    yield Channel("Dowel known", "", said, there.known)


def _line(label: str, bit: Status, status: NDArray[np.uint16]) -> Channel:
    return Channel(label, "", "1 high, 0 low", (status & bit) != 0)


def _label(column: str) -> str:
    return column.replace("_", " ").capitalize()
