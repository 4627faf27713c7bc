"""What each key of a trial's page does with its desk."""

import math
from collections.abc import Callable
from functools import partial

from gui.review import judging
from gui.review.desk import TrialDesk
from gui.review.picture import BORDERS, JUMPS, QUANTITIES, RATINGS

STEP_S, FINE_STEP_S = 0.1, 0.01


def do(desk: TrialDesk, name: str) -> None:
    """What a key or a button of this name says, where a trial is open."""
    if desk.content is not None:
        desk.attempt(partial(DOING[name], desk))


def _by(seconds: float) -> Callable[[TrialDesk], None]:
    return lambda desk: desk.seek(desk.playback.now_s + seconds)


def _jump(kind: str, *, back: bool) -> Callable[[TrialDesk], None]:
    return lambda desk: desk.jump(kind, back=back)


def _set(border: str) -> Callable[[TrialDesk], None]:
    return lambda desk: desk.judge(judging.border, border)


def _rate(value: int) -> Callable[[TrialDesk], None]:
    return lambda desk: desk.rate(value)


DOING: dict[str, Callable[[TrialDesk], None]] = {
    "play": lambda desk: desk.playback.toggle(),
    "slower": lambda desk: desk.playback.change_speed(-1),
    "faster": lambda desk: desk.playback.change_speed(1),
    "back": _by(-STEP_S),
    "forward": _by(STEP_S),
    "finely_back": _by(-FINE_STEP_S),
    "finely_forward": _by(FINE_STEP_S),
    "begin": _by(-math.inf),
    "end": _by(math.inf),
    "closer": lambda desk: desk.span.zoom(-1, desk.playback.now_s),
    "wider": lambda desk: desk.span.zoom(1, desk.playback.now_s),
    "whole": lambda desk: desk.span.show_whole(desk.playback.now_s),
    "cursor_a": lambda desk: desk.put_cursor("A"),
    "cursor_b": lambda desk: desk.put_cursor("B"),
    "no_cursors": lambda desk: desk.take_cursors_away(),
    "overlay": lambda desk: desk.turn_overlay(),
    "align": lambda desk: desk.turn("aligned", BORDERS),
    "quantity": lambda desk: desk.turn("quantity", QUANTITIES),
    "concerns": lambda desk: desk.turn_concerns(),
    "set_mark": lambda desk: desk.judge(judging.mark),
    "unmark": lambda desk: desk.judge(judging.unmark),
    "add": lambda desk: desk.judge(judging.add),
    "remove": lambda desk: desk.judge(judging.remove),
    "undo": lambda desk: desk.undone.emit(),
    "redo": lambda desk: desk.redone.emit(),
    **{f"set_{border}": _set(border) for border in BORDERS},
    **{f"rate_{value}": _rate(value) for value in RATINGS},
    **{kind: _jump(kind, back=False) for kind in JUMPS},
    **{f"{kind}_before": _jump(kind, back=True) for kind in JUMPS},
}
