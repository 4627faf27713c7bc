import math

import numpy as np
import pytest
from PyQt5.QtCore import QEvent, QPoint, QPointF, Qt
from PyQt5.QtGui import QMouseEvent, QWheelEvent
from PyQt5.QtWidgets import QApplication

from gui import theme
from gui.views.laneframe import NAMES
from gui.views.lanes import fitting_scale_n
from gui.views.strips import StripsView
from tests.gui.pixels import like, pixels
from tests.gui.synthetic import Person

PERSON = Person(40.0)


@pytest.fixture
def strips(shown):
    view = shown(StripsView(), 1000, 420)
    view.asked = []
    view.looked_back.connect(view.asked.append)
    return view


def columns(strips, lane, colour, within=8):
    """Shares of the time axis at which a lane shows a colour."""
    frame = strips.plot.lanes.frame
    found = like(pixels(strips.plot, frame.lane(lane)), colour, within).any(axis=0)
    return np.flatnonzero(found) / frame.plot_px


def test_losses_are_shaded_at_their_time(strips):
    strips.show_strips(PERSON.strips(20.0, losses=[("thoracic", 12.0, 13.5)]))
    frame = strips.plot.lanes.frame
    band = like(pixels(strips.plot, frame.loss_band()), theme.now().lost).any(axis=0)
    shaded = np.flatnonzero(band) / frame.plot_px
    assert shaded[0] == pytest.approx(0.2, abs=0.005)
    assert shaded[-1] == pytest.approx(0.35, abs=0.005)
    ground = theme.mix(theme.now().panel_ground, theme.now().lost, 110 / 255)
    lanes = [bool(columns(strips, lane, ground).size) for lane in range(len(NAMES))]
    assert lanes == [name == "thoracic" for name in NAMES]


def test_a_loss_that_lasts_is_shaded_to_the_right_border(strips):
    strips.show_strips(PERSON.strips(20.0, losses=[("head", 18.0, math.inf), ("head", 1.0, 2.0)]))
    frame = strips.plot.lanes.frame
    band = like(pixels(strips.plot, frame.loss_band()), theme.now().lost).any(axis=0)
    shaded = np.flatnonzero(band) / frame.plot_px
    assert shaded[0] == pytest.approx(0.8, abs=0.005)
    assert shaded[-1] == pytest.approx(1.0, abs=0.005)


def test_a_mark_is_a_line_through_all_lanes(strips):
    strips.show_strips(PERSON.strips(20.0, marks_s=[15.0, 3.0]))
    for lane in range(len(NAMES)):
        assert columns(strips, lane, theme.now().mark).mean() == pytest.approx(0.5, abs=0.005)


