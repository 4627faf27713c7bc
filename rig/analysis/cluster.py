"""Work on many files by a Dask cluster: its workers have this program, and access the same
files."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from distributed import Client, Future, KilledWorker, as_completed
from distributed.comm.core import connect

from rig.analysis.attempt import DIED, Act, Answers, Item, Result, as_words, attempt
from rig.errors import RigError, UsageError
from rig.plain import plain

WITHIN_S = 20.0


def on_cluster(
    act: Act[Item, Result], items: Sequence[Item], address: str
) -> Answers[Item, Result]:
    """Like `each`. Dask passes the item of a dead worker to others, and gives up after some.

    Raises UsageError if no scheduler answers, or it has no worker.
    """
    with _client(address) as client:
        # Not pure: a file's contents may have changed since yesterday.
        futures = client.map(partial(attempt, act), items, pure=False)
        by_key = {future.key: item for future, item in zip(futures, items, strict=True)}
        for done in as_completed(futures, loop=client.loop):  # type: ignore[no-untyped-call]
            yield by_key[done.key], _answer(done)


def _answer(done: Future[Result | RigError]) -> Result | RigError:
    try:
        return done.result()  # redone if its worker died since
    except KilledWorker:
        return UsageError(DIED)
    except Exception as error:
        return as_words(error)


@contextmanager
def _client(address: str) -> Iterator[Client]:
    try:
        asyncio.run(_expect_answer(address))  # a client without a scheduler leaves a thread
    except (OSError, ValueError) as error:  # a TimeoutError is an OSError, too
        why = "such as tcp://host:8786, and none answers"
        raise UsageError(f"expected a Dask scheduler at {plain(address)}, {why}") from error
    with Client(address, timeout=WITHIN_S, set_as_default=False) as client:  # type: ignore[no-untyped-call]
        try:
            client.wait_for_workers(1, timeout=WITHIN_S)
        except TimeoutError as error:
            raise UsageError(f"expected a worker of {plain(address)}, it has none") from error
        yield client


async def _expect_answer(address: str) -> None:
    comm = await connect(address, timeout=WITHIN_S)  # type: ignore[no-untyped-call]
    await comm.close()
