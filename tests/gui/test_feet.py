import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from PyQt5.QtCore import QRectF

from gui import theme
from gui.picture import Plates
from gui.views.balancebar import BalanceBar
from gui.views.feet import FeetView
from gui.views.feetmap import FeetMap, corners
from gui.views.footshape import hull
from tests.gui.pixels import like, pixels
from tests.gui.synthetic import balance, no_load


@pytest.fixture
def feet(shown):
    return shown(FeetView(), 480, 400)


def around(feet, x_mm, y_mm):
    """Bright pixels around a place on the plates."""
    at, image = feet.at(x_mm, y_mm), pixels(feet)
    x, y = round(at.x()), round(at.y())
    return like(image[y - 9 : y + 10, x - 9 : x + 10], theme.now().text, 30).sum()


def test_the_newest_centre_of_pressure_is_drawn_at_its_place(feet):
    feet.show_balance(balance(cop_mm=((0, 60), (0, 240))))
    assert around(feet, 0, 240) > 2 * around(feet, 0, 80) > 0
    feet.show_balance(balance(cop_mm=((0, 240), (0, 60))))
    assert around(feet, 0, 60) > 20


def test_where_it_is_not_known_no_centre_of_pressure_is_drawn(feet):
    feet.show_balance(balance(cop_mm=((0, 60), (math.nan, math.nan), (0, 240), (math.nan, 150))))
    nothing = [around(feet, 0, y_mm) for y_mm in (60, 150, 240)]
    assert nothing == [0, 0, 0]


def test_a_trail_is_drawn_between_its_points_but_not_over_a_gap(feet):
    feet.show_balance(balance(cop_mm=((0, 40), (0, 120), (math.nan, 1), (0, 200), (0, 280))))
    assert around(feet, 0, 80) > 0
    assert around(feet, 0, 160) == 0


def test_more_load_is_brighter(feet):
    feet.show_balance(balance(load_n=(300.0, 100.0, 200.0, 20.0)))
    image = pixels(feet)
    places = [feet.at(-100, 60), feet.at(-100, 230), feet.at(100, 60), feet.at(100, 230)]
    colours = [image[round(at.y()), round(at.x())].astype(int).sum() for at in places]
    assert colours[0] > colours[1] + 40
    assert colours[2] > colours[3] + 40


def test_numbers_and_what_they_are_worth(feet, written):
    feet.show_balance(balance(load_n=(191.2, 160.0, 180.0, 170.0)))
    pixels(feet)
    assert {"191 N", "160 N", "180 N", "170 N", "In all 701 N"} <= set(written)
    assert any("uncalibrated" in text for text in written)
    written.clear()
    feet.show_balance(replace(balance(), calibrated=True))
    pixels(feet)
    assert not any("uncalibrated" in text for text in written)


def test_a_load_that_is_not_known_has_no_number_and_no_fill(feet, written):
    feet.show_balance(balance(load_n=(math.nan, 160.0, 180.0, 170.0)))
    image = pixels(feet)
    assert not any("nan" in text for text in written)
    at = feet.at(-100, 60)
    assert tuple(image[round(at.y()), round(at.x())]) == theme.now().window_ground.getRgb()[:3]


def test_without_plates_it_says_so(feet, written):
    feet.show_balance(None)
    pixels(feet)
    assert "No data from the plates" in written


def test_other_plates_are_drawn_at_their_place(feet):
    before = pixels(feet)
    wide = replace(balance().plates, left_x_mm=-60.0)
    feet.show_balance(replace(balance(), plates=wide))
    feet.show_balance(None)
    feet.show_balance(replace(balance(load_n=(math.nan,) * 4, cop_mm=()), plates=wide))
    assert (pixels(feet) != before).any()


def test_shares_as_bars_and_words(shown, written):
    bar = shown(BalanceBar(), 380, 170)
    bar.show_balance(balance(load_n=(300.0, 100.0, 300.0, 100.0)))
    image = pixels(bar, bar.bar_box(0))
    assert like(image, theme.now().heel).mean() == pytest.approx(0.75, abs=0.06)
    assert {"heel 75 %", "25 % toe", "left 50 %", "50 % right"} <= set(written)
    assert "Symmetry, (right - left) / (right + left): +0 %" in written


def test_without_load_there_are_no_shares(shown, written):
    bar = shown(BalanceBar(), 380, 170)
    written.clear()
    bar.show_balance(no_load())
    assert not like(pixels(bar, bar.bar_box(0)), theme.now().heel).any()
    assert "too little load on the plates to say" in written
    assert not any("%" in text for text in written)


def test_numbers_stay_long_enough_to_be_read(feet, written, qtbot):
    feet.show_balance(balance(load_n=(100.0,) * 4))
    feet.show_balance(balance(load_n=(101.0,) * 4))
    pixels(feet)
    assert "100 N" in written
    assert "101 N" not in written
    qtbot.wait(250)
    feet.show_balance(balance(load_n=(102.0,) * 4))
    pixels(feet)
    assert "102 N" in written


def test_the_trail_may_be_empty(feet):
    feet.show_balance(balance(cop_mm=np.empty((0, 2))))
    assert around(feet, 0, 150) == 0


def test_the_limits_are_the_narrowest_convex_line_around_both_feet():
    feet = FeetMap(QRectF(0, 0, 400, 400), Plates())
    points = [point for half in feet.halves.values() for point in corners(half)]
    around = [(feet.limits.at(row).x(), feet.limits.at(row).y()) for row in range(len(feet.limits))]
    assert set(around) <= set(points)
    edges = list(pairwise([*around, around[0]]))
    for x, y in points:
        sides = [(bx - ax) * (y - ay) - (by - ay) * (x - ax) for (ax, ay), (bx, by) in edges]
        assert min(sides) >= -1e-6 or max(sides) <= 1e-6, "on one side of every edge"
    assert hull([(0, 0), (2, 0), (1, 1), (2, 2), (0, 2), (1, 0)]).size() == 4
