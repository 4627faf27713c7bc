"""What an engine leaves when it vanishes: a trace of its end, and of no person measured."""

import os
import signal
import stat
import sys
import threading
from pathlib import Path

import pytest

from rig.cli.live import start_engine
from rig.errors import UsageError
from rig.stream.api import Quit, Record
from rig.stream.enginelog import LOG, MOST_BYTES, kept_log, last_words, log_path, words_of
from rig.stream.triggers import Trigger
from tests.stream.test_host import SIM, Window, engine_running, has_boards, name

__all__ = ["name"]

posix = pytest.mark.skipif(os.name != "posix", reason="signals")
PERSON, TRIAL = "P07", "P07-20260301T101500Z.h5"


@pytest.fixture
def _quiet_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "excepthook", lambda _: None)


def fail() -> None:
    raise FileNotFoundError(2, "No such file", TRIAL)


def failure() -> BaseException:
    try:
        fail()
    except OSError as error:
        return error
    raise AssertionError


def kept(name: str) -> str:
    return "".join(path.read_text("utf-8") for path in log_path(name).parent.iterdir())


def test_an_error_is_told_without_its_sentence() -> None:
    said = words_of(failure())
    assert said.startswith("FileNotFoundError ENOENT < stream/test_enginelog.py:")
    assert " fail < stream/test_enginelog.py:" in said
    assert PERSON not in said


@pytest.mark.usefixtures("_quiet_threads")
def test_what_ends_a_thread_is_kept_and_a_log_stays_small_and_its_owners(name: str) -> None:
    assert last_words(name) == ""
    with kept_log(name):
        for number in range(3000):
            LOG.info("line %d of a log that would grow", number)
        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()
    LOG.info("after its end")
    assert "a thread ended: FileNotFoundError ENOENT < stream/test_enginelog.py:" in kept(name)
    assert PERSON not in kept(name)
    assert "after its end" not in kept(name)
    files = list(log_path(name).parent.iterdir())
    assert len(files) == 3  # with the former one, and what Python writes of a crash
    assert all(path.stat().st_size <= MOST_BYTES for path in files)
    if os.name == "posix":
        assert all(stat.S_IMODE(path.stat().st_mode) & 0o077 == 0 for path in files)


def test_a_log_that_cannot_be_kept_ends_no_engine(name: str, tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file in the way")
    with engine_running(name):
        window = Window(name)
        window.until(has_boards)
        window.close()
    assert last_words(name) == ""


@posix
@pytest.mark.parametrize(
    ("number", "said"),
    [
        (signal.SIGTERM, "ends: by signal 15"),
        (signal.SIGKILL, "it gave no reason; its last entry: a trial begins"),
        (signal.SIGBUS, "Fatal Python error: Bus error < "),
    ],
)
def test_the_end_of_an_engine_leaves_its_last_words_and_no_word_of_a_person(
    name: str, number: int, said: str
) -> None:
    with engine_running(name) as process:
        window = Window(name)
        window.until(has_boards)
        window.ask(Record("../P07"))
        path = window.record(participant=PERSON, stop=Trigger.KEY)
        window.until(lambda s: s.trial and s.trial.begun)
        process.send_signal(number)
        process.communicate()
        window.close()
    assert said in last_words(name)
    assert "boards: plates, dowel" in kept(name)
    assert not [word for word in (PERSON, path.stem) if word in kept(name)]


def test_a_trial_its_end_and_a_quit_are_noted(name: str) -> None:
    with engine_running(name) as process:
        window = Window(name)
        window.until(has_boards)
        window.record(participant=PERSON, seconds=0.3)
        window.until(lambda s: s.last)
        window.client.ask(Quit())
        process.wait(20)
        window.close()
    assert "a trial ended: stopped" in kept(name)
    assert last_words(name).endswith("ends: it was told to")
    assert PERSON not in kept(name)


def test_why_an_engine_did_not_start_is_said(name: str) -> None:
    with pytest.raises(UsageError, match=r"did not start: .*nonsense"):
        start_engine(name, ["--nonsense", *SIM])


def test_a_process_that_fails_has_said_so(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "excepthook", lambda *_: None)
    with kept_log(name):
        sys.excepthook(OSError, failure(), None)
    assert "fails: FileNotFoundError ENOENT" in last_words(name)