def test_one_sample_out_of_ten_thousand_is_seen(strips):
    shown = PERSON.strips(20.0)
    load_n = np.full_like(shown.load_n, 20.0)
    load_n[2500, 1] = 95.0
    strips.show_strips(PERSON.strips(20.0, load_n=load_n))
    frame = strips.plot.lanes.frame
    lane = like(pixels(strips.plot, frame.lane(1)), theme.now().left)
    upper = np.flatnonzero(lane[: lane.shape[0] // 3].any(axis=0)) / frame.plot_px
    assert upper.mean() == pytest.approx(0.25, abs=0.005)


def test_nothing_is_drawn_over_a_gap_or_where_it_is_not_known(strips):
    shown = PERSON.strips(20.0)
    load_n, keep = shown.load_n.copy(), np.ones(10_000, bool)
    load_n[3000:4000, 0] = np.nan
    keep[6000:8000] = False
    gone = {"load_time_s": shown.load_time_s[keep], "load_n": load_n[keep]}
    strips.show_strips(PERSON.strips(20.0, **gone))
    drawn = columns(strips, 0, theme.now().left)
    assert not ((drawn > 0.305) & (drawn < 0.395)).any()
    assert not ((drawn > 0.605) & (drawn < 0.795)).any()
    assert (drawn < 0.3).any()
    assert (drawn > 0.8).any()
    whole = columns(strips, 1, theme.now().left)
    assert ((whole > 0.305) & (whole < 0.395)).any(), "only the lane that is not known is empty"


def test_strips_without_samples_are_drawn_empty(strips):
    empty = {"load_time_s": np.empty(0), "load_n": np.empty((0, 4), "f4")}
    strips.show_strips(PERSON.strips(20.0, **empty))
    assert not columns(strips, 0, theme.now().left).size
    assert columns(strips, 4, theme.now().on).size


def test_p_stops_and_runs_again(strips, qtbot):
    strips.show_strips(PERSON.strips(20.0))
    qtbot.keyClick(strips, Qt.Key_P)
    assert strips.asked == [20.0]
    assert "not live" in strips.state.text()
    qtbot.keyClick(strips, Qt.Key_P)
    assert strips.asked == [20.0, None]
    assert "Live" in strips.state.text()


def test_keys_look_back_and_come_back_to_live(strips, qtbot):
    strips.show_strips(PERSON.strips(20.0))
    for pressed in (Qt.Key_Left, Qt.Key_Left, Qt.Key_Right, Qt.Key_Right):
        qtbot.keyClick(strips, pressed)
    assert strips.asked == [19.0, 18.0, 19.0, None]


def test_what_is_newest_goes_on_while_one_looks_back(strips, qtbot):
    strips.show_strips(PERSON.strips(20.0, newest_s=20.0))
    qtbot.keyClick(strips, Qt.Key_Left)
    strips.show_strips(PERSON.strips(19.0, newest_s=25.0))
    assert "6.0 s behind" in strips.state.text()
    qtbot.keyClick(strips, Qt.Key_Right)
    assert strips.asked[-1] == 20.0


def test_where_the_newest_is_not_known_live_is_where_one_left_it(strips, qtbot):
    strips.show_strips(PERSON.strips(20.0))
    qtbot.keyClick(strips, Qt.Key_Left)
    qtbot.keyClick(strips, Qt.Key_Left)
    strips.show_strips(PERSON.strips(18.0))
    qtbot.keyClick(strips, Qt.Key_Right)
    qtbot.keyClick(strips, Qt.Key_Right)
    assert strips.asked == [19.0, 18.0, 19.0, None]


def test_one_cannot_look_back_further_than_there_is_anything(strips):
    strips.show_strips(PERSON.strips(20.0, oldest_s=7.0, newest_s=20.0))
    strips.move_by(-60.0)
    assert strips.asked == [17.0]


def test_one_cannot_look_back_where_there_is_nothing_yet(strips, qtbot):
    qtbot.keyClick(strips, Qt.Key_P)
    qtbot.keyClick(strips, Qt.Key_Left)
    assert strips.asked == []


def test_the_wheel_looks_back(strips):
    strips.show_strips(PERSON.strips(20.0))
    turn_wheel(strips.plot.viewport(), 240)
    assert strips.asked == [18.0]
    turn_wheel(strips.plot.viewport(), -360)
    assert strips.asked == [18.0, None]


def turn_wheel(widget, angle, held=Qt.NoModifier, x_px=500):
    at, turn = QPointF(x_px, 100), QPoint(0, angle)
    buttons = (Qt.NoButton, held, Qt.NoScrollPhase, False)
    QApplication.sendEvent(widget, QWheelEvent(at, at, QPoint(), turn, *buttons))


def test_plus_and_minus_zoom_and_stop_at_both_ends(strips, qtbot):
    spans = []
    strips.zoomed.connect(spans.append)
    strips.show_strips(PERSON.strips(20.0))
    for pressed in [Qt.Key_Plus] * 5 + [Qt.Key_Minus] * 6:
        qtbot.keyClick(strips, pressed)
    assert spans == [5.0, 2.0, 1.0, 2.0, 5.0, 10.0, 20.0, 40.0]
    assert strips.asked == [], "it goes on being live"


def test_a_zoom_of_what_stands_still_holds_the_time_under_the_mouse(strips):
    spans = []
    strips.zoomed.connect(spans.append)
    strips.show_strips(PERSON.strips(20.0, newest_s=30.0))
    strips.move_by(-10.0)
    frame, view = strips.plot.lanes.frame, strips.plot.viewport()
    for share, end_s in ((0.0, 15.0), (0.0, 12.0), (1.0, 12.0)):
        turn_wheel(view, 120, Qt.ControlModifier, frame.left_px + share * frame.plot_px)
        assert strips.asked[-1] == pytest.approx(end_s, abs=0.05)
    assert spans == [5.0, 2.0, 1.0]
    for _ in range(5):
        turn_wheel(view, -120, Qt.ControlModifier, frame.left_px)
    assert strips.asked[-1] == 30.0, "never later than now"
    assert "Paused" in strips.state.text()


def test_small_turns_of_a_touchpad_add_up(strips):
    spans = []
    strips.zoomed.connect(spans.append)
    strips.show_strips(PERSON.strips(20.0))
    for _ in range(8):
        turn_wheel(strips.plot.viewport(), 30, Qt.ControlModifier)
    assert spans == [5.0, 2.0]


def test_seconds_are_named_as_far_as_one_sees(strips, written):
    strips.show_strips(PERSON.strips(20.0, begin_s=18.0))
    pixels(strips.plot)
    assert {"-2 s", "-1.6 s", "-0.4 s", "0 s"} <= set(written)


def test_dragging_pulls_the_strips_along(strips, qtbot):
    strips.show_strips(PERSON.strips(20.0))
    frame, view = strips.plot.lanes.frame, strips.plot.viewport()
    moved = QPoint(300 + frame.plot_px // 5, 100)
    qtbot.mousePress(view, Qt.LeftButton, pos=QPoint(300, 100))
    drag = QMouseEvent(QEvent.MouseMove, moved, Qt.NoButton, Qt.LeftButton, Qt.NoModifier)
    QApplication.sendEvent(view, drag)
    qtbot.mouseRelease(view, Qt.LeftButton, pos=moved)
    assert strips.asked[-1] == pytest.approx(18.0, abs=0.05)


def test_what_is_drawn_already_is_not_drawn_again(strips, qtbot, monkeypatch):
    shown = []
    strips.show_strips(PERSON.strips(20.0))
    monkeypatch.setattr(strips.plot.lanes, "show_strips", shown.append)
    strips.show_strips(PERSON.strips(20.0))
    assert shown == []
    strips.show_strips(PERSON.strips(20.0, marks_s=[15.0]))
    strips.show_strips(PERSON.strips(20.1))
    assert len(shown) == 2


@pytest.mark.parametrize(
    ("largest_n", "present_n", "scale_n"),
    [(90, 100, 100), (110, 100, 200), (350, 100, 400), (390, 600, 600), (350, 600, 400)],
)
def test_the_scale_grows_at_once_and_shrinks_with_room_to_spare(largest_n, present_n, scale_n):
    assert fitting_scale_n(np.array([[0, largest_n]], "f4"), present_n) == scale_n
