"""Buttons of the review: each performs the action of its key, and is named by it."""

from collections.abc import Callable
from functools import partial

from PyQt5.QtWidgets import QHBoxLayout, QPushButton

from gui import theme
from gui.keys import with_key
from gui.language import text
from gui.review.keys import KEYS
from gui.views.words import Words, button


def act_button(name: str, act: Callable[[str], object], words: str | None = None) -> QPushButton:
    """A button for the key of this name, with the given words or those of the language's table."""
    said = with_key(text(f"review.{name}"), name, KEYS) if words is None else words
    made = button(said, theme.SMALL, tip=with_key(KEYS[name].does, name, KEYS))
    made.clicked.connect(partial(_press, act, name))
    return made


def jump_row(kind: str, act: Callable[[str], object]) -> QHBoxLayout:
    """Buttons to the previous and the next of a kind, its name between them."""
    row = QHBoxLayout()
    row.setSpacing(3)
    row.addWidget(act_button(f"{kind}_before", act, "◀"))
    row.addWidget(Words(with_key(text(f"review.{kind}"), kind, KEYS), theme.SMALL))
    row.addWidget(act_button(kind, act, "▶"))
    return row


def _press(act: Callable[[str], object], name: str, _: bool = False) -> None:
    act(name)
