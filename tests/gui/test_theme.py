"""Both themes: readable for everyone, and switchable while the window runs."""

import numpy as np
import pytest
from PyQt5.QtCore import QPoint, QRectF
from PyQt5.QtWidgets import QAbstractButton, QApplication, QLabel

from gui import theme
from tests.gui.contrast import BLINDNESS, contrast, difference, rgb
from tests.gui.pixels import like, pixels
from tests.gui.screenshots import PAGES

LEAST_CONTRAST = 4.5
APART = 15.0
PLACES = np.array([65_536, 256, 1])
PAIRS = [
    ("left", "right"),
    ("on", "lost"),
    ("on", "warn"),
    ("lost", "warn"),
    ("heel", "toe"),
    ("on", "mark"),
    ("left", "mark"),
]
both = pytest.mark.parametrize("chosen", theme.THEMES.values(), ids=theme.THEMES)


@pytest.fixture(autouse=True)
def _as_before():
    yield
    theme.use(theme.DARK)


@both
@pytest.mark.parametrize(("front", "ground"), theme.WRITTEN)
def test_text_has_contrast(chosen, front, ground):
    ratio = contrast(rgb(getattr(chosen, front)), rgb(getattr(chosen, ground)))
    assert ratio >= LEAST_CONTRAST


@both
@pytest.mark.parametrize("drawn", ["left", "right", "heel", "toe", "on", "lost", "mark"])
def test_what_is_drawn_stands_out_from_its_ground(chosen, drawn):
    """WCAG 2.1, 1.4.11: 3 to 1 for what is no text."""
    assert contrast(rgb(getattr(chosen, drawn)), rgb(chosen.panel_ground)) >= 3.0


@both
@pytest.mark.parametrize("blindness", BLINDNESS)
@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_colours_that_mean_something_are_apart_for_all_eyes(chosen, blindness, one, other):
    assert difference(getattr(chosen, one), getattr(chosen, other), blindness) >= APART


@both
@pytest.mark.parametrize("page", PAGES)
def test_every_text_on_every_page_is_readable(chosen, page, shown, monkeypatch):
    """The ground is the commonest colour of a text's box, its colour the most distant one."""
    theme.use(chosen)
    boxes, write = [], theme.write
    monkeypatch.setattr(
        theme, "write", lambda p, box, text, **how: boxes.append((p, box, text, how))
    )
    widget = shown(PAGES[page](), 1920, 1080)
    QApplication.processEvents()
    monkeypatch.setattr(theme, "write", write)
    image = pixels(widget)
    parts = widget.findChildren(QLabel) + widget.findChildren(QAbstractButton)
    parts = [part for part in parts if part.isVisibleTo(widget) and part.text().strip()]
    assert len(parts) + len(boxes) > 3
    for part in parts:
        corner = part.mapTo(widget, QPoint())
        box = QRectF(corner.x(), corner.y(), part.width(), part.height())
        assert readable(image, box) >= LEAST_CONTRAST, part.text()


def readable(image, box):
    place = box.toAlignedRect()
    part = image[place.top() : place.bottom() + 1, place.left() : place.right() + 1]
    packed, counts = np.unique(part @ PLACES, return_counts=True)  # by rows it would take minutes
    colours = packed[:, None] // PLACES % 256
    return contrast(colours, colours[counts.argmax()]).max()


@both
def test_what_views_write_is_among_the_pairs_that_are_tested(chosen, shown, monkeypatch):
    theme.use(chosen)
    fronts = {rgb(getattr(chosen, front)).tobytes() for front, _ in theme.WRITTEN}
    colours = []
    monkeypatch.setattr(
        theme, "write", lambda *_, colour=None, **__: colours.append(colour or theme.now().text)
    )
    for page in PAGES.values():
        shown(page(), 1280, 800)
        QApplication.processEvents()
    assert len(colours) > 100
    on = rgb(chosen.on).tobytes()
    assert {rgb(colour).tobytes() for colour in colours} <= fronts | {on}


def test_a_window_changes_while_it_runs(shown):
    window = shown(PAGES["live-set"](), 1280, 800)
    before = pixels(window)
    assert like(before, theme.DARK.panel_ground, 2).mean() > 0.3
    theme.use(theme.LIGHT)
    QApplication.processEvents()
    light = pixels(window)
    assert like(light, theme.LIGHT.panel_ground, 1).mean() > 0.3
    for ground in ("panel_ground", "window_ground", "button_ground"):
        share = like(light, getattr(theme.DARK, ground), 1).mean()
        assert share < 0.001, "but for the rims of letters"
    theme.use(theme.DARK)
    QApplication.processEvents()
    assert (pixels(window) == before).mean() > 0.999
