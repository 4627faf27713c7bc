"""From values to places: round ticks, no peak lost, no line where nothing is known."""

import math

import numpy as np
import pytest

from rig.report.charts.scale import Panel, Range, around, thinned


@pytest.mark.parametrize(
    ("least", "largest", "most", "ticks"),
    [
        (0, 10, 5, [0, 2, 4, 6, 8, 10]),
        (-0.34, 0.12, 4, [-0.2, 0.0]),
        (1003.2, 1004.9, 4, [1003.5, 1004.0, 1004.5]),
        (0, 600, 12, [0, 50, 100, 150, 200, 250, 300, 350, 400, 450, 500, 550, 600]),
    ],
)
def test_ticks_are_round(least: float, largest: float, most: int, ticks: list[float]) -> None:
    assert Range(least, largest).ticks(most) == pytest.approx(ticks)


def test_a_range_holds_its_values_and_is_never_empty() -> None:
    held = around([3.0, 5.0, math.nan], least_span=1.0)
    assert held.least < 3.0 < 5.0 < held.largest
    assert around([], least_span=4.0) == Range(-2.0, 2.0)
    assert around([7.0], least_span=4.0).span == 4.0


def test_ten_minutes_become_few_points_with_every_peak() -> None:
    time_s = np.arange(600_000) / 1000
    values = np.sin(time_s)
    values[123_456], values[400_001] = 9.0, -9.0
    x, y = thinned(time_s, values, columns=700)
    assert len(x) == len(y) == 1400
    assert (y.max(), y.min()) == (9.0, -9.0)
    assert (np.diff(x) >= 0).all()
    assert x[np.argmax(y)] == pytest.approx(123.456, abs=1.0)
    short = thinned(time_s[:50], values[:50], columns=700)
    assert (short[1] == values[:50]).all()


def test_a_curve_is_broken_where_nothing_is_known() -> None:
    panel = Panel(10.0, 20.0, 100.0, 50.0, Range(0.0, 4.0), Range(0.0, 1.0))
    path = panel.path(np.arange(5.0), np.array([0.0, 1.0, np.nan, 0.5, 0.5]))
    assert path == "M10 70L35 20M85 45L110 45"
