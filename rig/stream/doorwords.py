"""Messages between host and window: states as plain values, and the arguments of commands.

All of them pass through the door as JSON.
"""

import math
from collections import deque
from dataclasses import asdict
from pathlib import Path

from rig.errors import UsageError
from rig.measure.calibration import PlateCalibration
from rig.measure.cuelatency import UNTRIED, CueLatency
from rig.measure.placement import UNSAID, FootPlacement
from rig.stream.disk import low_disk_words
from rig.stream.door import Message
from rig.stream.feed import Feed
from rig.stream.recorder import Recorder
from rig.stream.span import MOST_REPETITIONS, Trigger, Triggers
from rig.trial.reader import summarize

RATE_OVER_S = 1.0
LONGEST_TRIAL_S = 86_400.0
LONGEST_MM = 1000.0
LONGEST_MS = 60_000.0


class Rate:
    """Samples a second over the last second or so."""

    def __init__(self) -> None:
        self._looks: deque[tuple[float, int]] = deque()

    def note(self, now_s: float, written: int) -> None:
        """Notes how many samples had been written by then."""
        self._looks.append((now_s, written))
        while now_s - self._looks[0][0] > RATE_OVER_S and len(self._looks) > 2:
            self._looks.popleft()

    @property
    def hz(self) -> float:
        """The rate; 0 until it is known."""
        if len(self._looks) < 2:
            return 0.0
        (begin_s, before), (end_s, after) = self._looks[0], self._looks[-1]
        return (after - before) / (end_s - begin_s) if end_s > begin_s else 0.0


def board_words(feed: Feed, *, rate_hz: float, now_s: float, ring: Path) -> Message:
    """A board's identity, its health, and where its samples are."""
    board, info = feed.board, feed.board.info
    health = board.health
    return {
        "role": feed.role,
        "url": board.port.url,
        "serial": info.serial,
        "firmware": info.firmware_version,
        "simulated": board.simulated,
        "replayed": bool(board.replay_of),
        "columns": list(info.columns),
        "full_scale_counts": info.full_scale_counts,
        "volts_per_count": info.volts_per_count,
        "sample_rate_hz": info.sample_rate_hz,
        "rate_hz": rate_hz,
        "lost": feed.decoder.lost,
        "crc_errors": board.parser.counts.crc_errors,
        "missed_ticks": health.missed_ticks if health else None,
        "silent_s": max(0.0, now_s - feed.last_arrival_s),
        "ring": str(ring),
        "ring_rows": feed.ring.capacity_rows,
    }


def recording_words(recorder: Recorder, repetitions: int) -> Message:
    """Progress of a recording."""
    rows = recorder.rows
    return {
        "path": str(recorder.path),
        "begun": recorder.begun,
        "zero_s": recorder.zero_s if recorder.begun else None,
        "seconds": recorder.recorded_s,
        "repetitions": repetitions,
        "warning": low_disk_words(recorder.disk_left_s),
        "on_disk": rows,
        "expected": {role: recorder.expected_rows(role) for role in rows},
    }


def ended_words(path: Path, end_reason: str) -> Message:
    """How a trial ended and how good it is."""
    ended: Message = {"path": str(path), "end_reason": end_reason, "verdict": None, "reasons": []}
    ended["trust"] = []
    try:
        summary = summarize(path)
    except UsageError as error:
        return ended | {"reasons": [str(error)]}
    known = {"verdict": summary.verdict, "reasons": summary.reasons}
    return ended | known | {"trust": summary.trust or []}


def calibration_words(calibration: PlateCalibration | None) -> Message | None:
    """What converts counts to newtons."""
    return None if calibration is None else calibration.as_json()


def feet_of(command: Message) -> FootPlacement:
    """The foot placement in a command. Raises UsageError or ValueError."""
    return FootPlacement(**_numbers_of(command, asdict(UNSAID), most=LONGEST_MM))


def cue_of(command: Message) -> CueLatency:
    """The cue latency in a command. Raises UsageError or ValueError."""
    return CueLatency(**_numbers_of(command, asdict(UNTRIED), most=LONGEST_MS))


def _numbers_of(command: Message, unsaid: dict[str, float], *, most: float) -> dict[str, float]:
    said = {name: float(command.get(name, number)) for name, number in unsaid.items()}
    for name, number in said.items():
        if not (math.isnan(number) or 0 <= number <= most):
            raise UsageError(f"expected 0 to {most:.0f} as {name}, got {number}")
    return said


def triggers_of(command: Message) -> Triggers:
    """What begins and ends a trial by a command. Raises UsageError or ValueError."""
    stop, seconds = command.get("stop"), command.get("seconds")
    repetitions = command.get("repetitions")
    if repetitions is not None and not 1 <= int(repetitions) <= MOST_REPETITIONS:
        raise UsageError(f"expected 1 to {MOST_REPETITIONS} repetitions, got {repetitions}")
    if seconds is not None and not 0 < float(seconds) <= LONGEST_TRIAL_S:
        raise UsageError(f"expected 0 to {LONGEST_TRIAL_S:.0f} seconds, got {seconds}")
    return Triggers(
        Trigger(command.get("start", "now")),
        None if stop is None else Trigger(stop),
        None if seconds is None else float(seconds),
        None if repetitions is None else int(repetitions),
    )
