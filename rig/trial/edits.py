"""Repetitions as reviewers have set them right: moved, added, taken away."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rig.measure.repetition import Borders, lies_in
from rig.trial.reviews import BOTTOM, END, ONSET, Added, AnyAct, Edit, Moved, Removed

SAME_S = 0.3  # a bottom that moved less with other rules is the same repetition's
FIELDS = {ONSET: "onset_s", BOTTOM: "bottom_s", END: "end_s"}


class Edited(NamedTuple):
    """Borders in order of time, and which edits made no sense any more: of a repetition that is not
    found now, into another one, or to where nobody stood."""

    borders: list[Borders]
    in_vain: list[Edit]


def that_count(acts: Iterable[AnyAct]) -> list[Edit]:
    """Edits by which others go on: those that were not made blinded. Whoever is not blinded sees
    what was edited before, by whomever, so that all of them together are one."""
    return [act for act in acts if isinstance(act, Edit) and not act.blind]


def edited(
    found: Sequence[Borders], edits: Iterable[Edit], stood_s: Sequence[tuple[float, float]]
) -> Edited:
    """What was found with these edits, oldest first; `stood_s` is from when to when somebody
    stood, each time."""
    done = Edited(list(found), [])
    for edit in edits:
        borders = after(done.borders, edit)
        if borders is None or not all(lies_in(one, stood_s) for one in borders if one.by_hand):
            done.in_vain.append(edit)
        else:
            done.borders[:] = borders
    return done


def after(borders: Sequence[Borders], edit: Edit) -> list[Borders] | None:
    """With one more edit; None where it makes no sense."""
    if isinstance(edit, Added):
        times = edit.onset_s, edit.bottom_s, edit.end_s
        return _with(Borders(edit.bottom_s, *times, by_hand=True), borders)
    known = min(borders, key=lambda one: abs(one.found_s - known_by(edit)), default=None)
    if known is None or abs(known.found_s - known_by(edit)) >= SAME_S:
        return None
    others = [one for one in borders if one is not known]
    return others if isinstance(edit, Removed) else _with(_moved(known, edit), others)


def known_by(edit: Edit) -> float:
    """The bottom by which the repetition is known that an edit is of."""
    return edit.bottom_s if isinstance(edit, Added) else edit.found_s


def _moved(one: Borders, edit: Moved) -> Borders:
    return Borders(**one._asdict() | {FIELDS[edit.border]: edit.time_s, "by_hand": True})


def _with(new: Borders, others: Sequence[Borders]) -> list[Borders] | None:
    if not (new.in_order and all(map(new.apart_from, others))):
        return None
    return sorted([*others, new], key=lambda one: one.onset_s)
