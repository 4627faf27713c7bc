"""rig show, and the summary at the end of other commands."""

from dataclasses import asdict
from pathlib import Path

import click
from rich.table import Table

from rig.cli.console import json_option, note_used, out, print_json
from rig.cli.newtons import imported_words, level_words, newton_words
from rig.cli.verify import print_trust, print_verdict
from rig.errors import Exit
from rig.measure.validity import Verdict
from rig.plain import LONGEST_PATH, plain
from rig.trial.reader import BoardSummary, Summary, summarize


@click.command()
@click.argument("path", type=click.Path(path_type=Path), metavar="FILE")
@json_option
def show(path: Path, as_json: bool) -> int:
    """Show what a trial holds."""
    summary = summarize(path)
    print_summary(summary, as_json=as_json)
    note_used("show", {path: summary.participant})
    return Exit.DONE


def print_summary(summary: Summary, *, as_json: bool) -> None:
    """A trial in words, or as JSON."""
    if as_json:
        print_json(asdict(summary))
        return
    table = Table(*["", *summary.boards])
    words = _imported_words if summary.imported_from else _words
    columns = [words(board) for board in summary.boards.values()]
    for label in columns[0] if columns else ():
        table.add_row(label, *(column[label] for column in columns))
    out.print(table)
    for line in _lines(summary):
        out.print(line, soft_wrap=True)
    if summary.verdict is not None:
        print_verdict(Verdict(summary.verdict, tuple(summary.reasons)), "verdict")
        if summary.trust is not None:
            print_trust(summary.trust)


def _lines(summary: Summary) -> list[str]:
    events = ", ".join(f"{count} {kind}" for kind, count in sorted(summary.events.items()))
    lines = [f"events: {events or 'none'}"]
    if summary.imported_from is None:
        lines.insert(0, f"ended: {summary.end_reason}")
    if summary.newtons:
        lines.append(newton_words(summary.newtons))
    if summary.own_levels_utc is not None:
        lines.append(level_words(summary.own_levels_utc))
    if summary.simulated:
        lines.append("SIMULATED: nothing here was measured on anyone")
    if summary.replay_of:
        lines.append(f"REPLAYED: played again from trial {summary.replay_of}")
    if summary.imported_from:
        lines += imported_words(summary.imported_from)
    return [*lines, f"trial: {plain(summary.file, LONGEST_PATH)}"]


def _words(board: BoardSummary) -> dict[str, str]:
    return {
        "serial": board.board_serial,
        "samples": str(board.samples),
        "lost": str(board.lost),
        "damaged frames": _or_dash(board.crc_errors),
        "missed ticks": _or_dash(board.missed_ticks),
        "from, to": f"{_seconds(board.first_time_s)} .. {_seconds(board.last_time_s)}",
        "rate": _with_unit(board.sample_rate_hz_fitted, 3, "Hz"),
        "clock runs fast by": _with_unit(board.clock_rate_ppm, 0, "ppm"),
        "clock residual": _with_unit(board.clock_residual_ms, 2, "ms"),
    }


def _imported_words(board: BoardSummary) -> dict[str, str]:
    """Without what only a board of the rig provides."""
    return {name: _words(board)[name] for name in ("samples", "lost", "from, to")}


def _or_dash(number: int | None) -> str:
    return "-" if number is None or number < 0 else str(number)


def _seconds(time_s: float | None) -> str:
    return _with_unit(time_s, 3, "s")


def _with_unit(number: float | None, digits: int, unit: str) -> str:
    return "-" if number is None else f"{round(number, digits) + 0.0:.{digits}f} {unit}"
