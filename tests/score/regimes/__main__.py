"""The table of regimes:

python -m tests.score.regimes [--sets N] [--regime NAME ...] [--seed S] [--jobs J] [--no-live]

N sets of each regime (or of those named) with seeds from S on; after each row the seeds of the sets
that are not right, with how many repetitions were found of how many.
"""

import argparse
from collections.abc import Iterator

from tests.score.regimes.catalogue import REGIMES
from tests.score.regimes.figures import failed
from tests.score.regimes.running import sets_of
from tests.score.regimes.table import document, head, row


def lines_of(regimes: list[str], seeds: range, *, jobs: int, live: bool) -> Iterator[str]:
    """Yields the table line by line as it is computed."""
    yield from head()
    for name in regimes:
        found = sets_of(name, seeds, jobs=jobs, live=live)
        yield row(name, document({name: found}, seeds[0])["regimes"][name])
        wrong = failed(found, REGIMES[name].limits)
        if wrong:
            told = ", ".join(f"{one.seed} ({one.found} of {one.true})" for one in wrong)
            yield f"    not right: {told}"


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
