"""The one table of rules: each fault has its level and its words."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rig.measure.calibrating.trust import BOTH, NO_ZERO, NewtonFacts
from rig.measure.hum import Hum
from rig.measure.standload import Expected, StandLoad
from rig.measure.validity import (
    NOT_VALID,
    USABLE,
    WHOLE,
    BoardFacts,
    ChannelFacts,
    TrialFacts,
    ends_of,
    judge,
)

PLATES = BoardFacts(
    role="plates",
    sample_rate_hz=1000.0,
    expected=10_000,
    received=10_000,
    counted=-1,
    lost=0,
    rejoins=0,
    longest_gap=0,
    crc_errors=0,
    resyncs=0,
    missed_ticks=0,
    dropped_frames=0,
    clock_method="sync_wire",
    clock_residual_ms=0.01,
    clock_rate_ppm=1330.0,
    channels={"left_heel": ChannelFacts(), "left_toe": ChannelFacts()},
)
DOWEL = replace(PLATES, role="dowel", channels={"head": ChannelFacts()})
WELL = TrialFacts("stopped", (PLATES, DOWEL), hash_fits=True)

NEWTONS = NewtonFacts(
    calibrated=True,
    simulated=False,
    tier="clinic",
    age_days=20.0,
    zero=BOTH,
    drift_n=(0.1, -0.3, 0.0, 0.2),
)


def channel(**facts: int) -> dict[str, object]:
    return {"channels": {"left_heel": ChannelFacts(**facts)}}


def test_a_trial_without_a_fault_is_whole() -> None:
    assert judge(WELL).level == WHOLE
    assert judge(WELL).reasons == ()
    assert judge(replace(WELL, hash_fits=None)).level == WHOLE


@pytest.mark.parametrize(
    ("changes", "level", "words"),
    [
        ({"end_reason": "recording"}, NOT_VALID, "never closed"),
        ({"end_reason": "disk_full"}, USABLE, "it ended early: disk full"),
        ({"slept_s": 25.2}, USABLE, "the computer slept for 25 s of it"),
        ({"hash_fits": False}, NOT_VALID, "not what was recorded"),
        ({"boards": ()}, NOT_VALID, "no board"),
    ],
)
def test_faults_of_a_trial(changes: dict[str, object], level: str, words: str) -> None:
    verdict = judge(replace(WELL, **changes))
    assert verdict.level == level
    assert words in verdict.reasons[0]


@pytest.mark.parametrize(
    ("board", "changes", "level", "words"),
    [
        (PLATES, {"received": 0, "expected": 0}, NOT_VALID, "plates: no sample"),
        (PLATES, {"lost": 101, "received": 9_899}, NOT_VALID, "101 of 10000 samples lost (1.0%)"),
        (
            DOWEL,
            {"lost": 40, "longest_gap": 31},
            USABLE,
            "40 of 10000 samples lost, at most 31",
        ),
        (PLATES, {"counted": 10_001}, NOT_VALID, "10001 samples were received, 10000 are in"),
        (PLATES, {"rejoins": 1}, USABLE, "its link was lost and it counted anew"),
        (PLATES, {"missed_ticks": 2}, USABLE, "missed 2 samples itself"),
        (PLATES, {"missed_ticks": -1}, USABLE, "did not report"),
        (PLATES, {"dropped_frames": 3}, USABLE, "dropped 3 samples"),
        (PLATES, {"clock_method": ""}, NOT_VALID, "never fitted"),
        (PLATES, {"clock_residual_ms": 2.4}, USABLE, "only known to 2.4 ms"),
        (
            PLATES,
            {"channels": {"left_heel": ChannelFacts(at_top=1)}},
            USABLE,
            "left heel at the end of",
        ),
        (
            PLATES,
            {"channels": {"left_toe": ChannelFacts(longest_still=2001)}},
            USABLE,
            "left toe did not",
        ),
        (DOWEL, channel(at_top=5000), WHOLE, ""),
        (DOWEL, channel(longest_still=5000), WHOLE, ""),
        (
            DOWEL,
            {"channels": {"head": ChannelFacts(at_bottom=11)}},
            NOT_VALID,
            "head: a wire was broken",
        ),
    ],
)
def test_faults_of_a_board(
    board: BoardFacts, changes: dict[str, object], level: str, words: str
) -> None:
    verdict = judge(replace(WELL, boards=(replace(board, **changes),)))
    assert verdict.level == level
    assert words in " ".join(verdict.reasons)


@pytest.mark.parametrize(
    ("channels", "words"),
    [
        ({"at_top": 158}, "plates: left heel at the end of its range for 158 samples"),
        ({"at_bottom": 1}, "left heel at the end of its range for 1 sample"),
        ({"flat": 756}, "left heel at the end of its range for 756 samples"),
        ({"spikes": 2}, "spikes that no body makes, left out of figures: left heel 2 samples"),
    ],
)
def test_what_no_sensor_measured_is_counted(channels: dict[str, int], words: str) -> None:
    verdict = judge(replace(WELL, boards=(replace(PLATES, **channel(**channels)),)))  # type: ignore[arg-type]
    assert verdict.level == USABLE
    assert words in verdict.reasons[0]


def test_what_newtons_rest_on_is_no_fault_of_the_recording() -> None:
    newtons = replace(NEWTONS, calibrated=False, tier=None, zero=NO_ZERO, drift_n=(0.0, 9.0))
    assert judge(replace(WELL, newtons=newtons)).level == WHOLE


STOOD = StandLoad(Expected(weighed_n=700.0), standing_n=702.0, light_s={"left": 0.0, "right": 1.0})


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, ""),
        ({"light_s": {"left": 12.3, "right": 0.0}}, "the left plate for 12 s bore under 5 %"),
        (
            {"missing_s": 8.0, "standing_n": 450.0},
            "15 % of the 700 N weighed was missing for 8",
        ),
        ({"standing_n": 760.0}, "was 760 N, 700 N were weighed before"),
        ({"standing_n": 715.0}, ""),
        (
            {"standing_n": 1210.0, "expected": Expected()},
            "was 1210 N, more than their limit of 981 N",
        ),
        ({"standing_n": 1210.0, "expected": Expected(limit_n=None)}, ""),
        (
            {"hum": {"left_toe": Hum(50.0, 1.4)}},
            "hum (root mean square): left toe 1.4 N at 50",
        ),
        ({"light_s": {"left": 9.0}, "expected": Expected(one_foot=True)}, ""),
        ({"standing_n": 900.0, "expected": Expected(700.0, from_floor=True)}, ""),
        ({"standing_n": math.nan}, ""),
    ],
)
def test_how_somebody_stood_is_judged(changes: dict[str, object], words: str) -> None:
    verdict = judge(replace(WELL, load=replace(STOOD, **changes)))  # type: ignore[arg-type]
    assert verdict.level == (USABLE if words else WHOLE)
    assert words in " ".join(verdict.reasons)
    assert all(reason.startswith("plates: ") for reason in verdict.reasons)


def test_the_worst_fault_decides_and_all_are_said() -> None:
    boards = (replace(PLATES, missed_ticks=1), replace(DOWEL, clock_method=""))
    verdict = judge(replace(WELL, boards=boards, end_reason="port_lost"))
    assert verdict.level == NOT_VALID
    assert len(verdict.reasons) == 3


@given(st.lists(st.lists(st.integers(0, 3), max_size=8), max_size=6))
def test_counts_may_come_in_any_pieces(pieces: list[list[int]]) -> None:
    facts, whole = ChannelFacts(), [count for piece in pieces for count in piece]
    for piece in pieces:
        facts.add(np.array(piece, np.int32), bottom=0, top=3)
    longest = run = 0
    for number, count in enumerate(whole):
        run = run + 1 if number and whole[number - 1] == count else 1
        longest = max(longest, run)
    assert facts.longest_still == longest
    assert facts.at_bottom == whole.count(0)
    assert facts.at_top == whole.count(3)


def test_ends_are_those_of_the_boards_full_scale() -> None:
    assert ends_of("dowel", 4096) == {"bottom": 16, "top": 4088}
    assert ends_of("plates", 8192) == {"bottom": 0, "top": 8176}


@pytest.mark.parametrize(
    ("begin_s", "end_s", "level", "words"),
    [
        (0.05, 0.05, WHOLE, ()),
        (0.06, 0.0, USABLE, ("dowel: its first sample is 0.06 s after the trial's begin",)),
        (0.0, 0.08, USABLE, ("dowel: its last sample is 0.08 s before the trial's end",)),
        (
            0.3,
            2.0,
            NOT_VALID,
            (
                "dowel: its first sample is 0.30 s after the trial's begin and its last sample is "
                "2.00 s before the trial's end",
            ),
        ),
    ],
)
def test_each_board_covers_the_span_of_the_trial(
    begin_s: float, end_s: float, level: str, words: tuple[str, ...]
) -> None:
    dowel = replace(DOWEL, missing_at_begin_s=begin_s, missing_at_end_s=end_s)
    verdict = judge(replace(WELL, boards=(PLATES, dowel)))
    assert (verdict.level, verdict.reasons) == (level, words)
