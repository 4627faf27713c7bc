"""What a reviewer says of a trial, as what is to be kept of it; or why that makes no sense."""

from typing import Any

from gui.language import text
from gui.review import edited
from gui.review.content import Content
from gui.review.picture import WHOLE_TRIAL

AT_MARK_S = 0.1
Act = dict[str, Any]


class NotNowError(Exception):
    """It cannot be said at this moment; the words are for the reviewer."""


def rating(content: Content, now_s: float, value: int, *, of_trial: bool) -> Act:
    """A rating of the repetition at a moment, or of the whole trial."""
    repetition = WHOLE_TRIAL if of_trial else content.current(now_s)
    if not (repetition or of_trial):
        raise NotNowError(text("review.no_repetition_here"))
    return {"what": "rating", "repetition": repetition, "value": value}


def border(content: Content, now_s: float, name: str) -> Act:
    """The nearest border of this name, set to a moment."""
    at = edited.nearest(content.repetitions, name, now_s)
    if at is None:
        raise NotNowError(text("review.no_repetition_here"))
    if edited.breaks_order(content.repetitions, at, name, now_s):
        raise NotNowError(text("review.border_order"))
    found_s = content.repetitions[at].found_s
    return {"what": "border", "found_s": found_s, "border": name, "time_s": now_s}


def mark(_: Content, now_s: float) -> Act:
    """A mark at a moment."""
    return {"what": "mark", "time_s": now_s}


def unmark(content: Content, now_s: float) -> Act:
    """The mark at a moment, or nearly there, taken away."""
    near = [time_s for time_s in content.marks_s if abs(time_s - now_s) <= AT_MARK_S]
    if not near:
        raise NotNowError(text("review.no_mark_here"))
    return {"what": "unmark", "time_s": min(near, key=lambda time_s: abs(time_s - now_s))}
