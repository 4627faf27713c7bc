"""Work on many files in parallel processes; whatever becomes of one, the others are done."""

import os
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import TypeVar

from rig.errors import RigError, UsageError
from rig.plain import plain

Item = TypeVar("Item")
Result = TypeVar("Result")

AHEAD = 2  # items that wait at each worker, so that none of them waits for us


def processors() -> int:
    """How many this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def each(
    act: Callable[[Item], Result], items: Sequence[Item], *, workers: int
) -> Iterator[tuple[Item, Result | RigError]]:
    """Each item with what `act` makes of it, as they come; with an error where `act` fails, and
    where the process died that did it.

    With more than one worker `act` runs in processes that are begun anew, on every system: it and
    the items must be picklable. One that dies takes down what others do at that time; that is done
    again, each in a process of its own, so that only the culprit is named.
    """
    waiting = deque(items)
    if workers == 1:
        yield from ((item, attempt(act, item)) for item in waiting)
        return
    while waiting:
        struck: list[Item] = []
        yield from _until_broken(act, waiting, struck, workers=workers)
        yield from ((item, _alone(act, item)) for item in struck)


def attempt(act: Callable[[Item], Result], item: Item) -> Result | RigError:
    """What `act` makes of an item, or why it fails."""
    try:
        return act(item)
    except Exception as error:  # one file must not end the work on the others
        return as_words(error)


def as_words(error: BaseException) -> RigError:
    """An error as one line; what nobody foresaw is named as what it is."""
    return error if isinstance(error, RigError) else UsageError(f"it failed: {plain(repr(error))}")


def _until_broken(
    act: Callable[[Item], Result], waiting: deque[Item], struck: list[Item], *, workers: int
) -> Iterator[tuple[Item, Result | RigError]]:
    """Takes from `waiting` until nothing is left, or a process died: then `struck` are the items
    that were being done, or waited at a process."""
    running: dict[Future[Result | RigError], Item] = {}
    with _pool(workers) as pool:
        try:
            while (waiting or running) and not struck:
                while waiting and len(running) < workers * AHEAD:
                    running[pool.submit(attempt, act, waiting[0])] = waiting[0]
                    waiting.popleft()
                for done in wait(running, return_when=FIRST_COMPLETED).done:
                    if isinstance(done.exception(), BrokenProcessPool):
                        struck.append(running.pop(done))
                    else:
                        yield running.pop(done), _answer(done)
        except BrokenProcessPool:  # nothing more can be submitted
            pass
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
        struck.extend(running.values())


def _alone(act: Callable[[Item], Result], item: Item) -> Result | RigError:
    with _pool(1) as pool:
        try:
            return _answer(pool.submit(attempt, act, item))
        except BrokenProcessPool:
            return UsageError("the process that read it died: look at this file by itself")


def _answer(done: Future[Result | RigError]) -> Result | RigError:
    """What came of it; also where it was too strange to be sent from process to process."""
    try:
        return done.result()
    except BrokenProcessPool:
        raise
    except Exception as error:
        return as_words(error)


def _pool(workers: int) -> ProcessPoolExecutor:
    """Of new processes: a copy of this one would have its locks, but not the threads that hold
    them."""
    return ProcessPoolExecutor(workers, get_context("spawn"), initializer=_leave_ctrl_c)


def _leave_ctrl_c() -> None:
    """It is for the program that a person started."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
