"""Found losses against those of the sensors' own output."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, zip_longest

import numpy as np

from rig.measure.contact import DEBOUNCE_SAMPLES, OFF_N
from rig.measure.dowel import POINTS, Disturbance
from rig.measure.losses import BRIEF_S, ContactFindings, Loss
from rig.sim.participant.intervals import Interval
from rig.sim.participant.truth import Crossing
from rig.sim.truthfile import TrialTruth

DEBOUNCE_S = DEBOUNCE_SAMPLES / 1000
FAULTS = ("dowel_lift", "dowel_slip", "broken_wire", "stuck_channel")
# A dowel that was put back slides for a moment: that belongs to the fault.
BEFORE_S, SETTLING_S = 0.05, 0.6
NEAR_S = 0.5

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class TrueLoss:
    """From the instant at which the sensor's output fell under its off-level to the one at which it
    reached its on-level."""

    point: str
    onset_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class ContactScore:
    """Losses of at least 50 ms: `true` is how many there were and `hit` how many of these were
    found; `found` is how many were found, of which `right` overlap a true one of any length.
    `losses_as_faults` are true ones that are partly within a reported fault.

    Seconds are those of a participant who stands or moves; `false_*` are losses found there,
    including brief ones, that are none. `onset_ms` are found minus true, `late_ms` how much later
    the sensor's output crosses its level than the force falls under 0.4 N, and `off_ms` than the
    dowel is off.
    """

    true: int
    hit: int
    found: int
    right: int
    faults: int
    faults_as_losses: int
    losses_as_faults: int
    moving_s: float
    false_moving: int
    standing_s: float
    false_standing: int
    onset_ms: list[float] = field(default_factory=list)
    late_ms: list[float] = field(default_factory=list)
    off_ms: list[float] = field(default_factory=list)


def contact_score(contacts: ContactFindings, truth: TrialTruth) -> ContactScore:
    """The score of a trial. What overlaps a fault of its point is counted only as that."""
    faults = [one for one in truth.intervals if one.kind in FAULTS]
    every = [one for one in true_losses(truth.crossings) if not _in_fault(one, faults)]
    losses = [one for one in contacts.losses if not _in_fault(one, faults)]
    brief = list(contacts.brief)
    lasting = [one for one in every if one.end_s - one.onset_s >= BRIEF_S]
    pairs = [(one, own) for one in lasting if (own := _overlapping(one, [*losses, *brief]))]
    moving = [(rep.commanded_onset_s, rep.commanded_lockout_s) for rep in truth.repetitions]
    false = [
        one for one in [*losses, *brief] if not (_overlapping(one, every) or _in_fault(one, faults))
    ]
    in_motion = [one for one in false if _inside(one, moving)]
    moving_s = sum(end_s - start_s for start_s, end_s in moving)
    return ContactScore(
        true=len(lasting),
        hit=len(pairs),
        found=len(losses),
        right=sum(1 for one in losses if _overlapping(one, every)),
        faults=len(faults),
        faults_as_losses=sum(_taken_for_loss(one, contacts.losses) for one in faults),
        losses_as_faults=sum(_taken_for_fault(one, contacts.disturbances) for one in lasting),
        moving_s=moving_s,
        false_moving=len(in_motion),
        standing_s=float(np.ptp(truth.truth.time_s)) - moving_s,
        false_standing=len(false) - len(in_motion),
        onset_ms=[1e3 * (own.onset_s - one.onset_s) for one, own in pairs],
        late_ms=list(_later(lasting, truth, OFF_N)),
        off_ms=list(_later(lasting, truth, 0.0)),
    )


def true_losses(crossings: Sequence[Crossing]) -> list[TrueLoss]:
    """Completed losses, from crossings in order; a state shorter than the debounce changes nothing,
    as in the rule for found ones."""
    found = []
    for point, name in enumerate(POINTS):
        own = _debounced([one for one in crossings if one.point == point])
        for off, back in pairwise(own):
            if not off.on:
                found.append(TrueLoss(name, off.time_s, back.time_s))
    return found


def _debounced(crossings: Sequence[Crossing]) -> list[Crossing]:
    kept: list[Crossing] = []
    for one, after in zip_longest(crossings, crossings[1:]):
        lasts = after is None or after.time_s - one.time_s > DEBOUNCE_S
        if lasts and (not kept or kept[-1].on != one.on):
            kept.append(one)
    return kept


def _overlapping(one: TrueLoss | Loss, others: Sequence[TrueLoss | Loss]) -> TrueLoss | Loss | None:
    """The one of the same point whose onset is nearest."""
    same = [
        other
        for other in others
        if other.point == one.point and other.onset_s < one.end_s and one.onset_s < other.end_s
    ]
    return min(same, key=lambda other: abs(other.onset_s - one.onset_s), default=None)


def _span(fault: Interval) -> Span:
    return fault.start_s - BEFORE_S, fault.end_s + SETTLING_S


def _in_fault(one: TrueLoss | Loss, faults: Sequence[Interval]) -> bool:
    return any(_concerns(fault, one) for fault in faults)


def _concerns(fault: Interval, one: TrueLoss | Loss) -> bool:
    start_s, end_s = _span(fault)
    return fault.channel in ("", one.point) and one.onset_s < end_s and start_s < one.end_s


def _taken_for_loss(fault: Interval, losses: Sequence[Loss]) -> bool:
    return any(_concerns(fault, one) for one in losses)


def _taken_for_fault(one: TrueLoss, told: Sequence[Disturbance]) -> bool:
    concerning = [other for other in told if one.point in other.points]
    return any(one.onset_s < other.end_s and other.start_s < one.end_s for other in concerning)


def _inside(one: Loss, spans: Sequence[Span]) -> bool:
    return any(start_s <= one.onset_s < end_s for start_s, end_s in spans)


def _later(losses: Sequence[TrueLoss], truth: TrialTruth, level_n: float) -> Iterator[float]:
    """How many milliseconds the sensor's onset comes after the force has fallen to a level."""
    time_s, forces_n = truth.truth.time_s, truth.truth.contact_n
    for one in losses:
        under = forces_n[:, POINTS.index(one.point)] <= level_n
        falls_s = time_s[1:][under[1:] & ~under[:-1]]
        near_s = falls_s[np.abs(falls_s - one.onset_s) < NEAR_S]
        if len(near_s):
            yield 1e3 * float(one.onset_s - near_s[np.abs(near_s - one.onset_s).argmin()])
