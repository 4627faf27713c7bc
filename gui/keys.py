"""The keys of the window: one table, from which they are bound, named on buttons and listed."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from PyQt5.QtGui import QKeySequence
from PyQt5.QtWidgets import QShortcut, QWidget


class Key(NamedTuple):
    """A key as Qt calls it, and what it does in a coach's words."""

    press: str
    does: str
    repeats: bool = False


KEYS = {
    "next": Key("PgDown", "Take the first choice of the step (a presenter's remote: next)"),
    "before": Key("PgUp", "Go back one step (a presenter's remote: back)"),
    "start": Key("R", "Start recording a trial"),
    "stop": Key("S", "Stop the trial and save it"),
    "mark": Key("M", "Set a mark in the trial, at this moment"),
    "pause": Key("P", "Hold the strip charts still, or let them run again; recording goes on"),
    "back": Key("Left", "Look one second further back in the strip charts", repeats=True),
    "forward": Key("Right", "Look one second later, until they are live again", repeats=True),
    "closer": Key("+", "Show fewer seconds in the strip charts", repeats=True),
    "wider": Key("-", "Show more seconds in the strip charts", repeats=True),
    "dismiss": Key("Shift+Esc", "Put away the messages at the top"),
    "help": Key("F1", "Show or hide this list"),
    "mirror": Key("F2", "Show or hide the participant's screen"),
    "free": Key("F3", "Record without the steps, or go back to them"),
    "calibration": Key("F7", "Calibrate the plates with known masses, step by step"),
    "review": Key("F6", "Review: look at trials that were recorded, play them back, rate them"),
    "protocols": Key("F8", "All protocols: their cards, and your own"),
    "settings": Key("F9", "Settings: cues, colours, screens; and the test of the cue"),
}

# What a mouse does, for the same list.
HANDS = {
    "Mouse wheel, drag": "Look back and forward in the strip charts",
    "Ctrl and mouse wheel": "Show fewer or more seconds in the strip charts",
}


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


def with_key(text: str, name: str, table: Mapping[str, Key] = KEYS) -> str:
    """Words, and the key behind them."""
    return f"{text} ({shown(table[name].press)})"


def shown(press: str) -> str:
    """A key as it stands on the keyboard."""
    arrows = {"Left": "←", "Right": "→"}
    return "+".join(arrows.get(part, part) for part in QKeySequence(press).toString().split("+", 1))
