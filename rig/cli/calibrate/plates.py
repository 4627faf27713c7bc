"""The plates: masses up and down on heel and toe of each, one mass on nine places, a review."""

from dataclasses import dataclass
from uuid import uuid4

from rig import __version__
from rig.calibrations.book import CalibrationBook
from rig.cli.calibrate.guide import NOT_ACCEPTED, Counts, Guide, mean_counts, parse_numbers
from rig.cli.calibrate.review import reviewed
from rig.cli.console import fail, out, print_json
from rig.device.board import Board
from rig.device.hosttime import HostTime
from rig.errors import Exit, UsageError
from rig.measure.balance import NOMINAL_GEOMETRY, PlateGeometry
from rig.measure.calibrating.masses import STANDARD_GRAVITY_M_S2, Reference
from rig.measure.calibrating.plan import Ask, Series, misplaced, nine_places, up_and_down
from rig.measure.calibrating.record import Occasion, PlateRecord, calibrate
from rig.measure.calibrating.still import TARE_S, tare, unrest
from rig.measure.calibration import PlateCalibration

HOLD_S = 1.0
GIVEN_GRAVITY_WITHIN_PERCENT = 0.01
BACK, SKIP, KEEP = "b", "s", "k"
LEGEND = (
    "Enter: it lies there. A number: it is another mass in kg. b: the one before again. "
    "s: leave this step. q: leave all, nothing is kept."
)


@dataclass(frozen=True, slots=True)
class Setup:
    """What was said before the first mass."""

    operator: str
    masses_kg: list[float]
    geometry: PlateGeometry
    reference: Reference


def calibrate_plates(guide: Guide, *, book: CalibrationBook, as_json: bool) -> int:
    """Leads through it; the record is kept once it was accepted. Raises UsageError where left."""
    board, host_time = guide.board, guide.host_time
    before = book.applied(board.info, at=host_time.utc(), on_problem=fail)
    guide.say(f"Plates board {board.info.serial} on {board.port.url}.")
    guide.say("It must have been on for 10 minutes. Nobody touches the plates but to load them.")
    setup = _set_up(guide, before.record)
    empty = _empty(guide, before.calibration)
    masses = Series(up_and_down(setup.masses_kg, setup.geometry))
    _fill(guide, masses, empty)
    points, zero = _check(guide, setup, empty)
    occasion = _occasion(board, host_time, setup)

    def record_now() -> PlateRecord:
        return calibrate(occasion, masses.holds, points.holds, zero)

    record = reviewed(guide, masses, record_now)
    if record is None:
        raise UsageError(NOT_ACCEPTED)
    path = book.add_calibration(record)
    if as_json:
        print_json(record.as_json())
    else:
        out.print(f"tier: {record.tier.name}; kept in {path}", soft_wrap=True, markup=False)
    return Exit.DONE


def _set_up(guide: Guide, before: PlateRecord | None) -> Setup:
    """Asks what it is calibrated by; what was said the last time stands in brackets."""
    occasion = before.occasion if before else None
    reference = occasion.reference if occasion else Reference()
    geometry = occasion.geometry if occasion else NOMINAL_GEOMETRY
    operator = guide.operator(occasion.operator if occasion else "")
    masses_kg = guide.numbers(
        "Masses in kg, each what lies there in all, 4 or more, for example 10 20 30 40:",
        least=0.1,
        most=120,
    )
    return Setup(
        operator, masses_kg, _ask_geometry(guide, geometry), _ask_reference(guide, reference)
    )


def _ask_reference(guide: Guide, before: Reference) -> Reference:
    masses = guide.number(
        "Within how many % are the masses known?", before.masses_within_percent, least=0, most=10
    )
    places = guide.number(
        "Within how many mm are they put on their places?",
        before.placed_within_mm,
        least=0,
        most=20,
    )
    gravity = guide.number(
        "Local gravity in m/s2, 9.780 at the equator, 9.832 at the poles?",
        before.gravity_m_s2,
        least=9.76,
        most=9.84,
    )
    given = gravity != STANDARD_GRAVITY_M_S2
    within = GIVEN_GRAVITY_WITHIN_PERCENT if given else Reference().gravity_within_percent
    return Reference(gravity, within, masses, places)


