"""A reviewer's statement about a trial, as the act to store; or why it makes no sense."""

from typing import Any

from gui.language import text
from gui.review import edited
from gui.review.content import Content
from gui.review.picture import WHOLE_TRIAL, Repetition

AT_MARK_S = 0.1
HALF_S = 1.5  # of an added repetition, to either side of its bottom
Act = dict[str, Any]


class NotNowError(Exception):
    """The action is not possible at this moment; the words are for the reviewer."""


def rating(content: Content, now_s: float, value: int, *, of_trial: bool) -> Act:
    """A rating of the repetition at a moment, or of the whole trial."""
    at = None if of_trial else _here(content, now_s)
    said = {"what": "rating", "repetition": at.number if at else WHOLE_TRIAL, "value": value}
    return said | ({"found_s": at.found_s} if at else {})


def border(content: Content, now_s: float, name: str) -> Act:
    """The nearest border of this name, set to a moment."""
    at = edited.nearest(content.repetitions, name, now_s)
    if at is None:
        raise NotNowError(text("review.no_repetition_here"))
    return move(content, now_s, at + 1, name)


def move(content: Content, now_s: float, number: int, name: str) -> Act:
    """A border of the repetition of this number, set to a moment."""
    found_s = content.repetitions[number - 1].found_s
    return {"what": "border", "found_s": found_s, "border": name, "time_s": now_s}


def add(content: Content, now_s: float) -> Act:
    """A repetition with its bottom at a moment, fitted between its neighbours; its borders can then
    be moved."""
    if content.working:
        raise NotNowError(text("review.working"))
    ends_s = [one.end_s for one in content.repetitions if one.onset_s < now_s]
    onsets_s = [one.onset_s for one in content.repetitions if one.onset_s >= now_s]
    return {
        "what": "repetition",
        "onset_s": max([content.opened.begin_s, now_s - HALF_S, *ends_s]),
        "bottom_s": now_s,
        "end_s": min([content.opened.end_s, now_s + HALF_S, *onsets_s]),
    }


def remove(content: Content, now_s: float) -> Act:
    """The statement that there is no repetition at a moment."""
    return {"what": "no_repetition", "found_s": _here(content, now_s).found_s}


def _here(content: Content, now_s: float) -> Repetition:
    number = content.current(now_s)
    if number == WHOLE_TRIAL:
        raise NotNowError(text("review.no_repetition_here"))
    return content.repetitions[number - 1]


def mark(_: Content, now_s: float) -> Act:
    """A mark at a moment."""
    return {"what": "mark", "time_s": now_s}


def unmark(content: Content, now_s: float) -> Act:
    """The removal of the mark at or near a moment."""
    near = [time_s for time_s in content.marks_s if abs(time_s - now_s) <= AT_MARK_S]
    if not near:
        raise NotNowError(text("review.no_mark_here"))
    return {"what": "unmark", "time_s": min(near, key=lambda time_s: abs(time_s - now_s))}


def note(_: Content, now_s: float, words: str) -> Act:
    """A note about a moment."""
    return {"what": "note", "time_s": now_s, "text": words}
