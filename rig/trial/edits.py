"""Repetitions as corrected by reviewers: moved, added, removed."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rig.measure.repetition import Borders, lies_in
from rig.trial.reviews import BOTTOM, END, ONSET, Added, AnyAct, Edit, Moved, Removed

SAME_S = 0.3  # a bottom that other rules moved by less belongs to the same repetition
FIELDS = {ONSET: "onset_s", BOTTOM: "bottom_s", END: "end_s"}


class Edited(NamedTuple):
    """Borders in order of time, and the edits that are no longer applicable: their repetition is
    not found now, or would overlap another, or no one was standing there."""

    borders: list[Borders]
    in_vain: list[Edit]


def that_count(acts: Iterable[AnyAct]) -> list[Edit]:
    """Edits that apply for everyone: those not made blinded. An unblinded reviewer sees all earlier
    edits, whoever made them, so together they form one result."""
    return [act for act in acts if isinstance(act, Edit) and not act.blind]


def edited(
    found: Sequence[Borders], edits: Iterable[Edit], stood_s: Sequence[tuple[float, float]]
) -> Edited:
    """The repetitions found, with these edits applied, oldest first; `stood_s` are the spans in
    which a person stood."""
    done = Edited(list(found), [])
    for edit in edits:
        borders = after(done.borders, edit)
        if borders is None or not all(lies_in(one, stood_s) for one in borders if one.by_hand):
            done.in_vain.append(edit)
        else:
            done.borders[:] = borders
    return done


def after(borders: Sequence[Borders], edit: Edit) -> list[Borders] | None:
    """With one more edit; None if it does not apply."""
    if isinstance(edit, Added):
        times = edit.onset_s, edit.bottom_s, edit.end_s
        return _with(Borders(edit.bottom_s, *times, by_hand=True), borders)
    known = min(borders, key=lambda one: abs(one.found_s - known_by(edit)), default=None)
    if known is None or abs(known.found_s - known_by(edit)) >= SAME_S:
        return None
    others = [one for one in borders if one is not known]
    return others if isinstance(edit, Removed) else _with(_moved(known, edit), others)


def known_by(edit: Edit) -> float:
    """The bottom that identifies the repetition of an edit."""
    return edit.bottom_s if isinstance(edit, Added) else edit.found_s


def _moved(one: Borders, edit: Moved) -> Borders:
    return Borders(**one._asdict() | {FIELDS[edit.border]: edit.time_s, "by_hand": True})


def _with(new: Borders, others: Sequence[Borders]) -> list[Borders] | None:
    if not (new.in_order and all(map(new.apart_from, others))):
        return None
    return sorted([*others, new], key=lambda one: one.onset_s)
