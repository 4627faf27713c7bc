"""All sets of a regime, in several processes."""

import os
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

from tests.score.regimes.catalogue import REGIMES
from tests.score.regimes.judged import Judged, judged
from tests.score.regimes.simulated import simulate

# Seeds from FIRST_SEED on are used nowhere else: tuning uses others.
FIRST_SEED, FIRST_SEED_OF_SHORT_FORM = 700_000, 800_000
SETS, LIVE_SETS = 40, 12  # following a set live takes most of the time


def one_set(seed: int, regime: str, *, live: bool = True) -> Judged:
    """Simulates a set, and judges what is found in it."""
    return judged(simulate(regime, seed), REGIMES[regime].live_s if live else None)


def sets_of(regime: str, seeds: range, *, jobs: int = 1, live: bool = True) -> list[Judged]:
    """The sets of a regime."""
    work = partial(one_set, regime=regime, live=live)
    if jobs == 1:
        return list(map(work, seeds))
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # in the processes: more threads would only wait
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        return list(pool.map(work, seeds, chunksize=2))


def all_sets(jobs: int) -> dict[str, list[Judged]]:
    """Every regime in its full form."""
    with_live = range(FIRST_SEED, FIRST_SEED + LIVE_SETS)
    others = range(FIRST_SEED + LIVE_SETS, FIRST_SEED + SETS)
    return {
        name: sets_of(name, with_live, jobs=jobs) + sets_of(name, others, jobs=jobs, live=False)
        for name in REGIMES
    }
