"""What reviewers say of a trial, in a file beside it: notes, ratings, marks, borders.

The file is only appended to: who said what and when stays known, what is taken back too, and the
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
from rig.trial.notes import LONGEST_NOTE

ONSET: Final = "onset"
BOTTOM: Final = "bottom"
END: Final = "end"
BORDERS = (ONSET, BOTTOM, END)
LEAST_RATING, MOST_RATING = 1, 5
LONGEST_INITIALS = 4

Seconds = Annotated[float, Meta(ge=-1e6, le=1e6)]
Initials = Annotated[str, Meta(pattern=rf"^[A-Za-z]{{1,{LONGEST_INITIALS}}}$")]


class Act(Struct, frozen=True, kw_only=True, tag_field="what"):
    """What somebody did, and when; `author` are initials. Times are seconds of the trial."""

    act_id: str
    author: Initials
    utc: str


class Noted(Act, frozen=True, kw_only=True, tag="note"):
    """Words, about a time of the trial."""

    time_s: Seconds
    text: Annotated[str, Meta(min_length=1, max_length=LONGEST_NOTE)]


class Rated(Act, frozen=True, kw_only=True, tag="rating"):
    """A rating of the repetition with this number; 0 is the whole trial."""

    repetition: Annotated[int, Meta(ge=0)]
    value: Annotated[int, Meta(ge=LEAST_RATING, le=MOST_RATING)]


class Moved(Act, frozen=True, kw_only=True, tag="border"):
    """A border of a repetition, set to another time.

    The repetition is the one that the analysis found with its bottom at `found_s`: numbers may
    change with the rules.
    """

    found_s: Seconds
    border: Literal["onset", "bottom", "end"]
    time_s: Seconds


class Marked(Act, frozen=True, kw_only=True, tag="mark"):
    """A mark that was forgotten while it was recorded."""

    time_s: Seconds


class Unmarked(Act, frozen=True, kw_only=True, tag="unmark"):
    """The mark at this time does not count."""

    time_s: Seconds


class Undone(Act, frozen=True, kw_only=True, tag="undo"):
    """Another act of the same author does not count."""

    of: str


AnyAct = Noted | Rated | Moved | Marked | Unmarked | Undone


def reviews_path(trial: Path) -> Path:
    """Where the reviews of a trial lie."""
    return trial.with_name(f"{trial.stem}.review.jsonl")


def add_act(trial: Path, said: dict[str, Any], *, author: str, utc: str) -> None:
    """Appends an act, `said` by its `what` and its own fields.

    Raises UsageError for one that makes no sense, or where it cannot be written.
    """
    words = {name: _harmless(value) for name, value in said.items()}
    whole = words | {"act_id": uuid.uuid4().hex, "author": author, "utc": utc}
    try:
        msgspec.convert(whole, AnyAct)
    except msgspec.ValidationError as error:
        raise UsageError(f"expected what a review can say: {error}") from error
    if not trial.is_file():
        raise UsageError(f"expected a trial, there is none at {trial}")
    lines.append(reviews_path(trial), whole)


def undo(trial: Path, *, author: str, utc: str) -> None:
    """Takes back the newest act of an author that still counts. Raises UsageError for none."""
    own = [act for act in standing(acts_of(trial)) if act.author == author]
    if not own:
        raise UsageError(f"expected something of {author} to take back, there is nothing")
    add_act(trial, {"what": "undo", "of": own[-1].act_id}, author=author, utc=utc)


def acts_of(trial: Path) -> list[AnyAct]:
    """All acts on a trial, oldest first, those that were taken back too. What cannot be read of
    them is left out. Raises UsageError where the file cannot be read."""
    acts: list[AnyAct] = []
    for said in lines.read(reviews_path(trial)).said:
        try:
            acts.append(msgspec.convert(said, AnyAct))
        except msgspec.ValidationError:
            continue  # of a newer program
    return acts


def standing(acts: Sequence[AnyAct]) -> list[AnyAct]:
    """Those that still count; nobody takes back what another one said."""
    undone = {(act.author, act.of) for act in acts if isinstance(act, Undone)}
    return [
        act
        for act in acts
        if not isinstance(act, Undone) and (act.author, act.act_id) not in undone
    ]


def _harmless(value: Any) -> Any:
    return plain(value, LONGEST_NOTE).strip() if isinstance(value, str) else value
