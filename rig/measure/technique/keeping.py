"""Whether a repetition kept all three contacts: the one rule for tables, sentences and counts.

It did if, from onset to lockout, there was no loss of 50 ms or longer, and no point was without
contact from before. Losses under 50 ms are reported separately and do not break it. If something
else than technique interfered (a handled dowel, a wire, a gap) and nothing was lost, it is not
judged. A loss after the lockout belongs to standing, not to the repetition.
"""

from typing import NamedTuple

from rig.measure.losses import BRIEF_S, Absence, ContactFindings, Loss

KEPT, LOST, NOT_JUDGED = "kept", "lost", "not judged"


class Keeping(NamedTuple):
    """The contacts in a repetition: `state`, its losses in order, and all points that were lost,
    including those without contact from before."""

    state: str
    losses: tuple[Loss, ...]
    points: tuple[str, ...]


def keeping(contacts: ContactFindings, onset_s: float, lockout_s: float) -> Keeping:
    """The contacts from the onset of a repetition to its lockout."""
    losses = losses_in(contacts, onset_s, lockout_s)
    absent = [
        one.point
        for one in contacts.absences
        if _overlap(one.start_s, one.end_s, onset_s, lockout_s) and _is_loss(one, contacts)
    ]
    points = tuple(dict.fromkeys([*(loss.point for loss in losses), *absent]))
    if points:
        return Keeping(LOST, losses, points)
    disturbed = any(
        _overlap(one.start_s, one.end_s, onset_s, lockout_s) for one in contacts.disturbances
    )
    return Keeping(NOT_JUDGED if disturbed else KEPT, losses, ())


def losses_in(contacts: ContactFindings, onset_s: float, lockout_s: float) -> tuple[Loss, ...]:
    """Losses of 50 ms or longer between two times, in whole or in part."""
    return tuple(
        loss for loss in contacts.losses if _overlap(loss.onset_s, loss.end_s, onset_s, lockout_s)
    )


def _is_loss(absence: Absence, contacts: ContactFindings) -> bool:
    """Not one that is brief, or that a disturbance of its point explains."""
    explained = any(
        absence.point in one.points
        and _overlap(one.start_s, one.end_s, absence.start_s, absence.end_s)
        for one in contacts.disturbances
    )
    return not explained and absence.end_s - absence.start_s >= BRIEF_S


def _overlap(start_s: float, end_s: float, other_start_s: float, other_end_s: float) -> bool:
    return start_s < other_end_s and other_start_s < end_s
