"""All figures of a trial, for a laboratory: tables that fit on a sheet of paper."""

from collections.abc import Callable, Iterator, Sequence

from rig.analysis.records import WHOLE, AnalysedRepetition, Analysis
from rig.analysis.scoring import scoring_of
from rig.analysis.stated import filters_of, stance_of
from rig.measure.filters import LowPass
from rig.measure.loading import Loading
from rig.measure.losses import Loss
from rig.measure.phase import BOTTOM
from rig.measure.quantity import Quantity
from rig.report.glance import Table
from rig.report.head import Fact
from rig.report.rests import newton_unit
from rig.report.words import NOTHING, number, say, span

Column = tuple[str, Callable[[AnalysedRepetition], str], Quantity | None]


def repetition_tables(analysis: Analysis) -> list[Table]:
    """Every figure of each repetition that the drill scores."""
    if not analysis.repetitions:
        return []
    scored = scoring_of(analysis.trial).scored
    kept = (
        (name, [column for column in columns if column[2] is None or column[2] in scored])
        for name, columns in _columns(analysis)
    )
    return [_of_repetitions(analysis, name, columns) for name, columns in kept if columns]


def loss_table(analysis: Analysis) -> Table | None:
    """Every loss of contact, with the brief ones among them."""
    contacts = analysis.contacts
    if contacts is None or not (contacts.losses or contacts.brief):
        return None
    losses = sorted((*contacts.losses, *contacts.brief), key=lambda loss: loss.onset_s)
    headings = _named("point", "time", "duration", "phase", "in_repetition")
    return Table(say("section.losses"), headings, tuple(map(_loss, losses)))


def unseen_table(analysis: Analysis) -> Table | None:
    """What was no loss of contact, and times when it is unknown."""
    seen = analysis.contacts.disturbances if analysis.contacts else ()
    if not seen:
        return None
    rows = tuple(
        (", ".join(one.points), say(f"kind.{one.kind}"), span(one.start_s, one.end_s))
        for one in seen
    )
    return Table(say("table.not_judged").capitalize(), _named("point", "what", "when"), rows)


def refused_table(analysis: Analysis) -> Table | None:
    """Movements that were no repetition, and why; feet that were lifted."""
    refused = analysis.found.refused if analysis.found else ()
    rows = [(span(one.start_s, one.end_s), one.reason) for one in refused]
    rows += [
        (span(one.start_s, one.end_s), say("standing.lifted", foot=one.foot))
        for one in (analysis.lifted if "steps" in scoring_of(analysis.trial).scored else ())
    ]
    if not rows:
        return None
    return Table(say("section.refused"), _named("when", "why"), tuple(sorted(rows)))


def standing_facts(analysis: Analysis) -> list[Fact]:
    """Quiet standing, and its sway if it was long enough."""
    return [Fact(say(f"standing.{name}"), value) for name, value in _standing(analysis)]


def _standing(analysis: Analysis) -> Iterator[tuple[str, str]]:
    if analysis.standing is None:
        return
    quiet, loading, sway = (
        analysis.standing.quiet,
        analysis.standing.loading,
        analysis.standing.sway,
    )
    yield "still", f"{number(quiet.duration_s, 1)} s, {span(quiet.start_s, quiet.end_s)}"
    unit = newton_unit(analysis.trial)
    yield "load", f"{number(quiet.weight_n)} {unit}, SD {number(quiet.sd_n, 1)}"
    yield "sides", f"{number(loading.left_n)} / {number(loading.right_n)} {unit}"
    yield "heel", f"{number(loading.heel_share * 100, 1)} %"
    place = {"x": number(loading.cop_x_mm, 1), "y": number(loading.cop_y_mm, 1)}
    yield "place", say("standing.place_mm", **place)
    yield "filter", filter_words(filters_of(analysis)["standing"])
    if stance := stance_of(analysis.trial):
        width = number(stance.width_mm)
        yield (
            "stance",
            say(f"standing.stance_{'assumed' if stance.assumed else 'known'}", width=width),
        )
    if sway is None:
        yield "no_sway", say("standing.no_sway_says")
        return
    yield "ellipse", f"{number(sway.ellipse_area_mm2)} mm²"
    yield "path", f"{number(sway.path_mm)} mm"
    yield "velocity", f"{number(sway.mean_velocity_mm_s, 1)} mm/s"
    yield "frequency", f"{number(sway.mean_frequency_hz, 2)} Hz"


def filter_words(low_pass: LowPass) -> str:
    """The filter applied to the forces, as stated beside a figure."""
    return say("standing.filter_says", cutoff=number(low_pass.cutoff_hz))


