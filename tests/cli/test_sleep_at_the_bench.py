"""A look at boards, and how it reports a sleep of the computer: no fault of a board or its
cable."""

import io
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from rich.console import Console

from rig.cli.calibrate.guide import Guide
from rig.cli.check import Report, _walk
from rig.cli.check.bench import Bench
from rig.cli.check.observation import Observation
from rig.cli.typed import Typed
from rig.device.board import Board
from rig.device.discovery import open_wanted
from rig.device.hosttime import SteppedTime
from rig.device.port import Received, port_gone
from rig.errors import DeviceError
from rig.stream.engine import Engine
from rig.stream.watch import STOOD_STILL_S, SleepWatch, SleptError, sleep_is_named
from tests.stream.simulated import both

ASLEEP_S = 30.0
SLEPT = r"the computer slept, or stood still, for 30 s"


@pytest.fixture
def time() -> SteppedTime:
    return SteppedTime()


@pytest.fixture
def boards(time: SteppedTime) -> Iterator[dict[str, Board]]:
    opened = open_wanted(both(), time)
    yield opened
    for board in opened.values():
        board.close()


class Pulled:
    """A port whose other end goes away, during a sleep of the computer or not."""

    def __init__(self, board: Board, before: Callable[[], None]) -> None:
        self._port, self._before = board.port, before

    def __getattr__(self, name: str) -> Any:
        return getattr(self._port, name)

    def read(self) -> Received:
        self._before()
        raise port_gone(self._port.url)


def test_a_sleep_is_named_and_no_cable(time: SteppedTime, boards: dict[str, Board]) -> None:
    with Observation(boards, time) as observed:
        observed.gather(0.5)
        time.suspend(ASLEEP_S)
        with pytest.raises(SleptError, match=SLEPT):
            observed.gather(0.5)
    with Observation(boards, time) as observed:  # the next one finds nothing wrong
        assert observed.gather(0.5)["dowel"].rows >= 500
        assert [feed.decoder.lost for feed in observed.feeds.values()] == [0, 0]


def test_a_loop_that_stood_still_for_long_has_slept(time: SteppedTime) -> None:
    watch = SleepWatch(time)
    time.sleep(STOOD_STILL_S - 0.1)
    assert not watch.look()
    time.sleep(STOOD_STILL_S)
    assert watch.look() == pytest.approx(STOOD_STILL_S)
    time.sleep(STOOD_STILL_S)
    assert not watch.look(by_clocks_only=True)


@pytest.mark.parametrize("asleep_s", [0.0, ASLEEP_S])
def test_a_port_that_goes_in_a_sleep_is_not_blamed(
    asleep_s: float, time: SteppedTime, boards: dict[str, Board]
) -> None:
    said = SLEPT if asleep_s else "dowel"
    board = boards["dowel"]
    with Observation(boards, time) as observed:
        port, board.port = board.port, Pulled(board, lambda: time.suspend(asleep_s))  # type: ignore[assignment]
        with pytest.raises(DeviceError, match=said) as failure:
            observed.gather(0.1)
        board.port = port
    assert isinstance(failure.value, SleptError) == bool(asleep_s)


def no_answer(time: SteppedTime, asleep_s: float) -> None:
    with sleep_is_named(time):
        time.sleep(60)
        time.suspend(asleep_s)
        raise DeviceError("no answer")


def test_a_board_that_does_not_answer_after_a_sleep_may_have_lost_its_power(
    time: SteppedTime,
) -> None:
    with pytest.raises(DeviceError, match=r"^no answer$"):
        no_answer(time, 0.0)
    named = r"slept for 30 s, and a board may have lost its power meanwhile: no answer$"
    with pytest.raises(DeviceError, match=named):
        no_answer(time, ASLEEP_S)


def test_a_check_over_which_the_computer_sleeps_goes_on_with_the_next_step(
    time: SteppedTime, boards: dict[str, Board]
) -> None:
    def say(words: str) -> None:
        if words.startswith("Reading") and not time.slept_s():
            time.suspend(ASLEEP_S)

    bench = Bench(boards, time, Typed(), say, hands_s=1.0)
    report = Report(Console(file=io.StringIO()))
    _walk(bench, ["link", "link"], report)
    first, *others = report.findings
    assert (first.step, first.passed) == ("link", None)
    assert "slept, or stood still, for 30 s" in first.fault
    assert "check it again" in first.fault
    assert others
    assert {finding.passed for finding in others} == {True}


class Load:
    """Any load; the computer sleeps when half of it has been read."""

    role, seconds, fresh = "plates", 2.0, True

    def __init__(self, time: SteppedTime) -> None:
        self._time = time

    def unsuitable(self, _: Engine, counts: NDArray[np.int32]) -> None:
        if len(counts) > 1000 and not self._time.slept_s():
            self._time.suspend(ASLEEP_S)

    def take(self, _: Engine, counts: NDArray[np.int32]) -> int:
        return len(counts)


def test_a_load_is_taken_after_a_sleep_that_is_longer_than_the_wait(
    time: SteppedTime, boards: dict[str, Board]
) -> None:
    engine = Engine(boards, time, threads=False)
    engine.start()
    guide = Guide(engine, "plates", time, Typed(), ASLEEP_S / 2)
    assert guide.captured(Load(time)) == 2000
    assert time.slept_s() == ASLEEP_S
    engine.close()
