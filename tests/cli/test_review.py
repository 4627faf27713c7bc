"""rig review: a separate window, or one line with the reason why not."""

import os
import time
from pathlib import Path

import psutil
import pytest

from tests.command import expect_one_line, finish, start_rig

SHOWN = {"QT_QPA_PLATFORM": "offscreen"}
HIDDEN = dict.fromkeys(("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"), "")
SOON_S = 30.0


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["no-such-folder"], "there is none at no-such-folder"),
        ([".", "--blind"], "expected --rater with --blind"),
        ([".", "--rater", "Anna Meier"], "expected initials of 1 to 4 letters"),
    ],
)
def test_wrong_use_is_one_line(words: list[str], why: str) -> None:
    expect_one_line(finish(start_rig("review", *words, environment=SHOWN)), 2, why)


@pytest.mark.skipif(os.name != "posix", reason="elsewhere there is a display")
def test_without_a_display_it_is_one_line(tmp_path: Path) -> None:
    done = finish(start_rig("review", tmp_path, environment=HIDDEN))
    expect_one_line(done, 2, "expected a display")


def test_a_window_opens_the_trial_that_is_named(trials: dict[str, Path]) -> None:
    command = start_rig("review", trials["plates"], "--rater", "AB", environment=SHOWN)
    window = _child_of(command.pid, "--review")
    _child_of(window.pid, "review-findings")  # it was listed, opened, and is being analysed
    window.terminate()
    done = finish(command)
    assert done.returncode == 3
    assert "Traceback" not in done.stderr


def _child_of(pid: int, word: str) -> psutil.Process:
    end_s = time.monotonic() + SOON_S
    while time.monotonic() < end_s:
        for child in psutil.Process(pid).children():
            if word in child.cmdline():
                return child
        time.sleep(0.02)
    raise AssertionError(f"no process with {word}")
