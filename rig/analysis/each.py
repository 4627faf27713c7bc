"""Work on many files, here, in several processes or on a cluster; whatever becomes of one, the
others are done."""

import os
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from rig.errors import RigError, UsageError
from rig.plain import plain

Item = TypeVar("Item")
Result = TypeVar("Result")
Act = Callable[[Item], Result]
Answers = Iterator[tuple[Item, Result | RigError]]

DIED = "the process that read it died: look at this file by itself"
WORTH_A_PROCESS = 8  # files: one takes about as long to begin as for these


def each(
    act: Act[Item, Result],
    items: Sequence[Item],
    *,
    workers: int | None = None,
    scheduler: str = "",
) -> Answers[Item, Result]:
    """Each item with what `act` makes of it, as they come; with an error where it fails, and where
    the process died that did it.

    `workers` is in how many processes, left out as many as are worth while; a `scheduler` is the
    address of a Dask cluster that does it instead. For both `act` and the items must be picklable.
    Raises UsageError where there is no such cluster.
    """
    if scheduler:
        from rig.analysis.cluster import on_cluster

        return on_cluster(act, items, scheduler)
    count = min(workers or processors(), len(items) if workers else len(items) // WORTH_A_PROCESS)
    if count > 1:
        from rig.analysis.processes import in_processes

        return in_processes(act, items, workers=count)
    return ((item, attempt(act, item)) for item in items)


def processors() -> int:
    """How many this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def attempt(act: Act[Item, Result], item: Item) -> Result | RigError:
    """What `act` makes of an item, or why it fails."""
    try:
        return act(item)
    except Exception as error:  # one file must not end the work on the others
        return as_words(error)


def as_words(error: BaseException) -> RigError:
    """An error as one line; what nobody foresaw is named as what it is."""
    return error if isinstance(error, RigError) else UsageError(f"it failed: {plain(repr(error))}")
