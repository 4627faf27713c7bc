"""The final places of the boards' samples on the common timeline, and the method used."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from rig.device import clock, syncwire
from rig.device.clock import ClockFit, Piece
from rig.device.timeline import FASTEST, SLOWEST, Float, Timeline, joined

Int = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Placement:
    """A board's timeline, how it was found, and how many pulses of the sync wire support it.

    `refused` is why the wire was not used, if there was one.
    """

    timeline: Timeline
    method: str = clock.METHOD
    sync_pulses: int = 0
    refused: str = ""


def place(
    fits: Mapping[str, ClockFit], edge_us: Int, level: Int, *, since_s: float = -np.inf
) -> dict[str, Placement]:
    """By the host's fit, and for the dowel by the sync wire if there was one.

    From a host time on; `edge_us` and `level` (N,) are the edges of the wire as the dowel's board
    stamped them.
    """
    pieces = {role: fit.pieces(since_s) for role, fit in fits.items()}
    fitted = {role: joined([piece.timeline for piece in pieces[role]]) for role in pieces}
    placements = {role: Placement(timeline) for role, timeline in fitted.items()}
    if {"plates", "dowel"} <= placements.keys():
        try:
            rise_us, tick = _pairs(*syncwire.pulses(edge_us, level), pieces)
        except syncwire.ForeignTrainError as error:
            return placements | {"dowel": Placement(fitted["dowel"], refused=str(error))}
        if len(rise_us) >= syncwire.LEAST_PAIRS:
            wire = syncwire.synchronised(rise_us, tick, fitted["dowel"], fitted["plates"])
            if not SLOWEST <= wire.rate <= FASTEST:
                refused = f"its pulses ask for a clock {wire.rate_ppm:.0f} ppm fast"
                return placements | {"dowel": Placement(fitted["dowel"], refused=refused)}
            placements["dowel"] = Placement(wire, syncwire.METHOD, sync_pulses=len(rise_us))
    return placements


def _pairs(rise_us: Int, width_ms: Float, pieces: Mapping[str, list[Piece]]) -> tuple[Int, Float]:
    """Rise on the dowel's clock and tick on the plates' of each pulse that counts, both (N,).

    A board's reset restarts its train, too: each of its pieces is paired separately.
    """
    rises, ticks = [], []
    for dowel, plates in product(pieces["dowel"], pieces["plates"]):
        rise_s = dowel.timeline.to_host_s(rise_us)
        inside = dowel.covers(rise_s) & plates.covers(rise_s)
        rise, tick = syncwire.pair_with_ticks(
            rise_us[inside], width_ms[inside], dowel.timeline, plates.own
        )
        rises.append(rise)
        ticks.append(tick + plates.counted_on_us / 1e3)
    return np.concatenate(rises), np.concatenate(ticks)
