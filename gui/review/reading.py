"""An open trial as pictures: the state at a moment, and the span around it."""

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from gui.language import text
from gui.picture import Balance, Contact, Float, Picture, Strips
from gui.review.envelope import BLOCK_ROWS, Envelope
from gui.review.picture import Frame, Loss, Opened, Span, Wish
from gui.trail import CUTOFF_HZ, TRAIL_ROWS, balance_of
from rig.measure import balance
from rig.measure.calibration import PlateCalibration
from rig.measure.filters import in_pieces, zero_phase
from rig.trial.browsing import BrowsedBoard, BrowsedTrial, Rows
from rig.trial.event import CONTACT_OFF, CONTACT_ON, MARK

PASS_ROWS = 3000 * BLOCK_ROWS
RAW_S = 60.0  # a longer span is drawn from the envelope
SETTLING_S, TRAIL_S = 0.2, TRAIL_ROWS / 1000
STALE_S = 0.5  # from this age on, the newest sample is out of date
NO_LOADS = np.empty(0), np.empty((0, 4), np.float32)
NO_SHARES = np.empty(0), np.empty((0, 3), np.float32)
Lines = tuple[Float, NDArray[np.float32]]


class TrialPictures:
    """Draws from a trial's rows; `read_on` builds the envelope of all of it, one part per call."""

    def __init__(self, trial: BrowsedTrial) -> None:
        self._trial = trial
        self._plates, self._dowel = trial.boards.get("plates"), trial.boards.get("dowel")
        self._envelopes = {
            role: Envelope(board.rows, len(board.columns)) for role, board in trial.boards.items()
        }
        self._gaps: list[Span] = []
        self._ends: dict[str, tuple[float, int]] = {}
        self._contacts = {point: _changes(trial, point) for point in _points(self._dowel)}

    @property
    def share_read(self) -> float:
        """The share of the trial in the envelope, 0 to 1."""
        rows = sum(envelope.rows for envelope in self._envelopes.values())
        read = sum(envelope.next_row for envelope in self._envelopes.values())
        return read / rows if rows else 1.0

    @property
    def gaps(self) -> tuple[Span, ...]:
        """Missing samples, as far as read: from the last before a gap to the first after it."""
        return tuple(sorted(self._gaps))

    def read_on(self) -> None:
        """Reads the next part of the board that is furthest behind."""
        waiting = {role: one for role, one in self._envelopes.items() if one.next_row < one.rows}
        role, envelope = min(waiting.items(), key=lambda item: item[1].next_row)
        rows = self._trial.boards[role].part(envelope.next_row, envelope.next_row + PASS_ROWS)
        envelope.add(rows.time_s, self._drawn(role, rows))
        self._note_gaps(role, rows)

    def frame(self, wish: Wish) -> Frame:
        """The frame of a wish."""
        picture = Picture(self._balance(wish.now_s), self._lamps(wish.now_s), self._strips(wish))
        return Frame(wish, picture, tuple(self._values(at_s) for at_s in wish.cursors_s))

    def _drawn(self, role: str, rows: Rows) -> NDArray[np.float32]:
        """Newtons unchanged, counts as shares of the full range."""
        board = self._trial.boards[role]
        scale = 1.0 if role == "plates" else 1.0 / board.full_scale_counts
        drawn: NDArray[np.float32] = (rows.values * np.float32(scale)).astype(np.float32)
        return drawn

    def _note_gaps(self, role: str, rows: Rows) -> None:
        time_s, sample = rows.time_s, rows.sample.astype(np.int64)
        if role in self._ends:
            end_s, last = self._ends[role]
            time_s, sample = np.append(end_s, time_s), np.append(last, sample)
        for at in np.flatnonzero(np.diff(sample) != 1).tolist():
            self._gaps.append((float(time_s[at]), float(time_s[at + 1])))
        self._ends[role] = float(time_s[-1]), int(sample[-1])

    def _strips(self, wish: Wish) -> Strips:
        loads = self._lines("plates", wish) or NO_LOADS
        shares = self._lines("dowel", wish) or NO_SHARES
        return Strips(wish.begin_s, wish.end_s, *loads, *shares)

    def _lines(self, role: str, wish: Wish) -> Lines | None:
        board = self._trial.boards.get(role)
        if board is None:
            return None
        if wish.end_s - wish.begin_s > RAW_S:
            return self._envelopes[role].between(wish.begin_s, wish.end_s)
        rows = board.between(wish.begin_s, wish.end_s)
        return rows.time_s, self._drawn(role, rows)

    def _balance(self, now_s: float) -> Balance | None:
        if self._plates is None or self._trial.calibration is None:
            return None
        rows = self._plates.between(now_s - TRAIL_S - SETTLING_S, now_s + SETTLING_S)
        until = int(np.searchsorted(rows.time_s, now_s, side="right"))
        if not until or now_s - rows.time_s[until - 1] > STALE_S:
            return None
        smooth = in_pieces(
            zero_phase,
            rows.values,
            rows.sample,
            cutoff_hz=CUTOFF_HZ,
            sample_rate_hz=self._plates.sample_rate_hz,
        )
        return balance_of(smooth[:until], self._trial.calibration)

    def _lamps(self, now_s: float) -> tuple[Contact, ...]:
        board = self._dowel
        counts = _newest(board, now_s) if board else None
        if board is None or counts is None:
            return ()
        shares = counts / board.full_scale_counts
        return tuple(
            Contact(point, _is_on(self._contacts[point], now_s), float(share))
            for point, share in zip(board.columns, shares, strict=True)
        )

    def _values(self, at_s: float) -> dict[str, float]:
        """From the newest sample at a time, as stored; percents of the dowel are raw."""
        values: dict[str, float] = {}
        force_n = _newest(self._plates, at_s) if self._plates else None
        if self._plates and force_n is not None and self._trial.calibration:
            values |= _loads(self._plates, force_n, self._trial.calibration)
        counts = _newest(self._dowel, at_s) if self._dowel else None
        if self._dowel and counts is not None:
            shares = 100 * counts / self._dowel.full_scale_counts
            values |= dict(zip(self._dowel.columns, shares.tolist(), strict=True))
        return values


