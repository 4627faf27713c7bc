"""What several rooms' tests need."""

import os
import threading
from collections.abc import Iterator

import hypothesis
import pytest

from rig.cli.schemes import register_schemes

# A screen that is not there, wherever a test runs.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.*=false")

register_schemes()

# How long an example takes says how busy this computer is.
hypothesis.settings.register_profile("rig", deadline=None)
hypothesis.settings.load_profile("rig")


@pytest.fixture(autouse=True, scope="session")
def _nothing_calibrated(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What this computer knows of real boards is none of the tests' business."""
    os.environ["RIG_CALIBRATIONS"] = str(tmp_path_factory.mktemp("calibrations"))


@pytest.fixture(autouse=True)
def _no_thread_left_behind() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    left = [thread.name for thread in set(threading.enumerate()) - before if thread.is_alive()]
    assert not left, f"threads left behind: {left}"
