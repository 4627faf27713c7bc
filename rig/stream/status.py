"""The engine's state for its clients: boards, the trial being recorded, how the last one ended."""

from collections import deque
from pathlib import Path

from rig.errors import UsageError
from rig.stream.api import BoardState, EndedTrial, TrialState
from rig.stream.disk import low_disk_words
from rig.stream.feed import Feed
from rig.stream.recorder import Recorder
from rig.trial.reader import summarize

RATE_OVER_S = 1.0


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


def board_state(feed: Feed, *, rate_hz: float, now_s: float, ring: Path) -> BoardState:
    """A board's identity, its health, and where its samples are."""
    board, info = feed.board, feed.board.info
    health = board.health
    return BoardState(
        role=feed.role,
        url=board.port.url,
        serial=info.serial,
        firmware=info.firmware_version,
        simulated=board.simulated,
        replayed=bool(board.replay_of),
        columns=list(info.columns),
        full_scale_counts=info.full_scale_counts,
        volts_per_count=info.volts_per_count,
        sample_rate_hz=info.sample_rate_hz,
        rate_hz=rate_hz,
        lost=feed.decoder.lost,
        crc_errors=board.parser.counts.crc_errors,
        missed_ticks=health.missed_ticks if health else None,
        silent_s=max(0.0, now_s - feed.last_arrival_s),
        ring=str(ring),
        ring_rows=feed.ring.capacity_rows,
    )


def trial_state(recorder: Recorder, repetitions: int) -> TrialState:
    """Progress of a recording."""
    rows = recorder.rows
    return TrialState(
        path=str(recorder.path),
        begun=recorder.begun,
        zero_s=recorder.zero_s if recorder.begun else None,
        seconds=recorder.recorded_s,
        repetitions=repetitions,
        warning=low_disk_words(recorder.disk_left_s),
        on_disk=rows,
        expected={role: recorder.expected_rows(role) for role in rows},
    )


def ended_trial(path: Path, end_reason: str) -> EndedTrial:
    """How a trial ended and how good it is."""
    try:
        summary = summarize(path)
    except UsageError as error:
        return EndedTrial(str(path), end_reason, reasons=[str(error)])
    reasons, trust = list(summary.reasons), list(summary.trust or [])
    return EndedTrial(str(path), end_reason, summary.verdict, reasons, trust)
