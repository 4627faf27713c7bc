"""What the figures of a trial are based on: calibration, zeros, levels, boards, rules."""

from collections.abc import Iterator
from datetime import datetime

from rig.analysis.drill import protocol_in
from rig.analysis.records import Analysis
from rig.measure.calibrating.trust import BOTH, NO_ZERO, NewtonFacts
from rig.report.head import Fact
from rig.report.words import NOTHING, moment, number, say
from rig.trial.trial import Board, Trial
from rig.version import __version__


def newton_unit(trial: Trial, unit: str = "unit") -> str:
    """The unit of newtons with whether they are calibrated, for wherever they are shown."""
    newtons = trial.plates.newtons if trial.plates else None
    if newtons and newtons.calibrated:
        return say(f"rests.{unit}")
    imported = newtons is not None and newtons.imported
    return say(f"rests.{unit}_imported" if imported else f"rests.{unit}_uncalibrated")


def rests_on(analysis: Analysis) -> list[Fact]:
    """What a coach must know of the basis of the figures."""
    return [Fact(say(f"rests.{name}"), value) for name, value in _rests(analysis) if value]


def laboratory_facts(analysis: Analysis) -> list[Fact]:
    """The same, with all that a laboratory notes."""
    more = [Fact(say(f"rests.{name}"), value) for name, value in _details(analysis) if value]
    return rests_on(analysis) + more


def made(now: datetime) -> Fact:
    """When the page was made, and by which program."""
    program = say("rests.program", version=__version__)
    return Fact(say("rests.made"), f"{moment(now.astimezone())}, {program}")


def _rests(analysis: Analysis) -> Iterator[tuple[str, str]]:
    trial = analysis.trial
    if trial.plates:
        yield "newtons", _calibration(trial.plates.newtons)
        yield "zero", "" if trial.imported_from else _zero(trial.plates.newtons)
        yield "foot", _feet(trial)
    if trial.dowel:
        taken = trial.dowel.levels_utc
        own = say("rests.own_levels", when=_utc(taken)) if taken else ""
        yield "contacts", own or say("rests.nominal_levels")
    yield "trial", trial.trial_id
    yield from _made_by(trial)


def _made_by(trial: Trial) -> Iterator[tuple[str, str]]:
    program, source = say("rests.program", version=trial.software_version), trial.imported_from
    if source is None:
        yield "recorded_by", program
        return
    yield "imported_by", program
    yield "imported_from", say("rests.source", file=source.file_name, format=source.format)
    yield "assumed", " ".join(source.assumptions)


def _details(analysis: Analysis) -> Iterator[tuple[str, str]]:
    trial, protocol = analysis.trial, protocol_in(analysis.trial)
    if protocol:
        yield "protocol", say("rests.protocol_says", name=protocol.name, version=protocol.version)
    unit = newton_unit(trial)
    if trial.plates:
        drift_n, columns = trial.plates.newtons.drift_n or (), trial.plates.columns
        channels = [
            f"{name.replace('_', ' ')} {number(n, 2, sign=True)}"
            for name, n in zip(columns, drift_n, strict=False)
        ]
        yield "drift", f"{', '.join(channels)} {unit}" if channels else ""
    weighed_n = number(trial.weighed_n)
    yield "weighed", f"{weighed_n} {unit}" if trial.weighed_n == trial.weighed_n else ""
    for role, board in (("plates", trial.plates), ("dowel", trial.dowel)):
        yield role, _board(board) if board and not trial.imported_from else ""
    missing = sum(gap.count for gap in trial.gaps)
    gaps = say("rests.gaps_says", count=missing, gaps=len(trial.gaps))
    yield "gaps", gaps if missing else say("rests.no_gaps")
    yield "end", trial.end_reason.replace("_", " ")
    rules = analysis.parameters
    versions = {name: getattr(rules, name).version for name in ("contact", "repetition", "balance")}
    changed = [f"{name}={value:g}" for name, value in rules.changed().items()]
    yield "rules", "; ".join([say("rests.rules_says", **versions), *changed])
    yield "file", trial.path.name
    yield "imported_sha256", trial.imported_from.sha256 if trial.imported_from else ""


def _calibration(newtons: NewtonFacts) -> str:
    if newtons.imported:
        return say("rests.imported")
    if not newtons.calibrated:
        return say("rests.uncalibrated")
    return say("rests.calibrated", days=number(newtons.age_days), tier=newtons.tier)


def _zero(newtons: NewtonFacts) -> str:
    if newtons.zero == NO_ZERO:
        return say("rests.zero_none")
    if newtons.zero != BOTH or newtons.drift_n is None:
        return say("rests.zero_pending")
    return say("rests.zero_both", drift=number(max(map(abs, newtons.drift_n)), 2))


def _feet(trial: Trial) -> str:
    feet = trial.feet
    if feet.foot_length_mm != feet.foot_length_mm:
        return say("rests.foot_unsaid")
    heel, stance = number(feet.heel_offset_mm), number(feet.stance_width_mm)
    return say("rests.foot_said", length=number(feet.foot_length_mm), heel=heel, stance=stance)


def _board(board: Board) -> str:
    clock = board.clock
    return say(
        "rests.board",
        serial=board.board_serial,
        firmware=board.firmware_version,
        rate=number(board.sample_rate_hz_fitted, 2),
        method=clock.method if clock else NOTHING,
        residual=number(clock.residual_ms, 2) if clock else NOTHING,
    )


def _utc(text: str) -> str:
    try:
        return moment(datetime.fromisoformat(text).astimezone())
    except (ValueError, OverflowError, OSError):  # it has no date here
        return text
