"""The manual steps of `rig check`: press, load, pull a wire, channel by channel."""

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass

from rig.cli.check.bench import SKIPPED, Bench
from rig.cli.check.observation import Observation, Seen
from rig.measure.bringup import channels, hands
from rig.measure.bringup.channels import Channels, Counts, Float
from rig.measure.bringup.finding import Finding, not_checked, spoken

REST_S = 0.5
RECENT_ROWS = 100
Findings = Iterator[Finding]
Judge = Callable[[Counts, Float, int, Channels], Finding]


@dataclass(frozen=True, slots=True)
class Task:
    """A manual task on a channel: its words, and when and how long to look afterwards."""

    step: str
    words: dict[str, str]
    undo: dict[str, str]
    settle_s: float
    look_s: float
    judge: Judge


TOUCH = Task(
    "touch",
    {
        "plates": "Press on the {} with a hand, about 5 kg, and hold.",
        "dowel": "Press the {} sensor with a finger, and hold.",
    },
    {"plates": "Let go.", "dowel": "Let go."},
    settle_s=0.5,
    look_s=0.5,
    judge=hands.touch,
)
LOAD = Task(
    "load",
    {
        "plates": "Stand on the {} with all your weight, calmly; up to 95 kg.",
        "dowel": "Press the {} sensor firmly, about 1 kg, and hold.",
    },
    {"plates": "Step off.", "dowel": "Let go."},
    settle_s=1.5,
    look_s=1.0,
    judge=hands.load,
)
WIRE = Task(
    "wire",
    {"dowel": "Pull one wire of the {} sensor's cable."},
    {"dowel": "Put it back."},
    settle_s=0.5,
    look_s=0.5,
    judge=lambda counts, _, asked, board: hands.wire_break(counts, asked, board),
)


def touch(bench: Bench) -> Findings:
    """Whether each channel, and it alone, moves when it is pressed."""
    return _by_hand(bench, TOUCH, bench.roles())


def load(bench: Bench) -> Findings:
    """Whether each channel takes a full load."""
    return _by_hand(bench, LOAD, bench.roles())


def wire(bench: Bench) -> Findings:
    """Whether a broken wire of the dowel is detected as one."""
    return _by_hand(bench, WIRE, [role for role in bench.roles() if role == "dowel"])


def _by_hand(bench: Bench, task: Task, roles: list[str]) -> Findings:
    bench.say(f"Each within {bench.hands_s:.0f} s; hold until told.")
    skipped = False
    for role in roles:
        info = bench.boards[role].info
        with bench.observe(role) as observed:
            for asked, column in enumerate(info.columns):
                if bench.wants(column) and not skipped:
                    skipped = yield from _one_by_hand(bench, task, observed, role, asked)
                elif bench.wants(column):
                    yield not_checked(task.step, spoken(column), SKIPPED)


def _one_by_hand(
    bench: Bench, task: Task, observed: Observation, role: str, asked: int
) -> Generator[Finding, None, bool]:
    """A channel's reaction to the requested action; returns whether to skip the rest."""
    info = bench.boards[role].info
    name = spoken(info.columns[asked])
    rest = observed.gather(REST_S)[role].counts().mean(axis=0)
    if fault := channels.end_fault(info, float(rest[asked])):
        read = round(float(rest[asked]), 1)
        yield Finding(task.step, name, False, read, "counts at rest", "free to move", fault)
        return False
    bench.say(task.words[role].format(name))
    if not bench.hands(observed, lambda: _moved(observed.seen[role], rest, info, task)):
        yield not_checked(task.step, name, SKIPPED)
        return True
    observed.until(lambda: False, task.settle_s)
    yield task.judge(observed.gather(task.look_s)[role].counts(), rest, asked, info)
    _release(bench, task, observed, lambda: not _moved(observed.seen[role], rest, info, task))
    return False


def _release(bench: Bench, task: Task, observed: Observation, released: Callable[[], bool]) -> None:
    """Waits for the release, so that the next channel begins at rest."""
    if not released():
        (role,) = observed.seen
        bench.say(task.undo[role])
        bench.hands(observed, released)


def _moved(seen: Seen, rest: Float, info: Channels, task: Task) -> bool:
    recent = seen.counts(RECENT_ROWS)
    if task is WIRE:
        return len(recent) > 0 and hands.fell(recent, rest)
    return len(recent) > 0 and hands.moved(recent, rest, info)
