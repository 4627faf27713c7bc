"""A person at the keyboard, or a program on standard input: start, mark, stop."""

import os
import subprocess
import time
from pathlib import Path
from typing import Any

import h5py
import pytest

from tests.command import LONGEST_S, expect_one_line, finish, rig, start_rig, wait_for_file

MARKED = b" s  mark"
posix = pytest.mark.skipif(os.name != "posix", reason="needs a pty")
SIM = ("--plates", "sim://plates?seed=7&ttl_each_s=2", "--dowel", "sim://dowel?seed=7&ttl_each_s=2")


def start_with(*words: object, **settings: Any) -> subprocess.Popen[str]:
    return start_rig("record", *SIM, *words, **{"stdin": subprocess.PIPE} | settings)


def say(process: subprocess.Popen[str], *lines: str, pause_s: float = 0.6) -> None:
    assert process.stdin is not None
    for line in lines:
        time.sleep(pause_s)
        process.stdin.write(line + "\n")
        process.stdin.flush()


def marks(path: Path) -> list[float]:
    with h5py.File(path) as file:
        times: list[float] = file["events/time"][file["events/kind"][:] == b"mark"].tolist()
    return times


def test_lines_on_standard_input_start_mark_and_stop(tmp_path: Path) -> None:
    path = tmp_path / "t.h5"
    process = start_with("--start", "key", "--stop", "key", "--out", path)
    wait_for_file(path)
    say(process, "mark", "start", "mark", "MARK ", "stop", pause_s=1.0)
    done = finish(process)
    assert done.returncode == 0, done.stderr
    first_s, second_s = marks(path)  # the mark before the start is not part of the trial
    assert 0.3 < first_s < second_s
    assert second_s - first_s > 0.5
    with h5py.File(path) as file:
        assert file.attrs["end_reason"] == "stopped"
        assert second_s < file["plates/time"][-1] < second_s + 3.0


def test_a_line_that_says_nothing_known_is_told_and_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "t.h5"
    process = start_with("--stop", "key", "--out", path, "--json")
    wait_for_file(path)
    say(process, "hello " + "x" * 10_000, "stop", pause_s=1.0)
    done = finish(process)
    assert done.returncode == 0, done.stderr
    expect_one_line(done, 0, "expected a line of mark, start, stop", "hello")


def test_the_end_of_input_ends_a_trial_that_only_a_line_could_end(tmp_path: Path) -> None:
    path = tmp_path / "t.h5"
    process = start_with("--stop", "key", "--out", path)
    wait_for_file(path)
    say(process, "mark", pause_s=1.5)
    assert finish(process).returncode == 0
    assert len(marks(path)) == 1


def test_nobody_to_start_it_is_one_line_and_no_file(tmp_path: Path) -> None:
    path = tmp_path / "t.h5"
    process = start_with(
        "--start", "key", "--stop", 1, "--json", "--out", path, stdin=subprocess.DEVNULL
    )
    expect_one_line(finish(process), 2, "expected a start by key", "standard input has ended")
    assert not path.exists()


def test_a_trial_by_the_labs_pulse_needs_no_hand(tmp_path: Path) -> None:
    path = tmp_path / "t.h5"
    process = start_with(
        *("--start", "ttl", "--stop", "ttl-fall", "--out", path), stdin=subprocess.DEVNULL
    )
    done = finish(process)
    assert done.returncode == 0, done.stderr
    with h5py.File(path) as file:
        assert [k for k in file["events/kind"][:] if b"ttl" in k] == [b"ttl_rise", b"ttl_fall"]
        assert 0.9 < file["plates/time"][-1] < 1.5


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "expected --seconds or --stop"),
        (("--seconds", 1, "--stop", 2), "expected --seconds or a --stop in seconds, got both"),
        (("--stop", "soon"), "soon"),
        (("--stop", "nan"), "nan"),
        (("--start", "later", "--seconds", 1), "later"),
        (("--cue", "bell", "--seconds", 1), "bell"),
    ],
)
def test_wrong_words_are_one_line(words: tuple[object, ...], said: str, tmp_path: Path) -> None:
    expect_one_line(rig("record", *SIM, *words, "--out", tmp_path / "t.h5"), 2, said)
    assert not (tmp_path / "t.h5").exists()


@posix
def test_keys_at_a_terminal_start_mark_and_stop(tmp_path: Path) -> None:
    import pty
    import termios

    path = tmp_path / "t.h5"
    ours, theirs = pty.openpty()
    before = termios.tcgetattr(theirs)
    process = start_rig(
        *("record", *SIM, "--start", "key", "--stop", "key", "--out", path),
        stdin=theirs,
        stderr=theirs,
        preexec_fn=lambda: _own_terminal(theirs),
    )
    try:
        seen = b""
        shown = (b"space bar begins", b"space bar ends", MARKED, b"", MARKED)
        for words, key in zip(shown, (b" ", b"m", b"x", b"m", b" "), strict=True):
            seen += _read_until(ours, words)
            os.write(ours, key)
        while process.poll() is None:
            seen += _read_for(ours, 0.1)
        assert process.returncode == 0, seen
        assert b"m sets a mark" in seen
        assert b"the space bar begins" in seen
        assert len(marks(path)) == 2
        assert termios.tcgetattr(theirs) == before  # the terminal is unchanged
    finally:
        finish(process)
        os.close(ours)
        os.close(theirs)


def _own_terminal(descriptor: int) -> None:
    import fcntl
    import termios

    os.setsid()
    fcntl.ioctl(descriptor, termios.TIOCSCTTY, 0)


def _read_until(ours: int, words: bytes) -> bytes:
    """The output up to new `words`."""
    seen, end_s = b"", time.monotonic() + LONGEST_S
    while words not in seen:
        assert time.monotonic() < end_s, seen
        seen += _read_for(ours, 0.1)
    return seen


def _read_for(ours: int, seconds: float) -> bytes:
    """A terminal that is not read blocks its writer."""
    import select

    seen, end_s = b"", time.monotonic() + seconds
    while (left_s := end_s - time.monotonic()) > 0:
        if select.select([ours], [], [], left_s)[0]:
            seen += os.read(ours, 65536)
    return seen
