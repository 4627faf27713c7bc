"""The table of regimes:

python -m tests.score.regimes [--sets N] [--regime NAME ...] [--seed S] [--jobs J] [--no-live]

N sets of each regime (or of those named) with seeds from S on; behind each row the seeds of the
sets that are not right, with how many repetitions were found of how many.
"""

import argparse
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

from tests.score.regimes.catalogue import REGIMES
from tests.score.regimes.judged import Judged, judged
from tests.score.regimes.simulated import simulate
from tests.score.regimes.table import HEAD, failed_seeds, row_of


def one_set(seed: int, regime: str, *, live: bool = True) -> Judged:
    """Simulates a set, and judges what is found in it."""
    return judged(simulate(regime, seed), REGIMES[regime].live_s if live else None)


def sets_of(regime: str, seeds: range, *, jobs: int = 1, live: bool = True) -> list[Judged]:
    """The sets of a regime, in so many processes."""
    work = partial(one_set, regime=regime, live=live)
    if jobs == 1:
        return list(map(work, seeds))
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        return list(pool.map(work, seeds))


def lines_of(regimes: list[str], seeds: range, *, jobs: int, live: bool) -> Iterator[str]:
    """The table, line by line as it comes."""
    yield f"| {' | '.join(HEAD)} |"
    yield f"| {' | '.join('---' for _ in HEAD)} |"
    for name in regimes:
        found = sets_of(name, seeds, jobs=jobs, live=live)
        yield row_of(name, found)
        if failed := failed_seeds(found):
            yield f"    not right: {failed}"


def main() -> None:
    """Prints the table."""
    asked = argparse.ArgumentParser(description="The table of regimes.")
    asked.add_argument("--sets", type=int, default=10)
    asked.add_argument("--regime", nargs="+", choices=REGIMES, default=list(REGIMES))
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--jobs", type=int, default=1)
    asked.add_argument("--no-live", action="store_true")
    told = asked.parse_args()
    seeds = range(told.seed, told.seed + told.sets)
    for line in lines_of(told.regime, seeds, jobs=told.jobs, live=not told.no_live):
        print(line, flush=True)


if __name__ == "__main__":
    main()
