"""Work on many files in parallel processes of this computer."""

import signal
from collections import deque
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

from rig.analysis.attempt import DIED, Act, Answers, Item, Result, as_words, attempt
from rig.errors import RigError, UsageError

AHEAD = 2  # items per worker, so that none of them waits for us


def in_processes(
    act: Act[Item, Result], items: Sequence[Item], *, workers: int
) -> Answers[Item, Result]:
    """Like `each`. A process that dies aborts the work of the others: it is repeated, each item in
    its own process, so that only the culprit is named."""
    waiting = deque(items)
    while waiting:
        struck: list[Item] = []
        yield from _until_broken(act, waiting, struck, workers=workers)
        yield from ((item, _alone(act, item)) for item in struck)


def _until_broken(
    act: Act[Item, Result], waiting: deque[Item], struck: list[Item], *, workers: int
) -> Answers[Item, Result]:
    """Takes from `waiting` until nothing is left, or a process died: then `struck` are the items
    that were running or queued."""
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
    """The result, or an error if it could not be sent between processes."""
    try:
        return done.result()
    except BrokenProcessPool:
        raise
    except Exception as error:
        return as_words(error)


def _pool(workers: int) -> ProcessPoolExecutor:
    """Of new processes: a fork would have this one's locks, but not the threads that hold them."""
    return ProcessPoolExecutor(workers, get_context("spawn"), initializer=_leave_ctrl_c)


def _leave_ctrl_c() -> None:
    """Ctrl-C is for the program that the user started."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
