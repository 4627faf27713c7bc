"""A calibration in progress as plain values for a window."""

from datetime import datetime
from uuid import uuid4

from rig.device.messages import Info
from rig.measure.calibrating.course import RegionCourse, region_course
from rig.measure.calibrating.masses import FEET, REGIONS
from rig.measure.calibrating.record import Occasion, PlateRecord
from rig.measure.calibrating.session import PlatesSession
from rig.measure.calibrating.setup import Setup
from rig.measure.calibrating.words import K2, table, tier_reasons
from rig.stream.api import ReviewState
from rig.version import __version__


def occasion_of(info: Info, setup: Setup, taken_utc: datetime) -> Occasion:
    """Who calibrated which board, when and with what."""
    return Occasion(
        record_id=uuid4().hex,
        board_serial=info.serial,
        taken_utc=taken_utc.isoformat(timespec="seconds"),
        operator=setup.operator,
        software_version=__version__,
        volts_per_count=info.volts_per_count,
        full_scale_counts=info.full_scale_counts,
        geometry=setup.geometry,
        reference=setup.reference,
    )


def review_of(record: PlateRecord) -> ReviewState:
    """The result: a table, the tier in words, and the outlying holds."""
    names, rows = table(record)
    far_off = [
        f"{index + 1}: {hold.foot}, y {hold.y_mm:g} mm, {hold.mass_kg:g} kg"
        for index, hold in enumerate(record.holds)
        if index in record.far_off()
    ]
    return ReviewState(
        names=names,
        rows=rows,
        tier=record.tier.name,
        reasons=tier_reasons(record),
        note=K2,
        far_off=far_off,
    )


def courses(session: PlatesSession) -> list[RegionCourse]:
    """Load against reading for all four regions, so far."""
    about = session.setup.geometry, session.setup.reference.gravity_m_s2
    return [
        region_course(session.masses.holds, foot, region, geometry=about[0], gravity_m_s2=about[1])
        for foot in FEET
        for region in REGIONS
    ]


def asked(session: PlatesSession) -> str:
    """What is to be placed now, in words."""
    ask = session.ask
    return f"{ask.foot} {ask.where}, {ask.mass_kg:g} kg" if ask else "the empty plates"