def _ask_geometry(guide: Guide, before: PlateGeometry) -> PlateGeometry:
    heel = guide.number("Heel cells, mm from the heel stop?", before.heel_y_mm, least=0, most=100)
    toe = guide.number("Toe cells, mm from the heel stop?", before.toe_y_mm, least=150, most=500)
    apart = guide.number(
        "From the middle line of one plate to that of the other, mm?",
        before.right_x_mm - before.left_x_mm,
        least=100,
        most=1000,
    )
    return PlateGeometry(heel, toe, -apart / 2, apart / 2)


def _empty(guide: Guide, calibration: PlateCalibration) -> PlateCalibration:
    """The calibration with the zero of the empty plates, by which a wrong place is seen."""
    rate_hz = guide.board.info.sample_rate_hz

    def refused(counts: Counts) -> str:
        if len(counts) < TARE_S * rate_hz:
            return unrest(counts, calibration)
        return tare(counts, calibration, sample_rate_hz=rate_hz).refused

    counts = None
    while counts is None:
        guide.ask("Take everything off both plates, then press Enter.")
        counts = guide.still(TARE_S, refused)
    return calibration.with_zero(mean_counts(counts))


def _fill(guide: Guide, series: Series, empty: PlateCalibration) -> None:
    """Goes through a series until it is done or left."""
    guide.say(LEGEND)
    while ask := series.current:
        answer = guide.ask(f"{len(series.holds) + 1}/{len(series.asks)} {_words(ask)}").lower()
        if answer == SKIP:
            return
        if answer == BACK:
            series.back()
        else:
            _hold(guide, series, ask, answer, empty)


def _hold(guide: Guide, series: Series, ask: Ask, answer: str, empty: PlateCalibration) -> None:
    """Takes what lies there, unless it does not lie where it should."""
    typed = parse_numbers(answer) or [ask.mass_kg]
    if len(typed) > 1 or (answer not in ("", KEEP) and parse_numbers(answer) is None):
        guide.say(f"Expected Enter, a mass in kg, b, s or q, got {answer!r}.")
        return
    counts = guide.still(HOLD_S, lambda newest: unrest(newest, empty))
    if counts is None:
        return
    found = mean_counts(counts)
    wrong = misplaced(ask, typed[0], found, empty)
    if wrong and answer != KEEP:
        guide.say(f"Look again: {wrong}. k takes it all the same.")
        return
    series.take(found, typed[0])


def _words(ask: Ask) -> str:
    if not ask.mass_kg:
        return f"{ask.foot} {ask.where}: take everything off."
    x = f", x {ask.x_mm:+g} mm" if ask.where.startswith("point") else ""
    return f"{ask.foot} {ask.where}, y {ask.y_mm:g} mm{x}: {ask.mass_kg:g} kg."


def _check(guide: Guide, setup: Setup, empty: PlateCalibration) -> tuple[Series, tuple[float, ...]]:
    """The nine-point check of both plates, and the zero of the empty plates before it."""
    guide.say("Now one mass on nine places of each plate. Without it no tier can be said.")
    default = sorted(setup.masses_kg)[len(setup.masses_kg) // 2]
    mass_kg = guide.number("Mass for the nine places in kg?", default, least=0.1, most=120)
    zero = _empty(guide, empty)
    points = Series(nine_places(mass_kg, setup.geometry))
    _fill(guide, points, zero)
    return points, zero.zero_counts


def _occasion(board: Board, host_time: HostTime, setup: Setup) -> Occasion:
    return Occasion(
        record_id=uuid4().hex,
        board_serial=board.info.serial,
        taken_utc=host_time.utc().isoformat(timespec="seconds"),
        operator=setup.operator,
        software_version=__version__,
        volts_per_count=board.info.volts_per_count,
        full_scale_counts=board.info.full_scale_counts,
        geometry=setup.geometry,
        reference=setup.reference,
    )
