"""The keys of the window: one table, from which they are bound, named on buttons and listed."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from PyQt5.QtGui import QKeySequence
from PyQt5.QtWidgets import QShortcut, QWidget

from gui.language import text


class Key(NamedTuple):
    """A key by Qt's name, and the key of the text that describes its action."""

    press: str
    said_at: str
    repeats: bool = False

    @property
    def does(self) -> str:
        """Its action, in a coach's words."""
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

# Mouse actions, for the same list: the keys of both texts.
HANDS = {"hands.look": "hands.look_does", "hands.zoom": "hands.zoom_does"}


def bind(
    parent: QWidget, name: str, act: Callable[[], object], table: Mapping[str, Key] = KEYS
) -> QShortcut:
    """Binds the key of this name to an action. Raises KeyError for a name not in the table."""
    key = table[name]
    shortcut = bind_press(parent, key.press, act)
    shortcut.setObjectName(name)
    shortcut.setAutoRepeat(key.repeats)
    return shortcut


def bind_press(parent: QWidget, press: str, act: Callable[[], object]) -> QShortcut:
    """Binds a key to an action in the parent's window; an edited field keeps its own keys.

    For keys that are named on a button and change with the step; all others are in the table.
    """
    shortcut = QShortcut(QKeySequence(press), parent)
    shortcut.setAutoRepeat(False)
    shortcut.activated.connect(act)
    return shortcut


def with_key(words: str, name: str, table: Mapping[str, Key] = KEYS) -> str:
    """Words, followed by the key."""
    return f"{words} ({shown(table[name].press)})"


def shown(press: str) -> str:
    """A key as labelled on the keyboard."""
    arrows = {"Left": "←", "Right": "→"}
    return "+".join(arrows.get(part, part) for part in QKeySequence(press).toString().split("+", 1))
