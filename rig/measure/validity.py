"""How good a recording is: what was counted in it, and one table of rules to judge it.

A trial is whole, usable with reasons, or not valid. Nothing here judges a person, nor the basis of
the newtons: rig.measure.reliance states how far figures can be trusted.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from rig.measure import standload
from rig.measure.calibrating.trust import NewtonFacts
from rig.measure.runs import runs_of_one_value
from rig.measure.standload import StandLoad

WHOLE, USABLE, NOT_VALID = "whole", "usable", "not valid"
LEVELS = (WHOLE, USABLE, NOT_VALID)
RULES_VERSION = 4

# Of 4096 counts. An open FSR reads 184 through its bleed resistor and a broken wire at most 16: the
# divider in arduino/HARDWARE.md. The converter is at its end within one code of four summed ones.
WIRE_BREAK_COUNTS = 16
TOP_COUNTS = 4088
NOMINAL_FULL_SCALE = 4096


@dataclass(slots=True)
class ChannelFacts:
    """Samples of a channel at either end of its range, the longest run of one and the same, and for
    the plates how many are on a flat top or bottom short of the ends, and how many are spikes."""

    at_bottom: int = 0
    at_top: int = 0
    longest_still: int = 0
    flat: int = 0
    spikes: int = 0
    _last: int | None = field(default=None, repr=False)
    _run: int = field(default=0, repr=False)

    def add(self, counts: NDArray[np.int32], *, bottom: float, top: float) -> None:
        """Adds the next counts of the channel, (N,)."""
        if not len(counts):
            return
        self.at_bottom += int((counts <= bottom).sum())
        self.at_top += int((counts >= top).sum())
        _, runs = runs_of_one_value(counts)
        if self._last is not None and int(counts[0]) == self._last:
            runs[0] += self._run
        self.longest_still = max(self.longest_still, int(runs.max()))
        self._last, self._run = int(counts[-1]), int(runs[-1])


@dataclass(frozen=True, slots=True)
class BoardFacts:
    """What was counted about one board. -1 if unknown.

    `counted` samples were received, `received` of them are in the file.
    """

    role: str
    sample_rate_hz: float
    expected: int
    received: int
    counted: int
    lost: int
    longest_gap: int
    rejoins: int
    crc_errors: int
    resyncs: int
    missed_ticks: int
    dropped_frames: int
    clock_method: str
    clock_residual_ms: float
    clock_rate_ppm: float
    channels: Mapping[str, ChannelFacts]
    time_ascends: bool = True
    missing_at_begin_s: float = 0.0
    missing_at_end_s: float = 0.0

    @property
    def uncovered_s(self) -> tuple[float, float]:
        """Seconds of the trial's span before its first sample and after its last one, if more than
        a start and a stop take."""
        ends_s = self.missing_at_begin_s, self.missing_at_end_s
        begin_s, end_s = (seconds if seconds > NORMAL_END_S else 0.0 for seconds in ends_s)
        return begin_s, end_s

    @property
    def uncovered_share(self) -> float:
        """The same, as a share of the span."""
        missing_s = sum(self.uncovered_s)
        return missing_s / (missing_s + self.expected / self.sample_rate_hz) if missing_s else 0.0

    @property
    def lost_share(self) -> float:
        """Share of the expected samples."""
        return self.lost / self.expected if self.expected else 1.0


@dataclass(frozen=True, slots=True)
class TrialFacts:
    """What was counted in a trial. `hash_fits` is None if the file has no hash yet, `newtons` and
    `load` without plates, `own_levels` without a dowel."""

    end_reason: str
    boards: tuple[BoardFacts, ...]
    hash_fits: bool | None
    newtons: NewtonFacts | None = None
    load: StandLoad | None = None
    own_levels: bool | None = None
    simulated: bool = False
    imported: bool = False
    slept_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """A level, and in plain words why it is not better."""

    level: str
    reasons: tuple[str, ...] = ()


Words = str | None


@dataclass(frozen=True, slots=True)
class BoardRule:
    """`fault` returns what is wrong with a board, or None."""

    level: str
    fault: Callable[[BoardFacts], Words]


@dataclass(frozen=True, slots=True)
class TrialRule:
    """`fault` returns what is wrong with a trial, or None."""

    level: str
    fault: Callable[[TrialFacts], Words]


@dataclass(frozen=True, slots=True)
class LoadRule:
    """`fault` returns what is wrong with the load on the plates, or None."""

    level: str
    fault: Callable[[StandLoad], Words]


def _if(condition: bool, words: str) -> Words:
    return words if condition else None


def _channels_with(board: BoardFacts, test: Callable[[ChannelFacts], bool]) -> str:
    return ", ".join(
        name.replace("_", " ") for name, facts in board.channels.items() if test(facts)
    )


def _saturated(board: BoardFacts) -> Words:
    if board.role == "dowel":
        return None  # a sensor that is pressed hard is near its end: that is contact
    counts = _counts_of(board, lambda c: c.at_top + c.at_bottom + c.flat)
    named = (f"{name} at the end of its range for {_samples(n)}" for name, n in counts.items())
    return ", ".join(named) or None


def _spikes(board: BoardFacts) -> Words:
    counts = _counts_of(board, lambda c: c.spikes)
    named = (f"{name} {_samples(n)}" for name, n in counts.items())
    words = ", ".join(named)
    return _if(bool(words), f"spikes that no body makes, left out of figures: {words}")


def _counts_of(board: BoardFacts, count: Callable[[ChannelFacts], int]) -> dict[str, int]:
    """By channel in words, those with any."""
    counts = {name.replace("_", " "): count(facts) for name, facts in board.channels.items()}
    return {name: number for name, number in counts.items() if number}


def _samples(number: int) -> str:
    return f"{number} sample{'' if number == 1 else 's'}"


def _stuck(board: BoardFacts) -> Words:
    still = MOST_STILL_S[board.role] * board.sample_rate_hz
    names = _channels_with(board, lambda c: c.longest_still > still)
    return _if(bool(names), f"{names} did not change for over {MOST_STILL_S[board.role]:g} s")


def _wire_break(board: BoardFacts) -> Words:
    if board.role != "dowel":
        return None
    names = _channels_with(board, lambda c: c.at_bottom > MOST_BROKEN_SHARE * board.received)
    return _if(bool(names), f"{names}: a wire was broken for some of the time")


def _uncovered(board: BoardFacts) -> Words:
    begin_s, end_s = board.uncovered_s
    parts = [
        *([f"its first sample is {begin_s:.2f} s after the trial's begin"] if begin_s else []),
        *([f"its last sample is {end_s:.2f} s before the trial's end"] if end_s else []),
    ]
    return " and ".join(parts) or None


MOST_LOST_SHARE = 0.01
# Boards begin and end at the same instant by provisional times, which a busy computer knows only to
# some 20 ms.
NORMAL_END_S = 0.05
MOST_BROKEN_SHARE = 0.001
MOST_RESIDUAL_MS = 1.5
# A live amplifier never gives one count for long. An untouched sensor may.
MOST_STILL_S = {"plates": 2.0, "dowel": 60.0}

# The one table. A board's words follow its name.
BOARD_RULES = (
    BoardRule(NOT_VALID, lambda b: _if(b.received == 0, "no sample")),
    BoardRule(
        NOT_VALID,
        lambda b: _if(
            b.counted not in (-1, b.received),
            f"{b.counted} samples were received, {b.received} are in the file",
        ),
    ),
    BoardRule(
        NOT_VALID,
        lambda b: _if(
            b.received > 0 and b.lost_share > MOST_LOST_SHARE,
            f"{b.lost} of {b.expected} samples lost ({b.lost_share:.1%})",
        ),
    ),
    BoardRule(
        USABLE,
        lambda b: _if(
            0 < b.lost_share <= MOST_LOST_SHARE,
            f"{b.lost} of {b.expected} samples lost, at most {b.longest_gap} in a row",
        ),
    ),
    BoardRule(NOT_VALID, lambda b: _uncovered(b) if b.uncovered_share > MOST_LOST_SHARE else None),
    BoardRule(USABLE, lambda b: None if b.uncovered_share > MOST_LOST_SHARE else _uncovered(b)),
    BoardRule(
        USABLE,
        lambda b: _if(
            b.rejoins > 0,
            "its link was lost and it counted anew: how many samples are missing there is only "
            "known by the computer's clock",
        ),
    ),
    BoardRule(
        USABLE,
        lambda b: _if(b.missed_ticks > 0, f"the board missed {b.missed_ticks} samples itself"),
    ),
    BoardRule(
        USABLE,
        lambda b: _if(b.dropped_frames > 0, f"the board dropped {b.dropped_frames} samples"),
    ),
    BoardRule(USABLE, lambda b: _if(b.missed_ticks < 0, "the board did not report its own losses")),
    BoardRule(NOT_VALID, lambda b: _if(not b.clock_method, "its time was never fitted")),
    BoardRule(NOT_VALID, lambda b: _if(not b.time_ascends, "its times do not go forward")),
    BoardRule(
        USABLE,
        lambda b: _if(
            b.clock_residual_ms > MOST_RESIDUAL_MS,
            f"its time is only known to {b.clock_residual_ms:.1f} ms",
        ),
    ),
    BoardRule(USABLE, _saturated),
    BoardRule(USABLE, _spikes),
    BoardRule(USABLE, _stuck),
    BoardRule(NOT_VALID, _wire_break),
)
TRIAL_RULES = (
    TrialRule(
        NOT_VALID,
        lambda t: _if(t.end_reason == "recording", "it was never closed: rig recover rebuilds it"),
    ),
    TrialRule(
        NOT_VALID,
        lambda t: _if(t.hash_fits is False, "its raw data are not what was recorded"),
    ),
    TrialRule(NOT_VALID, lambda t: _if(not t.boards, "no board")),
    TrialRule(
        USABLE,
        lambda t: _if(
            t.end_reason not in ("stopped", "recording"),
            f"it ended early: {t.end_reason.replace('_', ' ')}",
        ),
    ),
    TrialRule(
        USABLE,
        lambda t: _if(t.slept_s > 0, f"the computer slept for {t.slept_s:.0f} s of it"),
    ),
)

LOAD_RULES = (
    LoadRule(USABLE, standload.foot_beside),
    LoadRule(USABLE, standload.far_from_weighed),
    LoadRule(USABLE, standload.over_limit),
    LoadRule(USABLE, standload.hums),
)


def judge(trial: TrialFacts) -> Verdict:
    """The worst level of all rules that found a fault, with every fault in words."""
    found = [(rule.level, words) for rule in TRIAL_RULES if (words := rule.fault(trial))]
    for board in trial.boards:
        found += [
            (rule.level, f"{board.role}: {words}")
            for rule in BOARD_RULES
            if (words := rule.fault(board))
        ]
    if trial.load:
        found += [
            (rule.level, f"plates: {words}")
            for rule in LOAD_RULES
            if (words := rule.fault(trial.load))
        ]
    level = max((level for level, _ in found), key=LEVELS.index, default=WHOLE)
    return Verdict(level, tuple(words for _, words in found))


def ends_of(role: str, full_scale_counts: float) -> dict[str, float]:
    """The counts at which a channel is at an end of its range, `bottom` and `top`."""
    scale = full_scale_counts / NOMINAL_FULL_SCALE
    bottom = WIRE_BREAK_COUNTS if role == "dowel" else 0
    return {"bottom": bottom * scale, "top": TOP_COUNTS * scale}
