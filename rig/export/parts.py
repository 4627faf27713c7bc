"""The contents of each C3D file of a trial: rows, even steps of time, events."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rig.device.messages import Status
from rig.errors import UsageError
from rig.export.content import Content
from rig.export.pieces import MOST_EVENTS, Piece, pieces
from rig.trial.event import TTL_FALL, TTL_RISE, Event
from rig.trial.trial import Board, Plates, Trial

SAMPLES_A_FRAME = 10  # 100 frames a second: ten times as long a trial in one file
RATE_BITS = 21
TTL_EDGES = (TTL_RISE, TTL_FALL)


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a trial, the `number`-th of `parts`.

    Sample k of it has the nominal time `start_s` + k / `rate_hz`, which differs from its time by at
    most `deviation_ms`. `edges_left_out` are the edges of the TTL input that are in none.
    """

    piece: Piece
    number: int
    parts: int
    start_s: float
    rate_hz: float
    deviation_ms: float
    events: tuple[Event, ...]
    edges_left_out: int


def base_of(trial: Trial) -> Board:
    """The board whose samples the files have: the plates if they have any."""
    boards = [board for board in (trial.plates, trial.dowel) if board is not None]
    found = next((board for board in boards if len(board.sample)), None)
    if found is None:
        raise UsageError("expected samples in the trial, it has none")
    return found


def rows_a_frame(base: Board) -> int:
    """Without plates there are no points, and then ezc3d writes one sample per frame."""
    return SAMPLES_A_FRAME if isinstance(base, Plates) else 1


def parts_of(content: Content) -> list[Part]:
    """All of a trial, in order; without edges of the TTL input if they would require more files and
    an analog channel shows them all. Raises UsageError if there is not one whole frame."""
    board, events = base_of(content.trial), content.events
    rows, found = rows_a_frame(board), _pieces(board, events)
    kept = [event for event in events if event.kind not in TTL_EDGES]
    fewer = _pieces(board, kept)
    if len(fewer) < len(found) and _shown(board, len(events) - len(kept)):
        events, found = tuple(kept), fewer
    if not found:
        raise UsageError(
            f"expected {rows} samples in a row for C3D, this trial has {len(board.sample)} in "
            "all: CSV and Parquet take any number"
        )
    return [
        _part(
            board,
            events,
            piece,
            number=number,
            parts=len(found),
            edges_left_out=len(content.events) - len(events),
        )
        for number, piece in enumerate(found, 1)
    ]


def _shown(board: Board, edges: int) -> bool:
    """Whether the samples of the TTL input show so many edges: pulses may be shorter than a sample.
    The first and the last may be outside of them."""
    high = board.status & Status.TTL_IN
    return isinstance(board, Plates) and bool(np.count_nonzero(np.diff(high)) >= edges - 2)


def _pieces(board: Board, events: Sequence[Event]) -> list[Piece]:
    event_rows = np.sort(_rows_of(board, events))
    return pieces(board.sample, event_rows, rows_a_frame=rows_a_frame(board))


def _rows_of(board: Board, events: Sequence[Event]) -> NDArray[np.int64]:
    """The last row that is not after each event; -1 before the first row."""
    times = [event.time_s for event in events]
    return np.searchsorted(board.time_s, times, side="right").astype(np.int64) - 1


def _part(board: Board, events: Sequence[Event], piece: Piece, **where: int) -> Part:
    time_s = board.time_s[piece.rows]
    rate_hz = even_rate_hz(time_s, board.sample_rate_hz)
    even_s = time_s[0] + np.arange(len(time_s)) / rate_hz
    return Part(
        piece,
        start_s=float(time_s[0]),
        rate_hz=rate_hz,
        deviation_ms=float(np.abs(even_s - time_s).max()) * 1e3,
        events=_events_of(board, events, piece, end_s=float(even_s[-1] + 1 / rate_hz)),
        **where,
    )


def _events_of(
    board: Board, events: Sequence[Event], piece: Piece, *, end_s: float
) -> tuple[Event, ...]:
    """Those of its rows, as `pieces` counted them. After the last row before a gap, and of the
    trial, only those up to `end_s`. Raises UsageError for more than a file can name."""
    rows = _rows_of(board, events)
    inside = (piece.start <= rows) & (rows < piece.end)
    following = board.sample[piece.end - 1 : piece.end + 1]
    if len(following) < 2 or following[1] - following[0] != 1:
        inside &= np.array([event.time_s < end_s for event in events], bool)
    here = tuple(event for event, is_in in zip(events, inside, strict=True) if is_in)
    if len(here) > MOST_EVENTS:
        raise UsageError(
            f"expected at most {MOST_EVENTS} events in a frame of C3D, there are {len(here)} at "
            f"{here[0].time_s:.3f} s: CSV and Parquet take any number"
        )
    return here


def even_rate_hz(time_s: NDArray[np.float64], nominal_hz: float) -> float:
    """Samples a second of the timeline: the fitted rate in these rows.

    It is rounded, by less than 0.5 ppm, to a number that is exact in the 32 bits of a C3D file, as
    is a tenth of it: readers divide one by the other and truncate the result.
    """
    span_s = float(time_s[-1] - time_s[0])
    # One sample has no rate, nor have rows of a broken file that were never written.
    rate_hz = (len(time_s) - 1) / span_s if 0 < span_s < math.inf else nominal_hz
    mantissa, exponent = math.frexp(rate_hz / SAMPLES_A_FRAME)
    return SAMPLES_A_FRAME * math.ldexp(round(mantissa * 2**RATE_BITS), exponent - RATE_BITS)
