"""rig record, rig watch, rig demo: the engine with no window, in this process."""

import json
import math
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Any

import click
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from rig.cli.console import err, fail, json_option, print_line
from rig.cli.show import print_summary
from rig.device.discovery import Wanted, open_wanted
from rig.device.hosttime import HostTime, WallTime
from rig.errors import DeviceError, Exit, UsageError
from rig.stream.acquisition import ToldQueue as EventQueue
from rig.stream.engine import Engine
from rig.stream.recorder import FAILED, INTERRUPTED, STOPPED, Recorder
from rig.trial.event import Event
from rig.trial.folder import default_folder, new_trial_path, refuse_unless_new
from rig.trial.participant import check_participant
from rig.trial.reader import summarize

LOOK_EACH_S = 0.1
WATCH_EACH_S = 0.002
DEMO_QUERY = "seed=7&plates_ppm=1330&dowel_ppm=-3283"


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


def board_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """--plates and --dowel."""
    for role in ("dowel", "plates"):
        text = f"Port of the {role} board, or none. Left out: it is found."
        command = click.option(f"--{role}", metavar="URL", help=text)(command)
    return command


@click.command()
@board_options
@click.option("--seconds", type=Seconds(), required=True, help="How long to record.")
@click.option("--out", "path", type=click.Path(path_type=Path), required=True, help="New file.")
@click.option("--participant", default="", help="Pseudonym, for example P07; never a name.")
@click.option("--protocol", default="", help="Name of the drill.")
@json_option
def record(
    plates: str | None,
    dowel: str | None,
    seconds: float,
    path: Path,
    participant: str,
    protocol: str,
    as_json: bool,
) -> int:
    """Record a trial."""
    check_participant(participant)
    refuse_unless_new(path)  # first: nobody should step on the plates for a name that is taken
    about = {"participant": participant, "protocol": protocol}
    _record(Wanted(plates, dowel), path, seconds, about, quiet=as_json)
    print_summary(summarize(path), as_json=as_json)
    return Exit.DONE


@click.command()
@board_options
@click.option("--seconds", type=Seconds(), help="How long to watch. Left out: until Ctrl-C.")
def watch(plates: str | None, dowel: str | None, seconds: float | None) -> int:
    """Print each event as one line of JSON, at once."""
    time = WallTime()
    with _engine(Wanted(plates, dowel), time) as engine, _stop_signals() as stopped:
        events = engine.listen()
        engine.start()
        start_s = time.now_s()
        while not stopped and engine.failure is None:
            for event in _drained(events):
                print_line(json.dumps(_since(start_s, event).as_json()))
            if seconds and time.now_s() - start_s >= seconds:
                break
            time.sleep(WATCH_EACH_S)
        _raise_failure(engine)
    return Exit.DONE


@click.command()
@click.option("--headless", is_flag=True, help="Without a window; so far there is none.")
@click.option("--seconds", type=Seconds(), default=30.0, show_default=True)
def demo(headless: bool, seconds: float) -> int:  # noqa: ARG001 (there is no window yet)
    """Record a simulated person on simulated boards."""
    path = new_trial_path(default_folder(), "demo", WallTime().utc())
    err.print("Simulated boards, simulated person: nothing here is measured on anyone.")
    wanted = Wanted(f"sim://plates?{DEMO_QUERY}", f"sim://dowel?{DEMO_QUERY}")
    _record(wanted, path, seconds, {}, quiet=False)
    print_summary(summarize(path), as_json=False)
    return Exit.DONE


def _record(
    wanted: Wanted, path: Path, seconds: float, about: dict[str, str], *, quiet: bool
) -> None:
    time = WallTime()
    with _engine(wanted, time) as engine, _stop_signals() as stopped:
        engine.start()  # first: a board that does not start leaves no empty trial behind
        events = engine.listen()
        recorder = engine.record(path, seconds=seconds, **about)
        with _progress(seconds, quiet) as show:
            while not recorder.closed.is_set():
                if stopped:
                    recorder.finish(stopped[0])
                show(recorder, events)
                time.sleep(LOOK_EACH_S)
            show(recorder, events)
        _raise_failure(engine, recorder)


@contextmanager
def _engine(wanted: Wanted, time: HostTime) -> Iterator[Engine]:
    engine = Engine(open_wanted(wanted, time, on_problem=fail), time)
    try:
        yield engine
    except BaseException:
        engine.close(FAILED)
        raise
    engine.close()


# A terminal that is closed says SIGHUP, on Windows SIGBREAK.
_END_SIGNALS = [
    getattr(signal, name)
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
    if hasattr(signal, name)
]


@contextmanager
def _stop_signals() -> Iterator[list[str]]:
    """A list that gets an end reason when the user or the system wants the program to stop."""
    asked: list[str] = []

    def ask(number: int, _: FrameType | None) -> None:
        asked.append(STOPPED if number == signal.SIGINT else INTERRUPTED)

    before = {number: signal.signal(number, ask) for number in _END_SIGNALS}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _progress(seconds: float, quiet: bool) -> Iterator[Callable[[Recorder, EventQueue], None]]:
    """A function that shows how far a recording is, and the events as they happen."""
    bar = Progress(
        TextColumn("recording"),
        BarColumn(),
        TextColumn("on disk: {task.fields[rows]}"),
        TimeElapsedColumn(),
        console=err,
        disable=quiet,
    )
    with bar:
        task = bar.add_task("", total=seconds, rows="")

        def show(recorder: Recorder, events: EventQueue) -> None:
            rows = ", ".join(f"{role} {count}" for role, count in recorder.rows.items())
            bar.update(task, completed=recorder.recorded_s, rows=rows)
            for event in _drained(events):
                if not quiet and recorder.begun:
                    bar.console.print(_words(_since(recorder.zero_s, event)))

        yield show


def _drained(events: EventQueue) -> Iterator[Event]:
    while not events.empty():
        yield events.get_nowait()


def _since(zero_s: float, event: Event) -> Event:
    return replace(event, time_s=max(event.time_s - zero_s, 0.0))


def _words(event: Event) -> str:
    subject = event.point or event.board
    return f"{event.time_s:8.3f} s  {event.kind.replace('_', ' ')} {subject}".rstrip()


def _raise_failure(engine: Engine, recorder: Recorder | None = None) -> None:
    """Says why it ended, and where what was recorded lies."""
    failure = engine.failure or (recorder.failure if recorder else None)
    if failure is None:
        return
    if recorder is None or not isinstance(failure, DeviceError | UsageError):
        raise failure  # a DiskError names the file itself
    raise type(failure)(f"{failure}; recorded until then: {recorder.path}") from failure
