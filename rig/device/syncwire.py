"""The sync wire: pulses that the plates send and the dowel stamps, and the timeline they give.

The host's fit knows to a millisecond or two which pulse is which, since they are 100 ms apart;
the code in their lengths then proves it. From there on the pairs of device times relate the two
boards to some microseconds, whatever the host does.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from rig.device.clock import Float, Timeline

METHOD = "sync_wire"
PERIOD_MS = 100
BLOCK_PULSES = 20
BLOCKS = 1 << 16
ZERO, ONE, MARKER = 0, 1, 2
WIDTH_MS = {MARKER: 70.0, ONE: 40.0, ZERO: 20.0}
WIDTH_TOLERANCE_MS = 5.0
# The host's fit holds 1.5 ms for each board; what is further off is a bounce, not a pulse.
LABEL_TOLERANCE_MS = 10.0
KNOT_S = 1.0
LOST_S = 0.35  # three pulses are missing

Int = NDArray[np.int64]


class ForeignTrainError(ValueError):
    """The code in the pulses is not that of this plates board: the wire comes from another."""


def pulses(edge_us: Int, level: NDArray[np.integer]) -> tuple[Int, Float]:
    """Rise in microseconds and width in milliseconds of each whole pulse, both (N,).

    `edge_us` and `level` (1 rose, 0 fell) have shape (M,), in the order of time.
    """
    whole = np.flatnonzero((level[:-1] == 1) & (level[1:] == 0))
    return edge_us[whole], (edge_us[whole + 1] - edge_us[whole]) / 1e3


def pair_with_ticks(
    rise_us: Int, width_ms: Float, dowel: Timeline, plates: Timeline
) -> tuple[Int, Int]:
    """Pulses that are what they should be: rise on the dowel's clock and tick of the plates.

    Raises ForeignTrainError if the code in them is another board's.
    """
    plates_ms = plates.to_device_s(dowel.to_host_s(rise_us)) * 1e3
    tick = np.round(plates_ms / PERIOD_MS).astype(np.int64) * PERIOD_MS
    known = np.array([_meaning(width) is not None for width in width_ms], bool)
    good = known & (np.abs(plates_ms - tick) < LABEL_TOLERANCE_MS)
    rise_us, width_ms, tick = rise_us[good], width_ms[good], tick[good]
    for first_tick, number in _block_numbers(tick, width_ms):
        if number != first_tick // (PERIOD_MS * BLOCK_PULSES) % BLOCKS:
            raise ForeignTrainError(f"expected block {first_tick // 2000}, the wire says {number}")
    return rise_us, tick


def synchronised(rise_us: Int, tick: Int, dowel: Timeline, plates: Timeline) -> Timeline:
    """The dowel's timeline through the pairs; where there are none, its own fit leads on from them.

    `rise_us` and `tick` (N,), N >= 1, as `pair_with_ticks` gives them.
    """
    device_s = rise_us / 1e6
    host_s = plates.to_host_s(tick * 1000.0)
    shift_s = host_s - dowel.to_host_s(rise_us)
    group = (device_s // KNOT_S).astype(np.int64)
    _, begins = np.unique(group, return_index=True)
    sizes = np.diff(np.append(begins, len(group)))
    knot_s = np.add.reduceat(device_s, begins) / sizes
    knot_shift_s = np.add.reduceat(shift_s, begins) / sizes
    apart = np.abs(dowel.device_s[:, None] - knot_s[None, :]).min(axis=1)
    all_s = np.union1d(knot_s, dowel.device_s[apart > KNOT_S])
    all_host_s = dowel.to_host_s(all_s * 1e6) + np.interp(all_s, knot_s, knot_shift_s)
    residual_s = np.abs(shift_s - np.interp(device_s, knot_s, knot_shift_s))
    if len(all_s) == 1:
        all_s = np.append(all_s, all_s[0] + KNOT_S)
        all_host_s = np.append(all_host_s, all_host_s[0] + KNOT_S * dowel.rate)
    return Timeline(all_s, all_host_s, float(np.percentile(residual_s, 95) * 1e3))


def _block_numbers(tick: Int, width_ms: Float) -> Iterator[tuple[int, int]]:
    """First tick and number of every block that is there whole and whose parity is right."""
    meanings = [_meaning(width) for width in width_ms]
    for begin in (place for place, meaning in enumerate(meanings) if meaning == MARKER):
        block = meanings[begin + 1 : begin + BLOCK_PULSES]
        ticks = tick[begin : begin + BLOCK_PULSES]
        whole = len(ticks) == BLOCK_PULSES and (np.diff(ticks) == PERIOD_MS).all()
        if whole and MARKER not in block and block[17:] == [ZERO, ONE] and not _odd(block[:17]):
            yield int(ticks[0]), int("".join(str(bit) for bit in block[:16]), 2)


def _odd(bits: list[int | None]) -> bool:
    return bits.count(ONE) % 2 == 1


def _meaning(width_ms: float) -> int | None:
    for meaning, nominal_ms in WIDTH_MS.items():
        if abs(width_ms - nominal_ms) < WIDTH_TOLERANCE_MS:
            return meaning
    return None
