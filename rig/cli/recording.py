"""One trial on a terminal: what happens before it, while it is recorded, and after it."""

from pathlib import Path
from typing import Any, NamedTuple

from rig.cli import byhand
from rig.cli.byhand import Orders, orders
from rig.cli.console import err, fail
from rig.cli.progress import progress
from rig.cli.running import engine_on, stop_signals
from rig.cli.truth import world_of, write_truth_beside
from rig.cli.weigh import weigh_when_still
from rig.cli.zero import take_when_empty
from rig.device.discovery import Wanted
from rig.device.hosttime import HostTime
from rig.device.messages import Cues
from rig.errors import DeviceError, EndOfReplay, UsageError
from rig.plain import LONGEST_PATH, plain
from rig.stream.engine import Engine
from rig.stream.persons import use_person
from rig.stream.playback import host_time_for, inexactness, is_replay
from rig.stream.recorder import Recorder
from rig.stream.track import OverrunError
from rig.stream.triggers import Triggers
from rig.trial.endings import PORT_LOST, STOPPED
from rig.trial.folder import concerns

LOOK_EACH_S = 0.1


class Before(NamedTuple):
    """Steps before a trial; a zero is taken after it, too."""

    zero: bool = False
    weight: bool = False

    @property
    def any(self) -> bool:
        """Whether the boards must send before it."""
        return self.zero or self.weight


NOTHING = Before()


def record_trial(
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
    """Records one and returns whether there is one; `about` are further arguments of
    `Engine.record`."""
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
        for concern in engine.concerns:
            fail(concern)
        recorder = engine.record(path, triggers=triggers, **about)
        if not before.any:
            engine.start(cue)  # last: a replay begins with it
        _say_where(path, quiet)
        with progress(engine, triggers, quiet) as show:
            while not recorder.closed.is_set():
                if stopped:
                    engine.finish(stopped[0])
                show(recorder, told)
                _obey(engine, by_hand)
            show(recorder, told)
        _raise_failure(engine, recorder)
        _say_unless_exact(wanted, engine, path)
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
    """Writes the truth of a trial of simulated boards."""
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
    """The second zero of a trial; if it fails, it stays pending."""
    try:
        taken = take_when_empty(engine, [path], time=time, stopped=stopped, quiet=quiet)
    except UsageError as error:
        fail(f"{error}; its second zero is pending: rig zero {path}")
        return
    for problem in taken.problems:
        fail(problem)


def _obey(engine: Engine, by_hand: Orders) -> None:
    """Does what a person enters within a short while."""
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


def _say_unless_exact(wanted: Wanted, engine: Engine, path: Path) -> None:
    """For a trial recorded from a complete replay."""
    urls = [url for url in wanted.urls.values() if is_replay(url)]
    whole = isinstance(engine.failure, EndOfReplay) and bool(urls) and path.exists()
    if whole and (words := inexactness(urls[0], path)):
        fail(words)


def _raise_failure(engine: Engine, recorder: Recorder) -> None:
    """Raises why it ended, with the place of what was recorded."""
    failure = engine.failure or recorder.failure
    if failure is None and recorder.end_reason == PORT_LOST:
        failure = DeviceError("; ".join(engine.problems))
    if failure is None or isinstance(failure, EndOfReplay):
        return
    if not isinstance(failure, DeviceError | UsageError | OverrunError):
        raise failure  # a DiskError names the file itself
    until_then = f"; recorded until then: {recorder.path}" if recorder.path.exists() else ""
    raise type(failure)(f"{failure}{until_then}") from failure