def opened_of(key: int, trial: BrowsedTrial, title: str) -> Opened:
    """What is known of a trial before its rows are read."""
    return Opened(
        key,
        title,
        _unreal(trial),
        trial.begin_s,
        trial.end_s,
        tuple(event.time_s for event in trial.events if event.kind == MARK),
        tuple(_told_losses(trial)),
    )


def _unreal(trial: BrowsedTrial) -> str:
    if trial.simulated:
        return text("unreal.simulated")
    if trial.replay_of:
        return text("unreal.replayed")
    return text("unreal.imported") if trial.imported else ""


def _points(dowel: BrowsedBoard | None) -> Sequence[str]:
    return dowel.columns if dowel else ()


def _changes(trial: BrowsedTrial, point: str) -> tuple[Float, NDArray[np.bool_]]:
    """The times at which a point came into contact or lost it; and whether it is on before the
    first change, after it, and so on."""
    changes = sorted(
        (event.time_s, event.kind == CONTACT_ON)
        for event in trial.events
        if event.point == point and event.kind in (CONTACT_ON, CONTACT_OFF)
    )
    return np.array([at_s for at_s, _ in changes]), np.array([False, *(on for _, on in changes)])


def _is_on(changes: tuple[Float, NDArray[np.bool_]], now_s: float) -> bool:
    times_s, on = changes
    return bool(on[np.searchsorted(times_s, now_s, side="right")])


def _told_losses(trial: BrowsedTrial) -> Iterator[Loss]:
    """From each reported loss to its end; the last one may have no end."""
    for point in _points(trial.boards.get("dowel")):
        times_s, on = _changes(trial, point)
        for (begin_s, end_s), held in zip(pairwise([*times_s, math.inf]), on[1:], strict=True):
            if not held:
                yield point, float(begin_s), float(end_s)


def _newest(board: BrowsedBoard, at_s: float) -> Float | None:
    """The values of the last sample not after a time; None if it is long before."""
    row = board.row_at(math.nextafter(at_s, math.inf)) - 1
    rows = board.part(row, row + 1) if row >= 0 else None
    if rows is None or at_s - rows.time_s[0] > STALE_S:
        return None
    newest: Float = rows.values[0].astype(np.float64)
    return newest


def _loads(plates: BrowsedBoard, force_n: Float, calibration: PlateCalibration) -> dict[str, float]:
    one = force_n[None, :]
    return {
        **dict(zip(plates.columns, force_n.tolist(), strict=True)),
        "in_all": float(force_n.sum()),
        "heel_share": 100 * float(balance.heel_share(one)[0]),
        "cop_y": float(balance.cop_mm(one, calibration.geometry)[0, 1]),
    }
