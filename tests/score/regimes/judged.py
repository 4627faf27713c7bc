"""The results for a set of a regime against its truth."""

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from rig.measure.repetition import Refused, Repetition, Repetitions, find_repetitions
from tests.score.regimes.live import LiveHit, live_hits
from tests.score.regimes.simulated import RATE_HZ, Simulated, TrueRepetition

# Figures with a stated interval, and the true one of each.
FIGURES = {
    "onset_s": "onset_s",
    "bottom_s": "bottom_s",
    "lockout_s": "end_s",
    "drop_m": "drop_m",
    "descent_s": "descent_s",
    "ascent_s": "ascent_s",
}


class Pair(NamedTuple):
    """Found minus true, and the stated k=2 half-width, of each figure of a repetition; no width if
    none was stated. `held` is whether it was held at the bottom."""

    error: dict[str, float]
    width: dict[str, float]
    held: bool


class Judged(NamedTuple):
    """A set: whether as many were found as were done, each at its place; the pairs; false
    repetitions; how many of those touched by a hand were flagged; live counts that were requested
    and those that were right; and whether anything in the set was reported with a doubt."""

    seed: int
    right: bool
    found: int
    true: int
    pairs: list[Pair]
    false: int
    seconds: float
    touched: int
    flagged: int
    live: tuple[LiveHit, ...]
    doubted: bool


def judged(set_: Simulated, live_s: float | None) -> Judged:
    """Finds repetitions in a set, and judges them; live, a count may be `live_s` late, and None
    skips that."""
    return compared(set_, estimated(set_), live_s=live_s)


def estimated(set_: Simulated) -> Repetitions:
    """The repetitions of a set as the analysis of a trial finds them."""
    return find_repetitions(set_.force_n, set_.time_s, sample_rate_hz=RATE_HZ)


def compared(set_: Simulated, told: Repetitions, *, live_s: float | None) -> Judged:
    """A set against its results. A touched repetition is flagged if it is listed with a reason or
    its figures are withheld: then it may be counted or not."""
    flagged = [one for one in set_.touched if is_flagged(one, told)]
    lenient = [*set_.optional, *flagged]
    wanted = [one for one in set_.repetitions if one not in flagged]
    counted = [one for one in told.repetitions if not _inside(one, lenient)]
    owns = [(true, [one for one in counted if _inside(one, [true])]) for true in wanted]
    alone = [(true, own[0]) for true, own in owns if len(own) == 1]
    return Judged(
        seed=set_.seed,
        right=len(counted) == len(wanted) == len(alone),
        found=len(counted),
        true=len(wanted),
        pairs=[
            pair(true, own)
            for true, own in alone
            if true not in set_.touched and not _is_withheld(own)
        ],
        false=len(counted) - sum(min(len(own), 1) for _, own in owns),
        seconds=float(set_.time_s[-1]),
        touched=len(set_.touched),
        flagged=len(flagged),
        live=() if live_s is None else tuple(live_hits(set_, told, live_s=live_s)),
        doubted=any(getattr(one, "doubts", ()) or _is_withheld(one) for one in told.repetitions),
    )


def is_flagged(true: TrueRepetition, told: Repetitions) -> bool:
    """Whether a repetition is listed with a reason, or reported without its figures."""
    if any(_overlap(one, true) for one in told.refused):
        return True
    own = [one for one in told.repetitions if _inside(one, [true])]
    return any(_is_withheld(one) for one in own)


def _is_withheld(one: Repetition) -> bool:
    return bool(getattr(one, "withheld", "")) or not math.isfinite(one.drop_m)


def pair(true: TrueRepetition, own: Repetition) -> Pair:
    """The errors of the figures of a repetition."""
    stated: Mapping[str, Any] = getattr(own, "uncertainty", None) or {}
    error = {
        name: float(getattr(own, name)) - float(getattr(true, figure))
        for name, figure in FIGURES.items()
    }
    width = {name: float(stated[name]) for name in FIGURES if name in stated}
    return Pair(error, width, true.held)


def _inside(one: Repetition, some: list[TrueRepetition]) -> bool:
    return any(true.onset_s < one.bottom_s < true.end_s for true in some)


def _overlap(refused: Refused, true: TrueRepetition) -> bool:
    return refused.start_s < true.end_s and true.onset_s < refused.end_s
