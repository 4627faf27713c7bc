"""One repetition beside the other: tempo, heel share, left and right."""

from collections.abc import Iterator, Sequence

from rig.analysis.records import Analysis
from rig.measure.technique.figures import RepetitionFigures
from rig.report.charts.drawing import Drawing, Mark, box, dot, line, rect, spot, stroke, words
from rig.report.charts.scale import Panel, Range, around
from rig.report.words import number, say

WIDTH, HEIGHT = 240, 168
LEFT, TOP, ACROSS, UP = 32, 22, 200, 114
MOST_NUMBERS = 10
CROWDED = 30  # from so many repetitions on, dots are small
Tempo = tuple[float, float, float]
PARTS = ("descent_s", "hold_s", "ascent_s")


def tempo(analysis: Analysis, asked: Tempo | None) -> Drawing:
    """How long each repetition went down, was held and came up, with the prescribed tempo."""
    figures = analysis.figures
    sums = [sum(one.values[name] for name in PARTS) for one in figures]
    up = Range(0.0, max([*sums, sum(asked or (0.0,))]) * 1.08)
    panel = _panel(figures, up)
    drawing = _drawing("tempo", panel, figures, say("chart.tempo_axis"))
    for one in figures:
        parts: Tempo = tuple(one.values[name] for name in PARTS)  # type: ignore[assignment]
        drawing.marks.extend(_column(panel, one.number, parts, str(one.number)))
    drawing.legend.extend((box(kind), say(f"legend.{kind}")) for kind in ("down", "held", "up"))
    if asked:
        drawing.marks.extend(_asked(panel, asked))
        drawing.legend.append((stroke("asked"), say("legend.asked")))
    return drawing


def heel_shares(analysis: Analysis) -> Drawing:
    """Heel share in standing before each repetition, and at its bottom."""
    names = ("heel_standing_percent", "heel_bottom_percent")
    figures = [one for one in analysis.figures if all(name in one.values for name in names)]
    values = [one.values[name] for one in figures for name in names]
    panel = _panel(figures, around(values, least_span=30.0))
    drawing = _drawing("heel", panel, figures, say("chart.heel"))
    for one in figures:
        x, (stood, lowest) = panel.x(one.number), (one.values[name] for name in names)
        rounded = {"stood": number(stood), "lowest": number(lowest)}
        told = say("chart.heel_told", number=one.number, **rounded)
        drawing.marks.append(line("link", (x, panel.y(stood)), (x, panel.y(lowest)), told))
        for kind, value in (("stood", stood), ("lowest", lowest)):
            drawing.marks.append(dot(kind, x, panel.y(value), radius=_radius(figures), told=told))
    drawing.legend.extend((spot(kind), say(f"legend.{kind}")) for kind in ("stood", "lowest"))
    return drawing


def sides(analysis: Analysis) -> Drawing:
    """The right foot's share of the load in each repetition."""
    figures = [one for one in analysis.figures if "right_percent" in one.values]
    away = [abs(one.values["right_percent"] - 50) for one in figures]
    half = max([10.0, *(1.15 * far for far in away)])
    panel = _panel(figures, Range(50 - half, 50 + half))
    drawing = _drawing("sides", panel, figures, say("chart.right"))
    middle = panel.y(50)
    drawing.marks.append(line("zero", (panel.left, middle), (panel.right, middle)))
    for one in figures:
        x, y = panel.x(one.number), panel.y(one.values["right_percent"])
        left, right = (number(one.values[f"{side}_percent"], 1) for side in ("left", "right"))
        told = say("chart.sides_told", number=one.number, left=left, right=right)
        drawing.marks.append(line("link", (x, middle), (x, y), told))
        drawing.marks.append(dot("right", x, y, radius=_radius(figures), told=told))
    return drawing


def _panel(figures: Sequence[RepetitionFigures], up: Range) -> Panel:
    numbers = [one.number for one in figures] or [1]
    return Panel(LEFT, TOP, ACROSS, UP, Range(min(numbers) - 0.7, max(numbers) + 0.7), up)


def _drawing(name: str, panel: Panel, figures: Sequence[RepetitionFigures], label: str) -> Drawing:
    drawing = Drawing(WIDTH, HEIGHT, say(f"chart.{name}_title"), say(f"chart.{name}_says"))
    drawing.marks.append(panel.above(label))
    drawing.marks.extend(panel.rows())
    each = -(-len(figures) // MOST_NUMBERS) or 1
    for one in figures[::each]:
        x = panel.x(one.number)
        drawing.marks.append(
            words("tick", x, panel.bottom + 15, text=str(one.number), anchor="middle")
        )
    drawing.marks.append(panel.below(say("chart.repetition_axis")))
    return drawing


def _radius(figures: Sequence[RepetitionFigures]) -> float:
    return 3.0 if len(figures) < CROWDED else 1.8


def _column(panel: Panel, at: float, parts: Tempo, name: str) -> Iterator[Mark]:
    half, below = 0.32, 0.0
    shown = "-".join(number(part, 1) for part in parts)
    for kind, part in zip(("down", "held", "up"), parts, strict=True):
        left, top = panel.x(at - half), panel.y(below + part)
        size = {"width": panel.x(at + half) - left, "height": panel.y(below) - top}
        yield rect(kind, left, top, **size, told=say("chart.tempo_told", name=name, tempo=shown))
        below += part


def _asked(panel: Panel, asked: Tempo) -> Iterator[Mark]:
    """Where each part would end, across all repetitions."""
    below = 0.0
    for part in asked:
        below += part
        y, told = panel.y(below), say("chart.asked", tempo="-".join(f"{a:g}" for a in asked))
        yield line("asked", (panel.left, y), (panel.right, y), told)
