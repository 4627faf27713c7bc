"""Terminal output while a trial is recorded: how far it is, and what happens in it."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from rig.cli.console import bell, err
from rig.cli.running import drained, since
from rig.stream.acquisition import ToldQueue
from rig.stream.disk import low_disk_words, slow_disk_words
from rig.stream.engine import Engine
from rig.stream.recorder import Recorder
from rig.stream.triggers import Trigger, Triggers
from rig.trial.event import LINK_LOST, Event

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


class Warnings:
    """Prints each warning when it becomes true; the part after a colon may change meanwhile."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._said: set[str] = set()

    def say(self, sentences: Iterable[str]) -> None:
        """All that are true now; an empty one is none."""
        now = {sentence.partition(":")[0]: sentence for sentence in sentences if sentence}
        for subject in now.keys() - self._said:
            self._console.print(now[subject])
        self._said = set(now)


@contextmanager
def progress(
    engine: Engine, triggers: Triggers, quiet: bool
) -> Iterator[Callable[[Recorder, ToldQueue], None]]:
    """Yields a function that shows how far a recording is, and the events as they happen."""
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
