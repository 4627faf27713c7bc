"""The repetitions found in a trial, as corrected by reviewers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rig.measure.repetition import Repetitions, borders_of, stood_s, with_borders
from rig.trial.edits import edited, that_count
from rig.trial.localtime import day_text
from rig.trial.reviews import AnyAct, Edit


@dataclass(frozen=True, slots=True)
class Review:
    """Who corrected repetitions, and when last (UTC). `edits` of them apply and `in_vain` do not,
    and the authors of the latter are not in `by`: the repetition is no longer found, overlaps
    another, or no one was standing there. `blinded` are those whose edits were made without seeing
    these; they are not used."""

    by: tuple[str, ...]
    utc: str
    edits: int
    in_vain: int
    blinded: tuple[str, ...]
    utc_offset_s: float | None = None

    @property
    def day(self) -> str:
        """The day of the last edit, by the calendar where the trial was recorded; "" if unknown."""
        return day_text(self.utc, self.utc_offset_s)


def reviewed(
    found: Repetitions | None, acts: Sequence[AnyAct], *, utc_offset_s: float | None = None
) -> tuple[Repetitions | None, Review | None]:
    """Repetitions with the edits among these acts, oldest first; the review is None if there are
    none.

    All edits that were not made blinded apply, whoever made them.
    """
    edits = that_count(acts)
    blinded = [act for act in acts if isinstance(act, Edit) and act.blind]
    if not (edits or blinded):
        return found, None
    found, counting = _edited(found, edits) if found is not None else (None, [])
    review = Review(
        by=_who(counting),
        utc=max((act.utc for act in counting), default=""),
        edits=len(counting),
        in_vain=len(edits) - len(counting),
        blinded=_who(blinded),
        utc_offset_s=utc_offset_s,
    )
    return found, review


def _edited(found: Repetitions, edits: Sequence[Edit]) -> tuple[Repetitions, list[Edit]]:
    """With these edits, and which of them apply."""
    borders, in_vain = edited(borders_of(found.repetitions), edits, stood_s(found))
    vain = set(map(id, in_vain))  # two edits may be equal, in an export without author and time
    return with_borders(found, borders), [edit for edit in edits if id(edit) not in vain]


def in_words(review: Review) -> Iterator[str]:
    """What reviewers changed in the repetitions, a sentence for each kind."""
    if review.edits:
        who, day = ", ".join(filter(None, review.by)) or "a reviewer", review.day
        edits = _count(review.edits, "edit")
        yield f"reviewed by {f'{who}, {day}' if day else who}: {edits} of repetitions, marked *"
    if review.in_vain:
        edits = _count(review.in_vain, "edit")
        yield f"not used: {edits} by reviewers, which do not fit what is found now"
    if review.blinded:
        yield f"not used: edits by {', '.join(review.blinded)}, which were made blinded"


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


def _who(acts: Sequence[Edit]) -> tuple[str, ...]:
    return tuple(sorted({act.author for act in acts}))
