"""rig check: brings a rig up with the builder, step by step."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from typing import Any

import click
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from rig.cli.check import hands
from rig.cli.check import steps as looks
from rig.cli.check.bench import Bench, as_found
from rig.cli.console import err, fail, json_option, out, print_json
from rig.cli.interrupt import end_signals_interrupt
from rig.cli.running import board_options
from rig.cli.typed import Typed
from rig.device.board import Board
from rig.device.discovery import Wanted, open_wanted
from rig.device.hosttime import WallTime
from rig.device.messages import COLUMNS
from rig.errors import Exit, UsageError
from rig.measure.bringup.finding import Finding, not_checked
from rig.stream.watch import SleptError, sleep_is_named

ANY: frozenset[str] = frozenset()
PLATES, DOWEL = frozenset({"plates"}), frozenset({"dowel"})


@dataclass(frozen=True, slots=True)
class Step:
    """A step: what it checks, the boards it needs, and how it does it."""

    about: str
    needs: frozenset[str]
    run: Callable[[Bench], Iterator[Finding]]


STEPS = {
    "link": Step("samples come whole and in time", ANY, looks.link),
    "idle": Step("each channel with nothing on it", ANY, looks.idle),
    "noise": Step("how still each channel is", ANY, looks.noise),
    "touch": Step("the right channel moves", ANY, hands.touch),
    "wire": Step("a broken wire of the dowel shows", DOWEL, hands.wire),
    "load": Step("each channel takes a full load", ANY, hands.load),
    "sync": Step("the sync wire from the plates to the dowel", PLATES | DOWEL, looks.sync),
    "ttl": Step("TTL out and TTL in of the plates", PLATES, looks.ttl),
    "cue": Step("buzzer and LED of the dowel", DOWEL, looks.cue),
}
CHANNELS = [column for columns in COLUMNS.values() for column in columns]
WORDS = {True: "passed", False: "failed", None: "not checked"}
STYLES = {True: "green", False: "bold red", None: "yellow"}


@click.command()
@board_options
@click.option("--step", "steps", multiple=True, type=click.Choice(list(STEPS)), help="Only this.")
@click.option(
    "--channel", "channels", multiple=True, type=click.Choice(CHANNELS), help="Only this channel."
)
@click.option(
    "--wait",
    "hands_s",
    type=click.FloatRange(1, 600),
    default=20.0,
    show_default=True,
    help="Seconds to wait for hands.",
)
@json_option
def check(
    plates: str | None,
    dowel: str | None,
    steps: Sequence[str],
    channels: Sequence[str],
    hands_s: float,
    as_json: bool,
) -> int:
    """Walk through bring-up: every channel and line, and the likely fault where one fails.

    `s` and Enter skips a step, Ctrl-C ends the check. Exit code 1: something failed.
    """
    time = WallTime()
    boards = open_wanted(Wanted(plates, dowel), time, on_problem=fail)
    with ExitStack() as ports:
        for board in boards.values():
            ports.callback(board.close)
        _refuse_unless_possible(boards, steps)
        bench = Bench(boards, time, Typed(), err.print, hands_s, channels)
        report = Report(err if as_json else out)
        if as_json:
            ports.callback(lambda: print_json(report.document(boards)))
        with end_signals_interrupt(), sleep_is_named(time), as_found(bench):
            _introduce(bench)
            _walk(bench, steps or list(STEPS), report)
    report.summary()
    return report.exit_code


class Report:
    """Collects findings and prints each immediately."""

    def __init__(self, console: Console) -> None:
        self.findings: list[Finding] = []
        self._console = console

    def heading(self, name: str) -> None:
        """Prints which step begins."""
        self._console.print(Text.assemble("\n", (name, "bold"), f": {STEPS[name].about}"))

    def add(self, finding: Finding) -> None:
        """Prints a finding: one line, and one more if there is something to do."""
        self.findings.append(finding)
        line = Text.assemble(
            (f"  {WORDS[finding.passed]:12}", STYLES[finding.passed]),
            f"{finding.subject:22}{_figure(finding)}",
        )
        self._console.print(line, soft_wrap=True)
        if finding.passed is False:
            self._console.print(Padding(Text(f"-> {finding.fault}"), (0, 0, 0, 14), expand=False))

    def summary(self) -> None:
        """Prints how many there were of each kind, and where to look."""
        counts = ", ".join(f"{count} {word}" for word, count in self.totals.items() if count)
        self._console.print(f"\n{counts or 'Nothing was checked'}.", soft_wrap=True)

    @property
    def totals(self) -> dict[str, int]:
        """Number of findings by outcome."""
        outcomes = [finding.passed for finding in self.findings]
        return {word: outcomes.count(passed) for passed, word in WORDS.items()}

    @property
    def exit_code(self) -> Exit:
        """1 if something failed."""
        return Exit.ANSWER_IS_NO if self.totals["failed"] else Exit.DONE

    def document(self, boards: dict[str, Board]) -> dict[str, Any]:
        """All of it for --json."""
        who = {
            role: {
                "port": board.port.url,
                "serial": board.info.serial,
                "firmware": board.info.firmware_version,
            }
            for role, board in boards.items()
        }
        return {"boards": who, **self.totals, "findings": [_row(f) for f in self.findings]}


def _row(finding: Finding) -> dict[str, Any]:
    row = asdict(finding)
    row["result"] = WORDS[row.pop("passed")]
    return row


def _figure(finding: Finding) -> str:
    if finding.passed is None:
        return f"({finding.fault})" if finding.fault else ""
    figure = "" if finding.measured is None else f"{finding.measured:g} {finding.unit}"
    return f"{figure:26}must be {finding.expected}" if finding.expected else figure


def _introduce(bench: Bench) -> None:
    for role, board in bench.boards.items():
        bench.say(f"{role} board {board.info.serial} on {board.port.url}")
    bench.say("s and Enter skips a step, Ctrl-C ends the check.")


def _walk(bench: Bench, names: Sequence[str], report: Report) -> None:
    """Does the steps in order. After Ctrl-C the rest is reported as not checked."""
    left = list(names)
    try:
        while left:
            name = left[0]
            report.heading(name)
            try:
                for finding in _findings(bench, name):
                    report.add(finding)
            except SleptError as slept:
                report.add(not_checked(name, name, f"{slept}: check it again"))
            left.pop(0)
    except KeyboardInterrupt:
        bench.say("\nStopped.")
        for name in left:
            report.add(not_checked(name, name, "stopped"))


def _findings(bench: Bench, name: str) -> Iterator[Finding]:
    lacking = STEPS[name].needs - bench.boards.keys()
    if lacking:
        return iter([not_checked(name, name, f"no {' and '.join(sorted(lacking))} board")])
    return STEPS[name].run(bench)


def _refuse_unless_possible(boards: dict[str, Board], steps: Sequence[str]) -> None:
    if any(board.replay_of for board in boards.values()):
        raise UsageError("expected real boards, got replay://: what was recorded has no wires")
    if any(board.simulated for board in boards.values()):
        raise UsageError("expected real boards, got sim://: a simulated board has no wires")
    for name in steps:
        if lacking := STEPS[name].needs - boards.keys():
            role = " and ".join(sorted(lacking))
            raise UsageError(f"expected the {role} board for the step {name}, it is not there")
