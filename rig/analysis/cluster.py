"""Work on many files by a Dask cluster: its workers have this program, and see the same files."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from distributed import Client, as_completed

from rig.analysis.each import Act, Answers, Item, Result, as_words, attempt
from rig.errors import UsageError
from rig.plain import plain

WITHIN_S = 20.0


def on_cluster(
    act: Act[Item, Result], items: Sequence[Item], address: str
) -> Answers[Item, Result]:
    """As `each`. Dask gives an item whose worker died to others, and gives it up after some.

    Raises UsageError where no scheduler answers, or none of its workers.
    """
    with _client(address) as client:
        # Not pure: what was found in a file yesterday is not what is in it today.
        futures = client.map(partial(attempt, act), items, pure=False)
        by_key = {future.key: item for future, item in zip(futures, items, strict=True)}
        for done in as_completed(futures):  # type: ignore[no-untyped-call]
            error = done.exception()
            yield by_key[done.key], done.result() if error is None else as_words(error)


@contextmanager
def _client(address: str) -> Iterator[Client]:
    try:
        client = Client(address, timeout=WITHIN_S, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:  # a TimeoutError too is an OSError
        raise UsageError(
            f"expected a Dask scheduler at {plain(address)}, such as tcp://host:8786: none answers"
        ) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=WITHIN_S)
        except TimeoutError as error:
            raise UsageError(f"expected a worker of {plain(address)}, it has none") from error
        yield client
