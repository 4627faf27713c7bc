"""What is stored about a participant, in the trials that follow: contact levels and weight."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import uuid4

from rig.calibrations.persons import DowelInfo, PersonBook
from rig.device.hosttime import HostTime
from rig.measure.calibrating.touched import TouchRecord
from rig.measure.contact import DEBOUNCE_SAMPLES
from rig.measure.touch import TouchReading
from rig.stream.engine import Engine
from rig.version import __version__


def use_person(
    engine: Engine, participant: str, host_time: HostTime, *, on_problem: Callable[[str], None]
) -> None:
    """Uses the participant's own contact levels, if stored for this dowel, and stores in trials the
    weight measured on these plates, if within the hour."""
    book, feeds = PersonBook(), engine.feeds
    if "dowel" in feeds:
        info = feeds["dowel"].board.info
        engine.standards.use_touch(book.newest_touch(participant, info, on_problem=on_problem))
    if "plates" in feeds:
        serial, now = feeds["plates"].board.info.serial, host_time.utc()
        weight = book.newest_weight(participant, serial, at=now, on_problem=on_problem)
        engine.standards.use_weight(weight)


def touch_record(
    readings: Sequence[TouchReading],
    dowel: DowelInfo,
    *,
    participant: str,
    operator: str,
    taken_utc: datetime,
) -> TouchRecord:
    """The readings of the points as a participant's record."""
    return TouchRecord(
        record_id=uuid4().hex,
        board_serial=dowel.serial,
        participant=participant,
        taken_utc=taken_utc.isoformat(timespec="seconds"),
        operator=operator,
        software_version=__version__,
        full_scale_counts=dowel.full_scale_counts,
        points=tuple(one.point for one in readings),
        idle_counts=tuple(one.idle_counts for one in readings),
        touch_counts=tuple(one.touch_counts for one in readings),
        on_counts=tuple(one.on_counts for one in readings),
        off_counts=tuple(one.off_counts for one in readings),
        debounce_samples=DEBOUNCE_SAMPLES,
    )
