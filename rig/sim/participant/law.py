"""Laws of movement: the part of a way covered after a part of its time.

Every movement of a participant is a sum of steps, each from 0 to 1 by one of two shapes: a way with
a stop is two of them, a bounce one up and one down, a movement in parts several that overlap.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import NamedTuple

import numpy as np

from rig.sim.participant.chain import Float

Shape = Callable[[Float], Float]

LEAN, EVEN, MINIMUM_JERK, SUBMOVEMENTS, STICKING = LAWS = (
    "lean",
    "even",
    "minimum_jerk",
    "submovements",
    "sticking",
)
PARTS = (2, 5)  # submovements of a way
LEAST_APART_S = 0.45
OVERLAP = (1.5, 2.0)  # length of each, as a multiple of the distance between their begins
UNEVEN, JITTER = (0.6, 1.4), 0.15
UNEQUAL = (0.2, 0.4)  # of a bounce: how much more or less it goes down than up
STUCK_AT, STUCK_PART = (0.4, 0.6), 0.55  # of the way; of the time, for each of both halves


class Step(NamedTuple):
    """A movement by `amount`, from `start_s` on, over `length_s`."""

    start_s: float
    length_s: float
    amount: float
    shape: Shape


def smooth_step(x: Float) -> Float:
    """Minimum-jerk step from 0 to 1 (Flash & Hogan 1985)."""
    x = x.clip(0, 1)
    step: Float = x**3 * (10 - 15 * x + 6 * x**2)
    return step


def even_step(x: Float, soft: float) -> Float:
    """Step from 0 to 1 at an even speed, except for a part of `soft` (up to 0.5) at either end, in
    which the speed rises and falls as 3 u^2 - 2 u^3."""
    x = x.clip(0, 1)
    gone = _softly(x, soft) + (x - soft).clip(0, 1 - 2 * soft) - _softly(1 - x, soft) + soft / 2
    step: Float = gone / (1 - soft)
    return step


def _softly(x: Float, soft: float) -> Float:
    """The part covered within the soft begin: soft / 2 after it."""
    u = (x / soft).clip(0, 1)
    gone: Float = soft * (u**3 - u**4 / 2)
    return gone


def gone(steps: Iterable[Step], time_s: Float) -> Float:
    """The sum of steps at times (N,), in the unit of their amounts."""
    found = np.zeros(len(time_s))
    for step in steps:
        found += step.amount * step.shape((time_s - step.start_s) / step.length_s)
    return found


def steps_of(
    law: str, start_s: float, length_s: float, *, soft_s: float, draw: np.random.Generator
) -> Iterator[Step]:
    """The steps of a way of 1 by a law; its random parts are drawn."""
    if law == EVEN:
        shape = partial(even_step, soft=min(soft_s / length_s, 0.5))
        yield Step(start_s, length_s, 1.0, shape)
        return
    for start, length, amount in _parts(law, length_s, draw):
        yield Step(start_s + start * length_s, length * length_s, amount, smooth_step)


def _parts(
    law: str, length_s: float, draw: np.random.Generator
) -> list[tuple[float, float, float]]:
    """Begin and length of each part, as shares of the whole time, and the share of the way
    covered."""
    if law == SUBMOVEMENTS:
        return _submovements(int(np.clip(length_s / LEAST_APART_S, *PARTS)), draw)
    if law == STICKING:
        share = draw.uniform(*STUCK_AT)
        return [(0.0, STUCK_PART, share), (1 - STUCK_PART, STUCK_PART, 1 - share)]
    return [(0.0, 1.0, 1.0)]


def _submovements(most: int, draw: np.random.Generator) -> list[tuple[float, float, float]]:
    count, overlap = int(draw.integers(PARTS[0], most + 1)), draw.uniform(*OVERLAP)
    apart = 1 / (count - 1 + overlap)
    starts = np.arange(count) * apart
    starts[1:-1] += draw.uniform(-JITTER, JITTER, count - 2) * apart
    amounts = draw.uniform(*UNEVEN, count)
    amounts /= amounts.sum()
    return [(float(a), overlap * apart, float(b)) for a, b in zip(starts, amounts, strict=True)]


def stopped(
    law: str,
    start_s: float,
    length_s: float,
    *,
    at: float,
    stop_s: float,
    soft_s: float,
    draw: np.random.Generator,
) -> Iterator[Step]:
    """A way of 1 that stops for `stop_s` after its part `at`.

    It takes `length_s` besides the stop, divided so that both parts accelerate alike.
    """
    first_s = length_s * at**0.5 / (at**0.5 + (1 - at) ** 0.5)
    rest = (start_s + first_s + stop_s, length_s - first_s, 1 - at)
    for begin_s, takes_s, share in ((start_s, first_s, at), rest):
        for step in steps_of(law, begin_s, takes_s, soft_s=soft_s, draw=draw):
            yield step._replace(amount=share * step.amount)


def bounces(
    count: int, start_s: float, period_s: float, *, amount: float, draw: np.random.Generator
) -> Iterator[Step]:
    """Up from the bottom by `amount` and back, `count` times.

    Up to a random one each ends lower than the one before, and from then on higher: one bottom is
    the lowest.
    """
    half_s = period_s / 2
    deepening = int(draw.integers(count + 1))
    for number in range(count):
        up_s = start_s + number * period_s
        more = draw.uniform(*UNEQUAL) * (1 if number < deepening else -1)
        yield Step(up_s, half_s, -amount, smooth_step)
        yield Step(up_s + half_s, half_s, amount * (1 + float(more)), smooth_step)
