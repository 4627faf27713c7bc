"""The plates: masses up and down on heel and toe of each, one mass on nine places, a review."""

from dataclasses import asdict

from rig.calibrations.book import CalibrationBook
from rig.cli.calibrate.guide import NOT_ACCEPTED, Guide, parse_numbers
from rig.cli.calibrate.review import reviewed
from rig.cli.console import fail, out, print_json
from rig.errors import Exit, UsageError
from rig.measure.calibrating.plan import Ask
from rig.measure.calibrating.record import PlateRecord
from rig.measure.calibrating.session import PlatesSession, Stage
from rig.measure.calibrating.setup import (
    FIGURES,
    MASS_KG,
    Answers,
    Setup,
    answers_before,
    middle_kg,
    setup_of,
)
from rig.stream.calibrationwords import occasion_of
from rig.stream.quantities import LoadOnPlates

BACK, SKIP, KEEP = "b", "s", "k"
LEGEND = (
    "Enter: it lies there. A number: it is another mass in kg. b: the one before again. "
    "s: leave this step. q: leave all, nothing is kept."
)
SAID = {
    Stage.EMPTY: "First the empty plates.",
    Stage.MASSES: LEGEND,
    Stage.EMPTY_AGAIN: "Now one mass on nine places of each plate. Without it no tier can be said.",
    Stage.POINTS: LEGEND,
}
QUESTIONS = {
    "check_kg": "Mass for the nine places in kg?",
    "heel_y_mm": "Heel cells, mm from the heel stop?",
    "toe_y_mm": "Toe cells, mm from the heel stop?",
    "apart_mm": "From the middle line of one plate to that of the other, mm?",
    "masses_within_percent": "Within how many % are the masses known?",
    "placed_within_mm": "Within how many mm are they put on their places?",
    "gravity_m_s2": "Local gravity in m/s2, 9.780 at the equator, 9.832 at the poles?",
}


def calibrate_plates(guide: Guide, *, book: CalibrationBook, as_json: bool) -> int:
    """Guides through it; the record is stored once accepted. Raises UsageError if the user
    quits."""
    board, host_time = guide.board, guide.host_time
    info = board.info
    before = book.applied(info, at=host_time.utc(), on_problem=fail)
    guide.say(f"Plates board {info.serial} on {board.port.url}.")
    guide.say("It must have been on for 10 minutes. Nobody touches the plates but to load them.")
    setup = _set_up(guide, before.record)
    session = PlatesSession(setup, before.calibration, sample_rate_hz=info.sample_rate_hz)
    _lead(guide, session)
    occasion = occasion_of(info, setup, host_time.utc())
    record = reviewed(guide, session.masses, lambda: session.record(occasion))
    if record is None:
        raise UsageError(NOT_ACCEPTED)
    path = book.add_calibration(record)
    if as_json:
        print_json(record.as_json())
    else:
        out.print(f"tier: {record.tier.name}; kept in {path}", soft_wrap=True, markup=False)
    return Exit.DONE


def _set_up(guide: Guide, record: PlateRecord | None) -> Setup:
    """Asks for the setup; the previous answers are in brackets."""
    before = answers_before(record)
    operator = guide.operator(before.operator)
    least, most = MASS_KG
    masses_kg = guide.numbers(
        "Masses in kg, each what lies there in all, 4 or more, for example 10 20 30 40:",
        least=least,
        most=most,
    )
    about = asdict(before) | {"check_kg": middle_kg(masses_kg)}
    figures = {
        name: guide.number(question, about[name], least=FIGURES[name][0], most=FIGURES[name][1])
        for name, question in QUESTIONS.items()
    }
    return setup_of(Answers(operator, tuple(masses_kg), **figures))


def _lead(guide: Guide, session: PlatesSession) -> None:
    """Goes through all stages until the review."""
    told = Stage.EMPTY
    while session.stage is not Stage.REVIEW:
        if session.stage is not told:
            told = session.stage
            guide.say(SAID[told])
        if session.wants_empty:
            guide.ask("Take everything off both plates, then press Enter.")
            _take(guide, session)
        elif session.series and session.ask:
            number = f"{len(session.series.holds) + 1}/{len(session.series.asks)}"
            _do(guide, session, guide.ask(f"{number} {_words(session.ask)}").lower())


def _do(guide: Guide, session: PlatesSession, answer: str) -> None:
    """Acts on an answer."""
    typed = parse_numbers(answer)
    if answer == SKIP:
        session.leave()
    elif answer == BACK:
        session.back()
    elif answer in ("", KEEP):
        _take(guide, session, anyway=answer == KEEP)
    elif typed and len(typed) == 1:
        _take(guide, session, typed[0])
    else:
        guide.say(f"Expected Enter, a mass in kg, b, s or q, got {answer!r}.")


def _take(
    guide: Guide, session: PlatesSession, mass_kg: float | None = None, *, anyway: bool = False
) -> None:
    """Takes the load once it is still, unless it is misplaced."""
    doubt = guide.captured(LoadOnPlates(session, mass_kg, anyway=anyway))
    if doubt:
        guide.say(f"Look again: {doubt}. k takes it all the same.")


def _words(ask: Ask) -> str:
    if not ask.mass_kg:
        return f"{ask.foot} {ask.where}: take everything off."
    x = f", x {ask.x_mm:+g} mm" if ask.where.startswith("point") else ""
    return f"{ask.foot} {ask.where}, y {ask.y_mm:g} mm{x}: {ask.mass_kg:g} kg."
