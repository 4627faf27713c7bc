"""Work on many files in parallel processes of this computer."""

import signal
from collections import deque
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

from rig.analysis.each import DIED, Act, Answers, Item, Result, as_words, attempt
from rig.errors import RigError, UsageError

AHEAD = 2  # items that are at each worker, so that none of them waits for us


def in_processes(
    act: Act[Item, Result], items: Sequence[Item], *, workers: int
) -> Answers[Item, Result]:
    """As `each`. A process that dies takes down what others do at that time: that is done again,
    each item in a process of its own, so that only the culprit is named."""
    waiting = deque(items)
    while waiting:
        struck: list[Item] = []
        yield from _until_broken(act, waiting, struck, workers=workers)
        yield from ((item, _alone(act, item)) for item in struck)


def _until_broken(
    act: Act[Item, Result], waiting: deque[Item], struck: list[Item], *, workers: int
) -> Answers[Item, Result]:
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
                    item = running.pop(done)
                    if isinstance(done.exception(), BrokenProcessPool):
                        struck.append(item)
                    else:
                        yield item, _answer(done)
        except BrokenProcessPool:  # nothing more can be submitted
            pass
        finally:
            pool.shutdown(cancel_futures=True)
        struck.extend(running.values())


def _alone(act: Act[Item, Result], item: Item) -> Result | RigError:
    with _pool(1) as pool:
        try:
            return _answer(pool.submit(attempt, act, item))
        except BrokenProcessPool:
            return UsageError(DIED)


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
