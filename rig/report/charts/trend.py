"""A figure over sessions: each trial, the mean of each session, and what is mere variation."""

from rig.analysis.alike import figure_of
from rig.analysis.sessions import Change, Series, value_of
from rig.report.charts.drawing import Drawing, Mark, box, curve, dot, rect, spot, words
from rig.report.charts.repetitions import ACROSS, LEFT, WIDTH
from rig.report.charts.scale import Panel, Range, around
from rig.report.words import day, quantity, say, short_day

HEIGHT, TOP, UP = 150, 10, 118
LABEL_PX = 34  # room for a day below the chart


def trend(series: Series, name: str, change: Change | None) -> Drawing:
    """Days from left to right; the band is mere variation around the first."""
    figure, sessions = figure_of(name), series.sessions
    values = [value for session in sessions for value in session.values(name)]
    band = _band(change)
    panel = _panel(series, around([*values, *band], least_span=4 * figure.resolves))
    title = say(f"figure.{name}")
    drawing = Drawing(WIDTH, HEIGHT, title, say("trend.says", figure=title, count=len(sessions)))
    if band:
        top, height = panel.y(band[1]), panel.y(band[0]) - panel.y(band[1])
        told = say("trend.band_told")
        drawing.marks.append(rect("band", panel.left, top, width=ACROSS, height=height, told=told))
    drawing.marks.extend(panel.rows())
    means = []
    free_px = 0.0
    for session in sessions:
        x, own = panel.x(session.day.toordinal()), session.values(name)
        for trial in session.trials:
            if (value := value_of(trial, name)) is not None:
                told = f"{day(session.day)}: {quantity(figure, value)}"
                drawing.marks.append(dot("trial", x, panel.y(value), radius=2.5, told=told))
        if own:
            means.append((x, panel.y(sum(own) / len(own))))
        if x >= free_px:
            label = short_day(session.day)
            drawing.marks.append(words("tick", x, panel.bottom + 15, text=label, anchor="middle"))
            free_px = x + LABEL_PX
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in means)
    drawing.marks.append(curve("mean", path))
    drawing.marks.extend(dot("mean", x, y, radius=4.0) for x, y in means)
    return drawing


def trend_legend() -> list[tuple[Mark, str]]:
    """The legend of all trends."""
    swatches = (spot("trial"), spot("mean"), box("band"))
    return [(swatch, say(f"legend.{swatch.kind}")) for swatch in swatches]


def _band(change: Change | None) -> tuple[float, ...]:
    if change is None or change.least is None:
        return ()
    return (change.before - change.least, change.before + change.least)


def _panel(series: Series, up: Range) -> Panel:
    first, last = (series.sessions[end].day.toordinal() for end in (0, -1))
    air = max((last - first) * 0.08, 1.0)
    return Panel(LEFT, TOP, ACROSS, UP, Range(first - air, last + air), up)
