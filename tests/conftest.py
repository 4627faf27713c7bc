"""Fixtures for several packages' tests."""

import os
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import hypothesis
import pytest

from rig.cli.schemes import register_schemes
from tests.trial.recorded import DOWEL_ALONE, PLATES_ALONE, WITH_LINES, record, record_set

# An offscreen display, wherever a test runs.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.*=false")

register_schemes()

# Ctrl-C must also reach programs that tests start, even if the shell runs them in the background.
signal.signal(signal.SIGINT, signal.default_int_handler)

# How long an example takes only shows how busy this computer is.
hypothesis.settings.register_profile("rig", deadline=None)
hypothesis.settings.load_profile("rig")


ENDS_S = 2.0
# These keep pace with a real clock, or measure: never two of them at the same time.
ALONE = ("firmware/", "benchmarks/test_ratios.py")
NICENESS = 10


def group_of(item: pytest.Item) -> str:
    """The group that runs on one worker: a file, or all of `ALONE` together."""
    path = item.path.relative_to(Path(__file__).parent).as_posix()
    return "alone" if path.startswith(ALONE) else path


@pytest.hookimpl(tryfirst=True)  # before the workers look at the marks
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """For several workers (`--dist loadgroup --no-loadscope-reorder`): the tests of a file stay
    together. Those of `ALONE` take longest and come first; the files with the most tests have the
    fastest ones and come last, so that no worker has a long one left when the others are done."""
    for item in items:
        item.add_marker(pytest.mark.xdist_group(group_of(item)))
    if hasattr(config, "workerinput"):
        sizes = Counter(map(group_of, items))
        items.sort(key=lambda item: (group_of(item) != "alone", sizes[group_of(item)]))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Beside tests that keep step with a clock, the other workers give way."""
    is_beside = hasattr(item.config, "workerinput") and group_of(item) != "alone"
    if is_beside and hasattr(os, "nice") and os.nice(0) < NICENESS:  # Windows has none
        os.nice(NICENESS)


@pytest.fixture(autouse=True, scope="session")
def _nothing_calibrated(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Tests must not use this computer's calibrations of real boards."""
    os.environ["RIG_CALIBRATIONS"] = str(tmp_path_factory.mktemp("calibrations"))


@pytest.fixture(autouse=True)
def _no_thread_left_behind() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    begun = set(threading.enumerate()) - before
    for thread in begun:
        thread.join(ENDS_S)  # one that is computing ends on its own
    left = [thread.name for thread in begun if thread.is_alive()]
    assert not left, f"threads left behind: {left}"


def made_once(
    name: str, make: Callable[[Path], object], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A folder of this run with what `make` puts into it: made by the first worker for all of
    them."""
    several = "PYTEST_XDIST_WORKER" in os.environ
    ready = tmp_path_factory.getbasetemp().parent / name
    if several and ready.exists():
        return ready
    own = tmp_path_factory.mktemp(name)
    make(own)
    if not several:
        return own
    with suppress(OSError):  # another one was faster
        own.rename(ready)
    return ready


def record_trials(folder: Path) -> None:
    record(folder / "whole.h5", 8.0, WITH_LINES)
    record(folder / "gap.h5", 3.0, lose={"plates": 5, "dowel": 20})
    record(folder / "plates.h5", 2.0, PLATES_ALONE)
    record(folder / "dowel.h5", 2.0, DOWEL_ALONE)


@pytest.fixture(scope="session")
def trials(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Shared, read-only trials: a complete one with the sync wire and a lab's pulses, one with
    gaps, and each board alone."""
    folder = made_once("trials", record_trials, tmp_path_factory)
    return {name: folder / f"{name}.h5" for name in ("whole", "gap", "plates", "dowel")}


@pytest.fixture(scope="session")
def set_of_three(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three repetitions with a lost contact, read-only."""
    return made_once("set", record_set, tmp_path_factory) / "set.h5"
