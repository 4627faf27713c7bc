"""rig record, rig demo: the engine with no window, in this process."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from rig.cli import byhand
from rig.cli.byhand import Orders, orders
from rig.cli.console import bell, err, fail, json_option
from rig.cli.live import boards_as_words, has_display, show_live
from rig.cli.running import (
    Seconds,
    board_options,
    cue_option,
    drained,
    engine_on,
    feet_options,
    lsl_option,
    since,
    stop_signals,
)
from rig.cli.show import print_summary
from rig.cli.truth import world_of, write_truth_beside
from rig.cli.weigh import expect_pseudonym, weigh_when_still
from rig.cli.zero import take_when_empty
from rig.device.discovery import Wanted
from rig.device.hosttime import HostTime, WallTime
from rig.device.messages import Cues
from rig.errors import DeviceError, EndOfReplay, Exit, UsageError
from rig.measure.placement import FootPlacement
from rig.plain import LONGEST_PATH, plain
from rig.protocol.shelf import scorable
from rig.stream.acquisition import ToldQueue
from rig.stream.disk import low_disk_words, slow_disk_words
from rig.stream.engine import Engine
from rig.stream.persons import use_person
from rig.stream.playback import host_time_for, is_replay
from rig.stream.recorder import Recorder
from rig.stream.span import MOST_REPETITIONS, Trigger, Triggers
from rig.stream.track import OverrunError
from rig.trial.endings import PORT_LOST, STOPPED
from rig.trial.event import LINK_LOST, Event
from rig.trial.folder import concerns, demo_folder, new_trial_path, refuse_unless_new
from rig.trial.participant import check_participant
from rig.trial.reader import summarize

LOOK_EACH_S = 0.1
DEMO_QUERY = "seed=7&plates_ppm=1330&dowel_ppm=-3283&sync=1"
EDGES = [Trigger.TTL.value, Trigger.TTL_FALL.value]
BEGINS = {
    Trigger.NOW: "recording",
    Trigger.KEY: "the space bar begins",
    Trigger.TTL: "a TTL rise begins",
    Trigger.TTL_FALL: "a TTL fall begins",
}
ENDS = {
    None: "recording",
    Trigger.KEY: "recording, the space bar ends",
    Trigger.TTL: "recording, a TTL rise ends",
    Trigger.TTL_FALL: "recording, a TTL fall ends",
}


class Before(NamedTuple):
    """What is done before a trial; a zero is taken after it, too."""

    zero: bool = False
    weight: bool = False

    @property
    def any(self) -> bool:
        """Whether the boards must send before it."""
        return self.zero or self.weight


NOTHING = Before()


class Stop(Seconds):
    """A number of seconds, or a trigger."""

    name = "seconds|key|ttl|ttl-fall"

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """From text."""
        if value in (Trigger.KEY.value, *EDGES):
            return Trigger(value)
        return super().convert(value, param, ctx)


@click.command()
@board_options
@click.option("--seconds", type=Seconds(), help="How long to record, at most.")
@click.option(
    "--start",
    type=click.Choice([Trigger.NOW.value, Trigger.KEY.value, *EDGES]),
    default=Trigger.NOW.value,
    show_default=True,
    help="What begins the trial: the space bar, or an edge of the plates' TTL input.",
)
@click.option("--stop", type=Stop(), help="What ends it: the same, or a number of seconds.")
@click.option(
    "--repetitions",
    type=click.IntRange(1, MOST_REPETITIONS),
    help="End after so many, or when the person steps off.",
)
@click.option("--out", "path", type=click.Path(path_type=Path), required=True, help="New file.")
@click.option("--participant", default="", help="Pseudonym, for example P07; never a name.")
@click.option("--protocol", default="", help="Name of the drill, as rig protocols lists it.")
@feet_options
@click.option(
    "--zero", "with_zero", is_flag=True, help="Take the plates' zero before it and after it."
)
@click.option(
    "--weigh", "with_weight", is_flag=True, help="Weigh the person before it, after the zero."
)
@click.option("--keep-journal", is_flag=True, help="Leave the journal beside the trial.")
@cue_option
@lsl_option
@json_option
def record(
    plates: str | None,
    dowel: str | None,
    *,
    seconds: float | None,
    start: str,
    stop: float | Trigger | None,
    repetitions: int | None,
    path: Path,
    participant: str,
    protocol: str,
    foot_length_mm: float,
    heel_offset_mm: float,
    stance_width_mm: float,
    with_zero: bool,
    with_weight: bool,
    keep_journal: bool,
    cue: Cues | None,
    lsl: bool,
    as_json: bool,
) -> int:
    """Record a trial.

    Space begins and ends a trial that waits for a key, m sets a mark. Where there is no
    terminal, lines on standard input do: start, stop, mark.
    """
    wanted = Wanted(plates, dowel)
    replay = any(map(is_replay, wanted.urls.values()))
    ends_by_itself = replay or repetitions is not None
    triggers = replace(
        _triggers(start, stop, seconds, ends_by_itself=ends_by_itself), repetitions=repetitions
    )
    check_participant(participant)
    if with_weight:
        expect_pseudonym(participant)
    before = Before(with_zero, with_weight)
    card = scorable(protocol)
    refuse_unless_new(path)  # first: nobody should step on the plates for a name that is taken
    about = {
        "participant": participant,
        "protocol": card,
        "feet": FootPlacement(foot_length_mm, heel_offset_mm, stance_width_mm),
        "keep_journal": keep_journal,
    }
    if _record(wanted, path, triggers, about, cue=cue, lsl=lsl, before=before, quiet=as_json):
        print_summary(summarize(path), as_json=as_json)
        return Exit.DONE
    raise UsageError("stopped before anything was recorded")


@click.command()
@click.option("--headless", is_flag=True, help="Without a window: a recorded trial.")
@click.option("--seconds", type=Seconds(), default=30.0, show_default=True)
def demo(headless: bool, seconds: float) -> int:
    """Show a simulated person on simulated boards; without a display, record one."""
    plates, dowel = f"sim://plates?{DEMO_QUERY}", f"sim://dowel?{DEMO_QUERY}"
    if not headless and has_display():
        return show_live("demo", boards_as_words(plates, dowel))
    return _record_demo(Wanted(plates, dowel), seconds)


def _record_demo(wanted: Wanted, seconds: float) -> int:
    path = new_trial_path(demo_folder(), "", WallTime().utc(), name="demo")
    err.print("Simulated boards, simulated person: nothing here is measured on anyone.")
    if _record(wanted, path, Triggers(seconds=seconds), {}):
        print_summary(summarize(path), as_json=False)
    return Exit.DONE


def _triggers(
    start: str, stop: float | Trigger | None, seconds: float | None, *, ends_by_itself: bool
) -> Triggers:
    if isinstance(stop, float):
        if seconds is not None:
            raise UsageError("expected --seconds or a --stop in seconds, got both")
        stop, seconds = None, stop
    if stop is None and seconds is None and not ends_by_itself:
        raise UsageError("expected --seconds or --stop: what ends the trial is not said")
    return Triggers(Trigger(start), stop, seconds)


def _record(
    wanted: Wanted,
    path: Path,
    triggers: Triggers,
    about: dict[str, Any],
    *,
    cue: Cues | None = None,
    lsl: bool = False,
    before: Before = NOTHING,
    quiet: bool = False,
) -> bool:
    """Whether there is a trial."""
    participant = about.get("participant", "")
    time = host_time_for(wanted.urls.values())
    with engine_on(wanted, time) as engine, stop_signals() as stopped, orders() as by_hand:
        use_person(engine, participant, time, on_problem=fail)
        if before.any:
            engine.start(cue)
            _prepare(engine, before, participant, time=time, stopped=stopped, quiet=quiet)
        if lsl:
            engine.serve_lsl(on_problem=fail)
        told = engine.listen()
        if by_hand.hint and not quiet:
            err.print(by_hand.hint)
        recorder = engine.record(path, triggers=triggers, **about)
        if not before.any:
            engine.start(cue)  # last: what is played begins with it
        _say_where(path, quiet)
        with _progress(engine, triggers, quiet) as show:
            while not recorder.closed.is_set():
                if stopped:
                    engine.finish(stopped[0])
                show(recorder, told)
                _obey(engine, by_hand)
            show(recorder, told)
        _raise_failure(engine, recorder)
        _tell_truth(engine, path, quiet)
        if before.zero and path.exists():
            stopped.clear()
            _close_with_zero(engine, path, time, stopped, quiet)
    return path.exists()


def _prepare(
    engine: Engine,
    before: Before,
    participant: str,
    *,
    time: HostTime,
    stopped: list[str],
    quiet: bool,
) -> None:
    """Zero and weight, before a trial."""
    if before.zero:
        then = "Step on, calmly."
        take_when_empty(engine, [], time=time, stopped=stopped, quiet=quiet, then=then)
    if before.weight:
        weigh_when_still(engine, participant, time=time, stopped=stopped, quiet=quiet)


def _tell_truth(engine: Engine, path: Path, quiet: bool) -> None:
    """Of a trial of simulated boards."""
    world = world_of(engine)
    if world is None or not path.exists():
        return
    truth = write_truth_beside(path, world)
    if quiet or truth is None:
        return
    for note in world.participant.notes:
        err.print(f"Simulation: {note}", soft_wrap=True)
    where = plain(truth.absolute(), LONGEST_PATH)
    err.print(f"Simulation: what truly happened is in {where}", soft_wrap=True)


def _say_where(path: Path, quiet: bool) -> None:
    if not quiet:
        where = plain(path.absolute(), LONGEST_PATH)
        err.print(f"The trial goes to {where}", soft_wrap=True)
    for words in concerns(path):
        fail(words)


def _close_with_zero(
    engine: Engine, path: Path, time: HostTime, stopped: list[str], quiet: bool
) -> None:
    """The second zero of a trial; where there is none, it stays pending."""
    try:
        taken = take_when_empty(engine, [path], time=time, stopped=stopped, quiet=quiet)
    except UsageError as error:
        fail(f"{error}; its second zero is pending: rig zero {path}")
        return
    for problem in taken.problems:
        fail(problem)


def _obey(engine: Engine, by_hand: Orders) -> None:
    """Does what a person says within a short while."""
    span = engine.span
    if span is None:
        return
    for word in by_hand.wait(LOOK_EACH_S):
        if word == byhand.MARK:
            engine.mark()
        elif word in (byhand.START, byhand.GO) and span.waits_for_start_key:
            span.start()
        elif word in (byhand.STOP, byhand.GO) and span.waits_for_stop_key:
            span.stop()
    if by_hand.ended and span.waits_for_start_key:
        raise UsageError("expected a start by key: standard input has ended")
    if by_hand.ended and span.waits_for_stop_key:
        engine.finish(STOPPED)


class Warnings:
    """Says each warning when it begins to hold; what stands behind a colon may change meanwhile."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._said: set[str] = set()

    def say(self, sentences: Iterable[str]) -> None:
        """All that hold now; an empty one is none."""
        now = {sentence.partition(":")[0]: sentence for sentence in sentences if sentence}
        for subject in now.keys() - self._said:
            self._console.print(now[subject])
        self._said = set(now)


