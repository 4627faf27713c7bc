"""A look at boards, and how it reports a sleep of the computer: no fault of a board or its
cable."""

import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from rich.console import Console

from rig.cli.calibrate.guide import Guide
from rig.cli.check import Report, _walk
from rig.cli.check.bench import Bench
from rig.cli.typed import Typed
from rig.device.board import Board
from rig.device.discovery import open_wanted
from rig.device.hosttime import SteppedTime
from rig.device.port import Received, port_gone
from rig.errors import DeviceError
from rig.stream.look import Look
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
    with Look(boards, time) as look:
        look.gather(0.5)
        time.suspend(ASLEEP_S)
        with pytest.raises(SleptError, match=SLEPT):
            look.gather(0.5)
    with Look(boards, time) as look:  # the next one finds nothing wrong
        assert look.gather(0.5)["dowel"].rows >= 500
        assert [feed.decoder.lost for feed in look.feeds.values()] == [0, 0]


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
    with Look(boards, time) as look:
        port, board.port = board.port, Pulled(board, lambda: time.suspend(asleep_s))  # type: ignore[assignment]
        with pytest.raises(DeviceError, match=said) as failure:
            look.gather(0.1)
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


def test_a_calibration_takes_nothing_over_a_sleep(
    time: SteppedTime, boards: dict[str, Board], capsys: pytest.CaptureFixture[str]
) -> None:
    guide = Guide(boards["plates"], time, Typed(), 5.0)

    def unrest(_: object) -> str:
        time.suspend(0.0 if time.slept_s() else ASLEEP_S)
        return ""

    assert guide.still(1.0, unrest) is None
    assert "Nothing was taken: the computer slept" in capsys.readouterr().err
    assert guide.still(1.0, unrest) is not None
