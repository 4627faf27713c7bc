import math

import numpy as np
import pytest

from gui import theme
from gui.picture import Contact
from gui.views.dowel import DowelView
from gui.views.lamps import POINTS, Lamp, colour_of, lamp_of
from tests.gui.pixels import like, pixels
from tests.gui.synthetic import contacts


@pytest.fixture
def dowel(shown):
    return shown(DowelView(), 400, 380)


def lamp(dowel, point):
    """The lamp's shape, in any of its colours."""
    image = pixels(dowel, dowel.lamp_box(point))
    return np.any([like(image, colour_of(state)) for state in Lamp], axis=0)


@pytest.mark.parametrize("point", POINTS)
def test_a_lamp_has_another_shape_for_each_state(dowel, point):
    dowel.show_contacts(contacts())
    on = lamp(dowel, point)
    dowel.show_contacts(contacts(lost=(point,)))
    lost = lamp(dowel, point)
    dowel.show_contacts(contacts(missing=(point,)))
    no_data = lamp(dowel, point)
    for one, other in ((on, lost), (on, no_data), (lost, no_data)):
        assert (one != other).mean() > 0.1


def test_on_is_filled_and_lost_is_open(dowel):
    dowel.show_contacts(contacts(lost=("sacrum",)))
    on, lost = lamp(dowel, "head"), lamp(dowel, "sacrum")
    quarter = (slice(on.shape[0] // 4, on.shape[0] // 3), slice(on.shape[1] // 3, on.shape[1] // 2))
    assert on[quarter].all()
    assert not lost[quarter].any()
    assert lost[lost.shape[0] // 2, lost.shape[1] // 2], "the bar"


def test_each_state_has_its_word():
    assert lamp_of(Contact("head", True, 0.5)).words == "on"
    assert lamp_of(Contact("head", False, 0.5)).words == "LOST"
    assert lamp_of(Contact("head", True, math.nan)) is Lamp.NO_DATA
    assert lamp_of(None).words == "no data"


def test_the_words_are_drawn(dowel, written):
    dowel.show_contacts(contacts(lost=("thoracic",), missing=("sacrum",)))
    pixels(dowel)
    assert {"head", "on", "thoracic", "LOST", "sacrum", "no data"} <= set(written)


def test_the_bar_grows_with_the_pressure(dowel):
    widths = []
    for share in (0.1, 0.5, 1.0):
        dowel.show_contacts((Contact("head", True, share),))
        row = pixels(dowel, dowel.share_box("head"))[2]
        widths.append(like(row[None], theme.now().dim, 6).mean())
    assert widths == pytest.approx([0.1, 0.5, 1.0], abs=0.02)