@contextmanager
def _progress(
    engine: Engine, triggers: Triggers, quiet: bool
) -> Iterator[Callable[[Recorder, ToldQueue], None]]:
    """A function that shows how far a recording is, and the events as they happen."""
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("on disk: {task.fields[rows]}"),
        TimeElapsedColumn(),
        console=err,
        disable=quiet,
    )
    with bar:
        task = bar.add_task(BEGINS[triggers.start], total=triggers.seconds, rows="")

        warnings = Warnings(bar.console)

        def show(recorder: Recorder, told: ToldQueue) -> None:
            rows = ", ".join(f"{role} {count}" for role, count in recorder.rows.items())
            bar.update(task, completed=recorder.recorded_s, rows=rows)
            disk = (low_disk_words(recorder.disk_left_s), slow_disk_words(recorder.backlog))
            warnings.say([*disk, *engine.problems])
            if recorder.begun:
                bar.update(task, description=ENDS[triggers.stop])
            for event in drained(told):
                if event.kind == LINK_LOST:
                    bell()
                if not quiet and recorder.begun:
                    bar.console.print(_words(since(recorder.zero_s, event)))

        yield show


def _words(event: Event) -> str:
    subject = event.point or event.board
    return f"{event.time_s:8.3f} s  {event.kind.replace('_', ' ')} {subject}".rstrip()


def _raise_failure(engine: Engine, recorder: Recorder) -> None:
    """Says why it ended, and where what was recorded lies."""
    failure = engine.failure or recorder.failure
    if failure is None and recorder.end_reason == PORT_LOST:
        failure = DeviceError("; ".join(engine.problems))
    if failure is None or isinstance(failure, EndOfReplay):
        return
    if not isinstance(failure, DeviceError | UsageError | OverrunError):
        raise failure  # a DiskError names the file itself
    until_then = f"; recorded until then: {recorder.path}" if recorder.path.exists() else ""
    raise type(failure)(f"{failure}{until_then}") from failure
