"""Reviewers' entries on a trial, in a file beside it: notes, ratings, marks, repetitions.

The file is append-only: author and time of each act are kept, also of those taken back, and the
trial itself never changes.
"""

import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta, Struct

from rig.errors import UsageError
from rig.plain import plain
from rig.trial import lines
from rig.trial.beside import reviews_path
from rig.trial.notes import LONGEST_NOTE

ONSET: Final = "onset"
BOTTOM: Final = "bottom"
END: Final = "end"
BORDERS = (ONSET, BOTTOM, END)
LEAST_RATING, MOST_RATING = 1, 5
LONGEST_INITIALS = 4

Seconds = Annotated[float, Meta(ge=-1e6, le=1e6)]
Initials = Annotated[str, Meta(pattern=rf"^[A-Za-z]{{1,{LONGEST_INITIALS}}}\Z")]


Utc = Annotated[str, Meta(pattern=r"^[0-9T:.+-]{10,40}\Z")]


class Act(Struct, frozen=True, kw_only=True, tag_field="what"):
    """What a reviewer did, and when; `author` are initials, `blind` is whether names, dates and
    others' entries were hidden from them. Times are seconds of the trial."""

    act_id: str
    author: Initials
    utc: Utc
    blind: bool = False


class Noted(Act, frozen=True, kw_only=True, tag="note"):
    """A comment about a time of the trial."""

    time_s: Seconds
    text: Annotated[str, Meta(min_length=1, max_length=LONGEST_NOTE)]


class Rated(Act, frozen=True, kw_only=True, tag="rating"):
    """A rating of the repetition with this number; 0 is the whole trial.

    Numbers change when repetitions are added or removed: `found_s` identifies the repetition.
    """

    repetition: Annotated[int, Meta(ge=0)]
    found_s: Seconds | None = None
    value: Annotated[int, Meta(ge=LEAST_RATING, le=MOST_RATING)]


class Moved(Act, frozen=True, kw_only=True, tag="border"):
    """A border of a repetition, set to another time.

    The repetition is the one that the analysis found with its bottom at `found_s`: numbers may
    change with the rules.
    """

    found_s: Seconds
    border: Literal["onset", "bottom", "end"]
    time_s: Seconds


class Added(Act, frozen=True, kw_only=True, tag="repetition"):
    """A repetition where none was found; this bottom identifies it from then on."""

    onset_s: Seconds
    bottom_s: Seconds
    end_s: Seconds


class Removed(Act, frozen=True, kw_only=True, tag="no_repetition"):
    """The repetition with this bottom is none."""

    found_s: Seconds


class Marked(Act, frozen=True, kw_only=True, tag="mark"):
    """A mark that was forgotten during the recording."""

    time_s: Seconds


class Unmarked(Act, frozen=True, kw_only=True, tag="unmark"):
    """The mark at this time does not count."""

    time_s: Seconds


class Undone(Act, frozen=True, kw_only=True, tag="undo"):
    """Another act of the same author does not count; undoing an undo restores the act."""

    of: str


Edit = Moved | Added | Removed
AnyAct = Noted | Rated | Edit | Marked | Unmarked | Undone


def add_act(
    trial: Path, said: dict[str, Any], *, author: str, utc: str, blind: bool = False
) -> None:
    """Appends an act; `said` holds its `what` and its own fields.

    Raises UsageError for an invalid one, or if it cannot be written.
    """
    words = {name: _harmless(value) for name, value in said.items()}
    whole = words | {"act_id": uuid.uuid4().hex, "author": author, "utc": utc, "blind": blind}
    try:
        msgspec.convert(whole, AnyAct)
    except msgspec.ValidationError as error:
        raise UsageError(f"expected what a review can say: {error}") from error
    if not trial.is_file():
        raise UsageError(f"expected a trial, there is none at {trial}")
    lines.append(reviews_path(trial), whole)


def undo(trial: Path, *, author: str, utc: str, blind: bool = False) -> None:
    """Takes back the newest act of an author that still counts, among those with the same blinding
    as now. Raises UsageError if there is none."""
    own = standing(_own(trial, author, blind))
    if not own:
        raise UsageError(f"expected something of {author} to take back, there is nothing")
    act = {"what": "undo", "of": own[-1].act_id}
    add_act(trial, act, author=author, utc=utc, blind=blind)


def redo(trial: Path, *, author: str, utc: str, blind: bool = False) -> None:
    """Restores what an author took back last, unless they have added something since. Raises
    UsageError if there is nothing."""
    own = _own(trial, author, blind)
    counting = standing(own)
    since = own[own.index(counting[-1]) + 1 :] if counting else own
    said = {act.act_id for act in own if not isinstance(act, Undone)}
    again = {act.of for act in own if isinstance(act, Undone)} - said
    back = [act for act in since if isinstance(act, Undone) and act.of in said]
    back = [act for act in back if act.act_id not in again]
    if not back:
        raise UsageError(f"expected something that {author} took back last, there is nothing")
    act = {"what": "undo", "of": back[-1].act_id}
    add_act(trial, act, author=author, utc=utc, blind=blind)


def _own(trial: Path, author: str, blind: bool) -> list[AnyAct]:
    return [act for act in acts_of(trial) if (act.author, act.blind) == (author, blind)]


def acts_of(trial: Path) -> list[AnyAct]:
    """All acts on a trial, oldest first, including those taken back. Unreadable ones are skipped.
    Raises UsageError if the file cannot be read."""
    acts: list[AnyAct] = []
    for said in lines.read(reviews_path(trial)).said:
        try:
            acts.append(msgspec.convert(said, AnyAct))
        except msgspec.ValidationError:
            continue  # of a newer program
    return acts


def standing(acts: Sequence[AnyAct]) -> list[AnyAct]:
    """Those that still count, oldest first; an author can take back only their own."""
    undone: set[tuple[str, str]] = set()
    counting: list[AnyAct] = []
    for act in reversed(acts):  # backwards: later acts decide whether an undo counts
        if (act.author, act.act_id) in undone:
            continue
        if isinstance(act, Undone):
            undone.add((act.author, act.of))
        else:
            counting.append(act)
    return counting[::-1]


def _harmless(value: Any) -> Any:
    return plain(value, LONGEST_NOTE).strip() if isinstance(value, str) else value
