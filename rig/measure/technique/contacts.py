"""Statements about the three contacts. The loss is measured; its cause is not."""

from collections import Counter
from collections.abc import Iterator

from rig.measure.dowel import LINK_LOST, SHORT, STUCK, WIRE_BROKEN
from rig.measure.losses import Loss
from rig.measure.phase import BOTTOM, LOCKOUT, SETUP
from rig.measure.technique.figures import RepetitionFigures
from rig.measure.technique.keeping import KEPT, NOT_JUDGED, keeping
from rig.measure.technique.observed import Observed, Said
from rig.measure.technique.statement import Evidence

# The place of a point, in a coach's words.
PLACES = {"head": "the back of the head", "thoracic": "the upper back", "sacrum": "the sacrum"}
JUST_BEFORE_S = 0.05
# In these the samples give no information; a dowel that is handled or off is not in contact.
UNSEEN = frozenset({LINK_LOST, WIRE_BROKEN, SHORT, STUCK})


def not_ready(observed: Observed) -> Iterator[Said]:
    """Repetitions that began without all three contacts; an unseen point is not mentioned."""
    for one in observed.repetitions:
        span_s = one.onset_s - JUST_BEFORE_S, one.onset_s
        absent, unseen = _absent(observed, *span_s), _unseen(observed, *span_s)
        seen_absent = [point for point in absent if point not in unseen]
        if seen_absent:
            names = " and ".join(seen_absent)
            there = len(PLACES) - len(unseen.union(absent))
            evidence = Evidence("contacts_at_onset", there, "points", one.number, SETUP)
            yield Said(
                f"Repetition {one.number} began without all three contacts: not {names}.",
                (evidence,),
            )


def lost(observed: Observed) -> Iterator[Said]:
    """Each loss in a repetition, with its phase."""
    for loss in _of_repetitions(observed):
        yield Said(
            f"{loss.point.capitalize()} contact lost {_when(loss)} for {_how_long(loss)}"
            f"{'; it went first' if loss.first else ''}.",
            (_evidence(loss),),
            PLACES[loss.point],
        )


def kept(observed: Observed) -> Iterator[Said]:
    """How many repetitions kept all three contacts, by the rule of `keeping`."""
    contacts = observed.contacts
    if contacts is None or not observed.repetitions:
        return
    states = [keeping(contacts, one.onset_s, one.lockout_s).state for one in observed.repetitions]
    held = [one for one, state in zip(observed.repetitions, states, strict=True) if state == KEPT]
    judged = len(states) - states.count(NOT_JUDGED)
    if held:
        yield Said(
            f"All three contacts kept in {len(held)} of {_repetitions(judged)}.",
            tuple(Evidence("contacts_kept", 3, "points", one.number) for one in held),
        )


def brief(observed: Observed) -> Iterator[Said]:
    """Losses too short to be counted among the others."""
    losses = observed.contacts.brief if observed.contacts else ()
    inside = [loss for loss in losses if loss.repetition]
    if inside:
        counts = Counter(loss.point for loss in inside)
        points = ", ".join(f"{point} {count}" for point, count in counts.items())
        yield Said(
            f"Contacts lost for less than 50 ms, reported apart: {points}.",
            tuple(_evidence(loss) for loss in inside),
        )


def not_seen(observed: Observed) -> Iterator[Said]:
    """Repetitions disturbed by something else than technique."""
    for one in observed.repetitions:
        kinds = sorted(set(_disturbed(observed, one)))
        if kinds:
            words = ", ".join(kind.replace("_", " ") for kind in kinds)
            yield Said(
                f"Contacts of repetition {one.number} were not judged throughout: {words}.",
                (Evidence("disturbances", len(kinds), "kinds", one.number),),
            )


def _of_repetitions(observed: Observed) -> Iterator[Loss]:
    losses = observed.contacts.losses if observed.contacts else ()
    return (loss for loss in losses if loss.repetition and loss.phase != SETUP)


def _absent(observed: Observed, start_s: float, end_s: float) -> tuple[str, ...]:
    return observed.contacts.absent(start_s, end_s) if observed.contacts else ()


def _unseen(observed: Observed, start_s: float, end_s: float) -> set[str]:
    """Points without information in the samples at some time between two times."""
    disturbances = observed.contacts.disturbances if observed.contacts else ()
    return {
        point
        for one in disturbances
        if one.kind in UNSEEN and one.start_s < end_s and start_s < one.end_s
        for point in one.points
    }


def _disturbed(observed: Observed, repetition: RepetitionFigures) -> list[str]:
    """The kinds of disturbance of a repetition."""
    disturbances = observed.contacts.disturbances if observed.contacts else ()
    return [
        one.kind
        for one in disturbances
        if one.start_s < repetition.lockout_s and repetition.onset_s < one.end_s
    ]


def _when(loss: Loss) -> str:
    if loss.phase == LOCKOUT:
        return f"after the lockout of repetition {loss.repetition}"
    place = "at" if loss.phase == BOTTOM else "in"
    return f"{place} the {loss.phase} of repetition {loss.repetition}"


def _how_long(loss: Loss) -> str:
    at_least = "" if loss.onset_seen and loss.end_seen else "at least "
    return f"{at_least}{loss.duration_s:.2f} s"


def _evidence(loss: Loss) -> Evidence:
    name = f"{loss.point}_contact_lost"
    return Evidence(name, loss.duration_s, "s", loss.repetition, loss.phase)


def _repetitions(count: int) -> str:
    return f"{count} repetition{'' if count == 1 else 's'}"
