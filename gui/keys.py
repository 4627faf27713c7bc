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


KEYS = {
    "next": Key("PgDown", "keys.next"),
    "before": Key("PgUp", "keys.before"),
    "start": Key("R", "keys.start"),
    "stop": Key("S", "keys.stop"),
    "mark": Key("M", "keys.mark"),
    "pause": Key("P", "keys.pause"),
    "back": Key("Left", "keys.back", repeats=True),
    "forward": Key("Right", "keys.forward", repeats=True),
    "closer": Key("+", "keys.closer", repeats=True),
    "wider": Key("-", "keys.wider", repeats=True),
    "dismiss": Key("Shift+Esc", "keys.dismiss"),
    "help": Key("F1", "keys.help"),
    "mirror": Key("F2", "keys.mirror"),
    "free": Key("F3", "keys.free"),
    "review": Key("F6", "keys.review"),
    "calibration": Key("F7", "keys.calibration"),
    "protocols": Key("F8", "keys.protocols"),
    "settings": Key("F9", "keys.settings"),
}

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