def _columns(analysis: Analysis) -> Iterator[tuple[str, Sequence[Column]]]:
    """Captions, and the columns under them."""
    unit, impulse = newton_unit(analysis.trial), newton_unit(analysis.trial, "impulse_unit")
    yield (
        "times",
        (
            (say("table.onset"), lambda one: number(one.times.onset_s, 2), None),
            (say("table.descent"), lambda one: number(one.times.descent_s, 2), "tempo"),
            (say("table.hold"), lambda one: number(one.times.hold_s, 2), "tempo"),
            (say("table.ascent"), lambda one: number(one.times.ascent_s, 2), "tempo"),
            (say("table.drop"), lambda one: number(one.times.drop_m * 100, 1), "drop"),
        ),
    )
    yield "load", _loads(WHOLE, unit)
    yield "bottom", _loads(BOTTOM, unit)
    yield "pressure", _places(WHOLE)
    yield (
        "effort",
        (
            (say("table.weight", unit=unit), lambda one: number(one.times.weight_n), None),
            (say("table.peak", unit=unit), lambda one: number(one.times.ascent_peak_n), "effort"),
            (say("table.peak_percent"), lambda one: number(_peak_percent(one), 1), "effort"),
            (
                say("table.impulse", unit=impulse),
                lambda one: number(one.times.ascent_impulse_ns, 1),
                "effort",
            ),
        ),
    )
    if analysis.contacts:
        yield "first_lost", _first_lost()


def _loads(phase: str, unit: str) -> Sequence[Column]:
    def of(get: Callable[[Loading], float], decimals: int) -> Callable[[AnalysedRepetition], str]:
        return lambda one: number(get(one.loading[phase]), decimals)

    return (
        (say("table.left_n", unit=unit), of(lambda load: load.left_n, 0), None),
        (say("table.right_n", unit=unit), of(lambda load: load.right_n, 0), None),
        (say("table.symmetry"), of(lambda load: load.symmetry_percent, 1), "symmetry"),
        (say("table.heel_share"), of(lambda load: load.heel_share * 100, 1), "heel_share"),
        (say("table.left_heel"), of(lambda load: load.left_heel_share * 100, 1), "heel_share"),
        (say("table.right_heel"), of(lambda load: load.right_heel_share * 100, 1), "heel_share"),
    )


def _places(phase: str) -> Sequence[Column]:
    def of(get: Callable[[Loading], float]) -> Callable[[AnalysedRepetition], str]:
        return lambda one: number(get(one.loading[phase]), 1)

    return (
        (say("table.cop_x"), of(lambda load: load.cop_x_mm), "cop"),
        (say("table.cop_y"), of(lambda load: load.cop_y_mm), "cop"),
        (say("table.cop_percent"), of(lambda load: load.cop_y_percent), "cop"),
        (say("table.path"), of(lambda load: load.cop_path_mm), "cop"),
        (say("table.range_x"), of(lambda load: load.cop_range_x_mm), "cop"),
        (say("table.range_y"), of(lambda load: load.cop_range_y_mm), "cop"),
    )


def _first_lost() -> Sequence[Column]:
    def of(show: Callable[..., str]) -> Callable[[AnalysedRepetition], str]:
        return lambda one: show(one.first_loss) if one.first_loss else NOTHING

    return (
        (say("table.point"), of(lambda first: say(f"point.{first.point}")), "contact"),
        (say("table.phase"), of(lambda first: first.phase), "contact"),
        (say("table.time"), of(lambda first: number(first.time_s, 2)), "contact"),
        (say("table.depth"), of(lambda first: number(first.depth_m * 100, 1)), "contact"),
        (say("table.depth_percent"), of(lambda first: number(first.depth_percent)), "contact"),
    )


def _of_repetitions(analysis: Analysis, name: str, columns: Sequence[Column]) -> Table:
    headings = (say("table.number"), *(heading for heading, *_ in columns))
    filtered = filter_words(filters_of(analysis)["repetition"])
    rows = tuple(
        (one.label, *(show(one) for _, show, _ in columns)) for one in analysis.repetitions
    )
    return Table(say(f"table.{name}", filter=filtered), headings, rows)


def _loss(loss: Loss) -> tuple[str, ...]:
    lasted = number(loss.duration_s, 3)
    if loss.brief:
        lasted = say("table.brief", seconds=lasted)
    elif not (loss.onset_seen and loss.end_seen):
        lasted = say("table.at_least", seconds=lasted)
    place = (loss.phase, str(loss.repetition)) if loss.repetition else (NOTHING, NOTHING)
    return (say(f"point.{loss.point}"), number(loss.onset_s, 3), lasted, *place)


def _peak_percent(one: AnalysedRepetition) -> float:
    return one.times.ascent_peak_n / one.times.weight_n * 100


def _named(*headings: str) -> tuple[str, ...]:
    return tuple(say(f"table.{heading}") for heading in headings)
