"""Work on many files, here, in several processes or on a cluster; a failure in one does not stop
the others."""

import os
from collections.abc import Sequence

from rig.analysis.attempt import Act, Answers, Item, Result, attempt

WORTH_A_PROCESS = 8  # files: a process takes about as long to start as to handle these


def each(
    act: Act[Item, Result],
    items: Sequence[Item],
    *,
    workers: int | None = None,
    scheduler: str = "",
) -> Answers[Item, Result]:
    """Each item with the result of `act`, as they come; with an error if it fails, or if its
    process dies.

    `workers` is the number of processes, by default as many as are worthwhile; a `scheduler` is the
    address of a Dask cluster to use instead. For both `act` and the items must be picklable. Raises
    UsageError if there is no such cluster.
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
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
