"""The keys of the window: one table, from which they are bound, named on buttons and listed."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from PyQt5.QtGui import QKeySequence
from PyQt5.QtWidgets import QShortcut, QWidget

from gui.language import text


class Key(NamedTuple):
    """A key as Qt calls it, and under which key of the texts stands what it does."""

    press: str
    said_at: str
    repeats: bool = False

    @property
    def does(self) -> str:
        """What it does, in a coach's words."""
        return text(self.said_at)


def _key(name: str, press: str, *, repeats: bool = False) -> tuple[str, Key]:
    return name, Key(press, f"keys.{name}", repeats)


KEYS = dict(
    (
        _key("next", "PgDown"),
        _key("before", "PgUp"),
        _key("start", "R"),
        _key("stop", "S"),
        _key("mark", "M"),
        _key("pause", "P"),
        _key("back", "Left", repeats=True),
        _key("forward", "Right", repeats=True),
        _key("closer", "+", repeats=True),
        _key("wider", "-", repeats=True),
        _key("dismiss", "Shift+Esc"),
        _key("help", "F1"),
        _key("mirror", "F2"),
        _key("free", "F3"),
        _key("review", "F6"),
        _key("calibration", "F7"),
        _key("protocols", "F8"),
        _key("settings", "F9"),
    )
)

# What a mouse does, for the same list: where the texts of both stand.
HANDS = {"hands.look": "hands.look_does", "hands.zoom": "hands.zoom_does"}


def bind(
    parent: QWidget, name: str, act: Callable[[], object], table: Mapping[str, Key] = KEYS
) -> QShortcut:
    """Has the key of this name do something. Raises KeyError for a name not in the table."""
    key = table[name]
    shortcut = bind_press(parent, key.press, act)
    shortcut.setObjectName(name)
    shortcut.setAutoRepeat(key.repeats)
    return shortcut


def bind_press(parent: QWidget, press: str, act: Callable[[], object]) -> QShortcut:
    """Has a key do something in the parent's window; a field that is written in keeps its keys.

    For keys that stand on a button and change with the step; all others are in the table.
    """
    shortcut = QShortcut(QKeySequence(press), parent)
    shortcut.setAutoRepeat(False)
    shortcut.activated.connect(act)
    return shortcut


def with_key(words: str, name: str, table: Mapping[str, Key] = KEYS) -> str:
    """Words, and the key behind them."""
    return f"{words} ({shown(table[name].press)})"


def shown(press: str) -> str:
    """A key as it stands on the keyboard."""
    arrows = {"Left": "←", "Right": "→"}
    return "+".join(arrows.get(part, part) for part in QKeySequence(press).toString().split("+", 1))
