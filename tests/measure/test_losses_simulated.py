"""Losses on a simulated participant: those found against the sensors' true output."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pytest

from rig.measure.contact import DEBOUNCE_SAMPLES, ContactLevels, nominal_levels
from rig.measure.dowel import POINTS, STUCK, WIRE_BROKEN
from rig.measure.losses import DOWEL_HANDLED, ContactFindings, contact_findings
from rig.sim.participant import Participant
from rig.sim.participant.deviation import Deviation
from tests.measure.simulated_dowel import of_participant, own_levels

SECONDS = 25.0
ONSET_P95_S = 0.005
ERRORS = [
    ("lumbar_flexion", 9.0),
    ("lumbar_flexion", -7.0),
    ("thoracic_flexion", 7.0),
    ("neck_flexion", -6.0),
    ("lockout_arch", 8.0),
]


class Lost(NamedTuple):
    """By the sensors' own output, before any noise."""

    point: str
    onset_s: float
    end_s: float


def truly_lost(participant: Participant, levels: ContactLevels) -> list[Lost]:
    """Losses longer than the debounce that are over before the end of the trial."""
    since: dict[int, float] = {}
    found = []
    for crossing in participant.contact_crossings(0.0, SECONDS, levels):
        if not crossing.on:
            since[crossing.point] = crossing.time_s
        elif crossing.point in since:
            found.append(Lost(POINTS[crossing.point], since.pop(crossing.point), crossing.time_s))
    return [lost for lost in found if lost.end_s - lost.onset_s > DEBOUNCE_SAMPLES / 1000 + 0.002]


def doing(seed: int, *deviations: Deviation) -> Participant:
    return Participant.from_settings(seed=seed, mistake_each=0, deviation=deviations)


def findings(participant: Participant, levels: ContactLevels) -> ContactFindings:
    dowel = of_participant(participant, 0.0, SECONDS)
    return contact_findings(dowel, levels, participant.phases(0.0, SECONDS))


def kinds(found: ContactFindings) -> list[str]:
    return [one.kind for one in found.disturbances]


def matched(found: ContactFindings, truth: Sequence[Lost]) -> list[float]:
    """Errors of the onsets in seconds; every completed loss found must be a true one, and vice
    versa."""
    over = [one for one in (*found.losses, *found.brief) if one.end_seen]
    losses = sorted((one.point, one.onset_s) for one in over)
    true = sorted((lost.point, lost.onset_s) for lost in truth)
    assert [point for point, _ in losses] == [point for point, _ in true]
    return [onset_s - true_s for (_, onset_s), (_, true_s) in zip(losses, true, strict=True)]


def test_every_loss_is_found_and_begins_within_5_ms() -> None:
    errors_s: list[float] = []
    for seed, (kind, size) in enumerate(ERRORS, start=1010):
        participant = doing(seed, Deviation(kind=kind, size=size))
        levels = own_levels(seed)
        found = findings(participant, levels)
        assert kinds(found) == []
        assert all(loss.phase and loss.repetition for loss in found.losses)
        errors_s += matched(found, truly_lost(participant, levels))
    assert len(errors_s) > 15
    assert np.percentile(np.abs(errors_s), 95) <= ONSET_P95_S


@pytest.mark.parametrize("seed", [1020, 1021])
@pytest.mark.parametrize("ramp_s", [0.1, 0.4])
def test_a_dowel_that_is_lifted_or_slips_is_no_loss(ramp_s: float, seed: int) -> None:
    for kind in ("dowel_lift", "dowel_slip"):
        participant = doing(seed, Deviation(kind=kind, ramp_s=ramp_s))
        found = findings(participant, nominal_levels(4096))
        assert found.losses + found.brief == ()
        assert set(kinds(found)) == {DOWEL_HANDLED}
        for interval in participant.intervals(0.0, SECONDS):
            assert any(
                one.start_s < interval.end_s and interval.start_s < one.end_s
                for one in found.disturbances
            )


def test_a_hand_that_squeezes_the_dowel_is_nothing() -> None:
    found = findings(doing(1022, Deviation(kind="dowel_squeeze")), own_levels(1022))
    assert found.losses + found.brief + found.disturbances == ()


@pytest.mark.parametrize(
    ("fault", "kind"), [("broken_wire", WIRE_BROKEN), ("stuck_channel", STUCK)]
)
def test_a_fault_of_a_sensor_is_no_loss_and_hides_none_of_others(fault: str, kind: str) -> None:
    faulty = Deviation(kind=fault, channel="head", onset_s=8.0, duration_s=6.0)
    arching = Deviation(kind="lumbar_flexion", size=-7.0)  # takes the thoracic point off
    participant, levels = doing(1023, faulty, arching), own_levels(1023)
    found = findings(participant, levels)
    assert kinds(found) == [kind]
    (one,) = found.disturbances
    assert one.points == ("head",)
    assert (one.start_s, one.end_s) == (pytest.approx(8.0, abs=0.01), pytest.approx(14.0, abs=0.01))
    thoracic = [lost for lost in truly_lost(participant, levels) if lost.point == "thoracic"]
    assert len(thoracic) >= 3
    assert max(map(abs, matched(found, thoracic))) < ONSET_P95_S


@pytest.mark.parametrize("ramp_s", [0.05, 0.1, 0.4, 1.0, 2.0, 3.0])
def test_a_dowel_that_is_put_away_slowly_is_no_loss(ramp_s: float) -> None:
    """Once in a trial, in standing before the first repetition, for 3 s without any contact."""
    for seed in (1024, 1025):
        away_s = 2 * ramp_s + 3.0
        lift = Deviation(
            kind="dowel_lift", at="start", onset_s=3.0, ramp_s=ramp_s, duration_s=away_s
        )
        participant = Participant.from_settings(
            seed=seed, mistake_each=0, rest_s=12.0, deviation=[lift]
        )
        found = findings(participant, nominal_levels(4096))
        assert found.losses + found.brief == (), ramp_s
        assert set(kinds(found)) <= {DOWEL_HANDLED, "dowel_off"}
        assert found.disturbances
