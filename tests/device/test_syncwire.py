"""The sync wire: pulses of a train by the protocol, on wrong clocks."""

import numpy as np
import pytest
from numpy.typing import NDArray

from rig.device.syncwire import (
    ForeignTrainError,
    block_widths_ms,
    pair_with_ticks,
    pulses,
    synchronised,
)
from rig.device.timeline import Timeline

Int = NDArray[np.int64]


def train(first_block: int, blocks: int) -> tuple[Int, Int]:
    """Edges (ms on the plates' clock, level) of whole blocks."""
    rises, falls = [], []
    for number in range(first_block, first_block + blocks):
        for pulse, width in enumerate(block_widths_ms(number)):
            rises.append(number * 2000 + pulse * 100)
            falls.append(rises[-1] + width)
    edges = np.array([*rises, *falls])
    levels = np.array([1] * len(rises) + [0] * len(falls))
    order = np.argsort(edges)
    return edges[order], levels[order]


class Clocks:
    """Two boards whose clocks wander, and host fits of them that are off by up to 1.5 ms."""

    def __init__(self, *, seconds: float, error_s: float = 0.0015, first_s: float = 400.0) -> None:
        self.true_s = np.arange(0, seconds, 0.01)
        wander = 50e-6 * np.sin(2 * np.pi * self.true_s / 150)
        self.plates_s = first_s + self.true_s * (1 + 1330e-6)
        self.dowel_s = 7 + np.cumsum(0.01 * (1 - 3283e-6 + wander))
        wrong_s = error_s * np.sin(self.true_s / 9)
        knots = slice(None, None, 500)
        self.plates = Timeline(self.plates_s[knots], (self.true_s + wrong_s)[knots], 0.0)
        self.dowel = Timeline(self.dowel_s[knots], (self.true_s - wrong_s)[knots], 0.0)

    def on_dowel_us(self, plates_ms: Int) -> Int:
        at_s = np.interp(plates_ms / 1e3, self.plates_s, self.true_s)
        jitter_us = np.random.default_rng(1).integers(-4, 5, len(at_s))
        return np.round(np.interp(at_s, self.true_s, self.dowel_s) * 1e6).astype(int) + jitter_us

    def apart_ms(self, timeline: Timeline) -> NDArray[np.float64]:
        """How far the two boards' times of one instant are apart."""
        dowel_s = timeline.to_host_s(self.dowel_s * 1e6)
        return np.abs(dowel_s - self.plates.to_host_s(self.plates_s * 1e6)) * 1e3


def timeline_of(clocks: Clocks, edges_ms: Int, levels: Int) -> Timeline:
    rise_us, width_ms = pulses(clocks.on_dowel_us(edges_ms), levels)
    return synchronised(
        *pair_with_ticks(rise_us, width_ms, clocks.dowel, clocks.plates),
        clocks.dowel,
        clocks.plates,
    )


def test_two_boards_agree_within_a_tenth_of_a_millisecond() -> None:
    clocks = Clocks(seconds=300)
    timeline = timeline_of(clocks, *train(201, 145))
    inside = (clocks.true_s > 2) & (clocks.true_s < 290)
    assert clocks.apart_ms(timeline)[inside].max() < 0.1
    assert timeline.residual_ms < 0.1
    assert clocks.apart_ms(clocks.dowel).max() > 1


def test_a_wire_that_is_pulled_leaves_the_hosts_fit_without_a_step() -> None:
    clocks = Clocks(seconds=300, error_s=0.0005)
    edges, levels = train(201, 145)
    kept = (edges < 500_000) | (edges > 600_000)
    timeline = timeline_of(clocks, edges[kept], levels[kept])
    apart = clocks.apart_ms(timeline)
    there = ((clocks.true_s > 2) & (clocks.true_s < 98)) | (
        (clocks.true_s > 202) & (clocks.true_s < 290)
    )
    assert apart[there].max() < 0.1
    assert apart.max() < 2.5
    assert (np.diff(timeline.to_host_s(clocks.dowel_s * 1e6)) > 0).all()


def test_a_trial_shorter_than_a_block_is_synchronised() -> None:
    clocks = Clocks(seconds=10)
    edges, levels = train(200, 4)
    some = (edges > 402_310) & (edges < 403_200)
    timeline = timeline_of(clocks, edges[some], levels[some])
    inside = (clocks.true_s > 2.3) & (clocks.true_s < 3.2)
    assert clocks.apart_ms(timeline)[inside].max() < 0.1


def test_bounces_are_no_pulses() -> None:
    clocks = Clocks(seconds=60)
    edges, levels = train(201, 25)
    bounced = np.sort(np.concatenate((edges, edges[levels == 1] + 55, edges[levels == 1] + 56)))
    levels_of = dict(zip(edges.tolist(), levels.tolist(), strict=True))
    rises = set((edges[levels == 1] + 55).tolist())
    bounced_levels = np.array([levels_of.get(e, int(e in rises)) for e in bounced.tolist()])
    timeline = timeline_of(clocks, bounced, bounced_levels)
    inside = (clocks.true_s > 2) & (clocks.true_s < 50)
    assert clocks.apart_ms(timeline)[inside].max() < 0.1


def test_a_wire_from_another_rig_is_refused() -> None:
    clocks = Clocks(seconds=60)
    edges, levels = train(201, 25)
    other, _ = train(777, 25)
    foreign = other - other[0] + edges[0]
    with pytest.raises(ForeignTrainError, match="the wire says 777"):
        timeline_of(clocks, foreign, levels_of_train(777, 25))
    assert len(levels) == len(foreign)


def levels_of_train(first_block: int, blocks: int) -> Int:
    return train(first_block, blocks)[1]


def test_a_block_says_its_number() -> None:
    assert block_widths_ms(0b1000_0000_0000_0011) == [70, 40, *[20] * 13, 40, 40, 40, 20, 40]


def test_half_a_pulse_is_none() -> None:
    rise_us, width_ms = pulses(np.array([5, 10, 30]) * 1000, np.array([0, 1, 0]))
    assert rise_us.tolist() == [10_000]
    assert width_ms.tolist() == [20.0]
