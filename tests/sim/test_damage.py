"""Damage to bytes: determined by the seed, in whatever pieces they are sent."""

from itertools import pairwise

import numpy as np
import pytest

from rig.device.wire import Kind, frame
from rig.sim.damage import BYTES_PER_S, Damage
from rig.sim.faults import DamageSettings

FRAMES = [frame(Kind.SAMPLES, number.to_bytes(18, "little")) for number in range(20_000)]
SENT = b"".join(FRAMES)
SECONDS = len(SENT) / BYTES_PER_S


def damaged(settings: DamageSettings, frames_each: int, seed: int = 1) -> tuple[bytes, Damage]:
    damage = Damage(settings, [seed])
    ends = [*range(0, len(FRAMES), frames_each), len(FRAMES)]
    pieces = (b"".join(FRAMES[begin:end]) for begin, end in pairwise(ends))
    return b"".join(map(damage.pass_on, pieces)), damage


@pytest.mark.parametrize("repeat_bytes", [0, 40])
def test_the_pieces_do_not_matter_and_the_seed_does(repeat_bytes: int) -> None:
    settings = DamageSettings(
        flips_hz=20,
        losses_hz=20,
        loss_bytes=70,
        repeats_hz=20,
        repeat_bytes=repeat_bytes,
        noises_hz=20,
    )
    at_once, damage = damaged(settings, len(FRAMES))
    for frames_each in (1, 7):
        again, other = damaged(settings, frames_each)
        assert again == at_once
        assert other.injected == damage.injected
    assert damaged(settings, 7, seed=2)[0] != at_once


def test_flips_turn_one_bit_over() -> None:
    came, damage = damaged(DamageSettings(flips_hz=50), 10)
    turned = np.frombuffer(came, np.uint8) ^ np.frombuffer(SENT, np.uint8)
    assert np.bitwise_count(turned[turned > 0]).tolist() == [1] * damage.injected.flips
    assert damage.injected.flips == pytest.approx(50 * SECONDS, rel=0.15)


def test_lost_bytes_are_gone_and_nothing_else_is() -> None:
    came, damage = damaged(DamageSettings(losses_hz=20, loss_bytes=1), 10)
    assert len(SENT) - len(came) == damage.injected.lost_bytes
    assert damage.injected.lost_bytes == pytest.approx(20 * SECONDS, rel=0.2)
    left = iter(SENT)
    assert all(byte in left for byte in came)  # in the same order


def test_a_frame_that_comes_twice_comes_right_behind_itself() -> None:
    came, damage = damaged(DamageSettings(repeats_hz=20), 10)
    whole = [came[at : at + 25] for at in range(0, len(came), 25)]
    assert sum(one == other for one, other in pairwise(whole)) == damage.injected.repeats
    assert list(dict.fromkeys(whole)) == FRAMES
    assert damage.injected.repeats == pytest.approx(20 * SECONDS, rel=0.2)


def test_noise_comes_in_between() -> None:
    came, damage = damaged(DamageSettings(noises_hz=20, noise_bytes=9), 10)
    assert len(came) - len(SENT) == damage.injected.noise_bytes
    assert damage.injected.noise_bytes == pytest.approx(9 * 20 * SECONDS, rel=0.2)
    rest = iter(came)
    assert all(byte in rest for byte in SENT)
