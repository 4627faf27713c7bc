"""The sync wire: pulses that the plates send and the dowel stamps, and the resulting timeline.

The host's fit identifies each pulse, being right to a millisecond or two while pulses are 100 ms
apart; the code in their lengths then proves it. From there on the pairs of device times relate the
two boards to some microseconds, whatever the host does. arduino/PROTOCOL.md describes the train.
"""

from collections.abc import Iterator

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from rig.device.timeline import Float, Timeline

METHOD = "sync_wire"
PERIOD_MS = 100
BLOCK_PULSES = 20
BLOCK_MS = PERIOD_MS * BLOCK_PULSES
BLOCKS = 1 << 16
ZERO, ONE, MARKER = 0, 1, 2
WIDTHS_MS = np.array([20.0, 40.0, 70.0])  # of ZERO, ONE and MARKER
WIDTH_TOLERANCE_MS = 5.0
# The host's fit holds 1.5 ms for each board; what is further off is a bounce, not a pulse.
LABEL_TOLERANCE_MS = 10.0
# Two clocks part by less than this within half a second, so a pair that is off by more is none.
OUTLIER_S = 0.000_3
NEIGHBOURS = 11
LEAST_PAIRS = 3
END_S = 1.0  # span at either end that sets the slope beyond it, and how far
LOST_S = 0.35  # three pulses are missing

Int = NDArray[np.int64]


class ForeignTrainError(ValueError):
    """The code in the pulses is not that of this plates board: the wire comes from another."""


def block_widths_ms(number: int) -> list[int]:
    """Widths of the pulses of a block of the train."""
    bits = [number >> (15 - place) & 1 for place in range(16)]
    symbols = [MARKER, *bits, sum(bits) % 2, ZERO, ONE]
    return [int(WIDTHS_MS[symbol]) for symbol in symbols]


def pulses(edge_us: Int, level: NDArray[np.integer]) -> tuple[Int, Float]:
    """Rise in microseconds and width in milliseconds of each whole pulse, both (N,).

    `edge_us` and `level` (1 rose, 0 fell) have shape (M,), in the order of time.
    """
    whole = np.flatnonzero((level[:-1] == 1) & (level[1:] == 0))
    return edge_us[whole], (edge_us[whole + 1] - edge_us[whole]) / 1e3


def pair_with_ticks(
    rise_us: Int, width_ms: Float, dowel: Timeline, plates: Timeline
) -> tuple[Int, Int]:
    """Valid pulses: rise on the dowel's clock and tick of the plates.

    Raises ForeignTrainError if the code in them is another board's.
    """
    plates_ms = plates.to_device_s(dowel.to_host_s(rise_us)) * 1e3
    tick = np.round(plates_ms / PERIOD_MS).astype(np.int64) * PERIOD_MS
    symbol, known = _symbols(width_ms)
    good = known & (np.abs(plates_ms - tick) < LABEL_TOLERANCE_MS)
    rise_us, symbol, tick = rise_us[good], symbol[good], tick[good]
    for first_tick, number in _block_numbers(tick, symbol):
        expected = first_tick // BLOCK_MS % BLOCKS
        if number != expected:
            raise ForeignTrainError(f"expected block {expected}, the wire says {number}")
    return _without_outliers(rise_us, tick, dowel, plates)


def _without_outliers(
    rise_us: Int, tick: Int, dowel: Timeline, plates: Timeline
) -> tuple[Int, Int]:
    shift_s = _shift_s(rise_us, tick, dowel, plates)
    if len(shift_s) < NEIGHBOURS:
        usual_s = np.full(len(shift_s), np.median(shift_s)) if len(shift_s) else shift_s
    else:
        middle_s = np.median(sliding_window_view(shift_s, NEIGHBOURS), axis=1)
        usual_s = np.pad(middle_s, NEIGHBOURS // 2, mode="edge")
    good = np.abs(shift_s - usual_s) < OUTLIER_S
    return rise_us[good], tick[good]


def _shift_s(rise_us: Int, tick: Int | Float, dowel: Timeline, plates: Timeline) -> Float:
    """By how much the dowel's own fit is early at each pair."""
    shift_s: Float = plates.to_host_s(tick * 1000.0) - dowel.to_host_s(rise_us)
    return shift_s


def synchronised(rise_us: Int, tick: Int | Float, dowel: Timeline, plates: Timeline) -> Timeline:
    """The dowel's timeline through the pairs; beyond them, it is extrapolated by its own fit.

    `rise_us` and `tick` (N,), N >= LEAST_PAIRS, as `pair_with_ticks` gives them, or milliseconds of
    a plates' clock with an added offset. The residual is the 95th percentile of the distance of
    pairs from the line between their neighbours.
    """
    pair_s = rise_us / 1e6
    shift_s = _shift_s(rise_us, tick, dowel, plates)
    before = _led_on(pair_s, shift_s, end=0, away_s=-END_S)
    after = _led_on(pair_s, shift_s, end=-1, away_s=END_S)
    shift_at_s = np.concatenate(([before[0]], pair_s, [after[0]]))
    shifts_s = np.concatenate(([before[1]], shift_s, [after[1]]))
    knot_s = np.union1d(shift_at_s, dowel.device_s)
    host_s = dowel.to_host_s(knot_s * 1e6) + np.interp(knot_s, shift_at_s, shifts_s)
    from_neighbours_s = shift_s[1::2] - np.interp(pair_s[1::2], pair_s[::2], shift_s[::2])
    residual_ms = float(np.percentile(np.abs(from_neighbours_s), 95) * 1e3)
    begun_s = dowel.device_s[list(dowel.breaks)]
    return Timeline(knot_s, host_s, residual_ms, tuple(np.searchsorted(knot_s, begun_s).tolist()))


def _led_on(pair_s: Float, shift_s: Float, *, end: int, away_s: float) -> tuple[float, float]:
    """The correction `away_s` from the pair at an `end`, by its slope there."""
    near = np.abs(pair_s - pair_s[end]) <= abs(away_s)
    slope = np.polyfit(pair_s[near] - pair_s[end], shift_s[near], 1)[0] if near.sum() > 2 else 0.0
    return float(pair_s[end] + away_s), float(shift_s[end] + away_s * slope)


def _symbols(width_ms: Float) -> tuple[Int, NDArray[np.bool_]]:
    """The symbol of each width, and whether it is one of the three at all."""
    off_ms = np.abs(width_ms[:, None] - WIDTHS_MS)
    symbol: Int = off_ms.argmin(axis=1)
    return symbol, off_ms.min(axis=1, initial=np.inf) < WIDTH_TOLERANCE_MS


def _block_numbers(tick: Int, symbol: Int) -> Iterator[tuple[int, int]]:
    """First tick and number of every complete block with correct parity."""
    for begin in np.flatnonzero(symbol == MARKER):
        block = symbol[begin + 1 : begin + BLOCK_PULSES].tolist()
        ticks = tick[begin : begin + BLOCK_PULSES]
        whole = len(ticks) == BLOCK_PULSES and (np.diff(ticks) == PERIOD_MS).all()
        number, parity = block[:16], sum(block[:17]) % 2
        if whole and MARKER not in block and block[17:] == [ZERO, ONE] and parity == 0:
            yield int(ticks[0]), int("".join(map(str, number)), 2)
