"""Where the boards' samples finally lie on the one timeline, and by which method."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rig.device import clock, syncwire
from rig.device.clock import ClockFit, Timeline


@dataclass(frozen=True, slots=True)
class Placement:
    """A board's timeline, how it was found, and how many pulses of the sync wire say so.

    `refused` says why the wire was not believed, if there was one.
    """

    timeline: Timeline
    method: str = clock.METHOD
    sync_pulses: int = 0
    refused: str = ""


def place(
    fits: Mapping[str, ClockFit],
    edge_us: NDArray[np.int64],
    level: NDArray[np.int64],
    *,
    since_s: float = -np.inf,
) -> dict[str, Placement]:
    """By the host's fit, and the dowel by the sync wire where that was there.

    From a host time on; `edge_us` and `level` (N,) are the edges of the wire as the dowel's
    board stamped them.
    """
    placements = {role: Placement(fit.timeline(since_s)) for role, fit in fits.items()}
    if {"plates", "dowel"} <= placements.keys():
        plates, dowel = placements["plates"].timeline, placements["dowel"].timeline
        placements["dowel"] = _by_wire(edge_us, level, dowel, plates)
    return placements


def _by_wire(
    edge_us: NDArray[np.int64], level: NDArray[np.int64], dowel: Timeline, plates: Timeline
) -> Placement:
    rise_us, width_ms = syncwire.pulses(edge_us, level)
    try:
        rise_us, tick = syncwire.pair_with_ticks(rise_us, width_ms, dowel, plates)
    except syncwire.ForeignTrainError as error:
        return Placement(dowel, refused=str(error))
    if len(rise_us) < syncwire.LEAST_PAIRS:
        return Placement(dowel)
    timeline = syncwire.synchronised(rise_us, tick, dowel, plates)
    return Placement(timeline, syncwire.METHOD, sync_pulses=len(rise_us))
