"""Common to commands that run the engine in this process: options, signals, events."""

import math
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from types import FrameType
from typing import Any

import click

from rig.calibrations.book import CalibrationBook
from rig.cli.console import fail
from rig.cli.interrupt import END_SIGNALS
from rig.device.board import Board
from rig.device.discovery import Wanted, open_wanted
from rig.device.hosttime import HostTime
from rig.device.messages import Cues
from rig.measure.calibrating.applied import Applied
from rig.stream.acquisition import ToldQueue
from rig.stream.engine import Engine
from rig.trial.endings import FAILED, INTERRUPTED, STOPPED
from rig.trial.event import Event


class Seconds(click.FloatRange):
    """A span that a recording may last."""

    def __init__(self) -> None:
        super().__init__(min=0, min_open=True, max=86_400)

    def convert(self, value: Any, param: Any, ctx: Any) -> float:
        """From text; click lets nan through every range."""
        seconds = float(super().convert(value, param, ctx))
        if math.isnan(seconds):
            self.fail("expected a number of seconds, got nan", param, ctx)
        return seconds


def _board_option(role: str) -> Callable[..., Any]:
    text = f"Port of the {role} board, or none. Left out: it is found."
    return click.option(f"--{role}", metavar="URL", help=text)


plates_option = _board_option("plates")


def board_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """--plates and --dowel."""
    for option in (_board_option("dowel"), plates_option):
        command = option(command)
    return command


cue_option = click.option(
    "--cue",
    type=click.Choice([cues.name.lower() for cues in Cues if cues.name] + ["both"]),
    help="What the dowel itself does when a point loses contact. Left out: as it was.",
    callback=lambda _, __, name: None if name is None else Cues[name.upper()],
)


lsl_option = click.option(
    "--lsl", is_flag=True, help="Also send to the local network, as Lab Streaming Layer streams."
)


@contextmanager
def engine_on(wanted: Wanted, time: HostTime) -> Iterator[Engine]:
    """An engine on the wanted boards, closed at the end."""
    boards = open_wanted(wanted, time, on_problem=fail)
    engine = Engine(boards, time, applied=_applied(boards, time))
    try:
        yield engine
    except BaseException:
        engine.close(FAILED)
        raise
    engine.close()


def _applied(boards: Mapping[str, Board], time: HostTime) -> Applied | None:
    """The plates' calibration; None without plates."""
    if "plates" not in boards:
        return None
    return CalibrationBook().applied(boards["plates"].info, at=time.utc(), on_problem=fail)


@contextmanager
def stop_signals() -> Iterator[list[str]]:
    """A list that gets an end reason when the user or the system wants the program to stop."""
    asked: list[str] = []

    def ask(number: int, _: FrameType | None) -> None:
        asked.append(STOPPED if number == signal.SIGINT else INTERRUPTED)

    before = {number: signal.signal(number, ask) for number in END_SIGNALS}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def drained(told: ToldQueue) -> Iterator[Event]:
    """The waiting events."""
    while not told.empty():
        news = told.get_nowait()
        if isinstance(news, Event):
            yield news


def since(zero_s: float, event: Event) -> Event:
    """An event with its time counted from `zero_s`; one slightly earlier is at 0."""
    return replace(event, time_s=max(event.time_s - zero_s, 0.0))
