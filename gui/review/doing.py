"""The reviewer's actions on the trial, by keys, buttons and mouse."""

import math
from collections.abc import Callable
from functools import partial

from gui.review import judging
from gui.review.desk import TrialDesk
from gui.review.judging import NotNowError
from gui.review.moments import expect_jump
from gui.review.picture import BORDERS, JUMPS, RATINGS

STEP_S, FINE_STEP_S = 0.1, 0.01


def do(desk: TrialDesk, name: str) -> None:
    """Performs the action of a key or button, if a trial is open."""
    if desk.content is not None:
        _attempt(desk, DOING[name])


def seek(desk: TrialDesk, time_s: float) -> None:
    """Goes to a moment."""
    desk.way.seek(time_s)
    desk.show()


def scroll(desk: TrialDesk, seconds: float) -> None:
    """Shows other seconds; the moment stays."""
    desk.way.span.move(seconds)
    desk.show()


def zoom(desk: TrialDesk, steps: int, held_s: float) -> None:
    """Shows more or fewer seconds; `held_s` stays in place."""
    desk.way.span.zoom(steps, held_s)
    desk.show()


def note(desk: TrialDesk, words: str) -> None:
    """Adds a note about this moment."""
    if words.strip():
        desk.say(partial(judging.note, words=words))


def set_border(desk: TrialDesk, number: int, border: str, time_s: float) -> None:
    """Sets a border that was dragged to a time."""
    desk.way.seek(time_s)
    _attempt(desk, _say(judging.move, number=number, name=border))


def _attempt(desk: TrialDesk, act: Callable[[TrialDesk], object]) -> None:
    """Performs the action; if it makes no sense now, the desk shows why."""
    problem = ""
    try:
        act(desk)
    except NotNowError as why:
        problem = str(why)
    desk.take_problem(problem)


def _by(seconds: float) -> Callable[[TrialDesk], None]:
    return lambda desk: desk.way.seek(desk.way.now_s + seconds)


def _jump(kind: str, *, back: bool) -> Callable[[TrialDesk], None]:
    def to_next(desk: TrialDesk) -> None:
        if desk.content:
            desk.way.seek(expect_jump(desk.content, desk.way.now_s, kind, back=back))

    return to_next


def _say(what: Callable[..., judging.Act], **how: str | int) -> Callable[[TrialDesk], None]:
    return lambda desk: desk.say(partial(what, **how))


def _rate(value: int) -> Callable[[TrialDesk], None]:
    return lambda desk: desk.say(partial(judging.rating, value=value, of_trial=desk.of_trial))


def _turn_concerns(desk: TrialDesk) -> None:
    """Switches whether a rating concerns the whole trial or the repetition."""
    desk.of_trial = not desk.of_trial


DOING: dict[str, Callable[[TrialDesk], None]] = {
    "play": lambda desk: desk.way.playback.toggle(),
    "slower": lambda desk: desk.way.playback.change_speed(-1),
    "faster": lambda desk: desk.way.playback.change_speed(1),
    "back": _by(-STEP_S),
    "forward": _by(STEP_S),
    "finely_back": _by(-FINE_STEP_S),
    "finely_forward": _by(FINE_STEP_S),
    "begin": _by(-math.inf),
    "end": _by(math.inf),
    "closer": lambda desk: desk.way.span.zoom(-1, desk.way.now_s),
    "wider": lambda desk: desk.way.span.zoom(1, desk.way.now_s),
    "whole": lambda desk: desk.way.span.show_whole(desk.way.now_s),
    "cursor_a": lambda desk: desk.way.put_cursor("A"),
    "cursor_b": lambda desk: desk.way.put_cursor("B"),
    "no_cursors": lambda desk: desk.way.cursors_s.clear(),
    "overlay": lambda desk: desk.lay_over(desk.overlay.turned()),
    "align": lambda desk: desk.lay_over(desk.overlay.with_next_border()),
    "quantity": lambda desk: desk.lay_over(desk.overlay.with_next_quantity()),
    "concerns": _turn_concerns,
    "set_mark": _say(judging.mark),
    "unmark": _say(judging.unmark),
    "add": _say(judging.add),
    "remove": _say(judging.remove),
    "undo": lambda desk: desk.undone.emit(),
    "redo": lambda desk: desk.redone.emit(),
    **{f"set_{border}": _say(judging.border, name=border) for border in BORDERS},
    **{f"rate_{value}": _rate(value) for value in RATINGS},
    **{kind: _jump(kind, back=False) for kind in JUMPS},
    **{f"{kind}_before": _jump(kind, back=True) for kind in JUMPS},
}
