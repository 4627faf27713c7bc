"""rig trials: the contents of the store."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from rig.cli.console import err, json_option, print_json, print_line
from rig.errors import Exit, UsageError
from rig.plain import LONGEST_PATH, plain
from rig.store.oddities import oddities
from rig.store.row import TrialRow
from rig.store.store import OnProgress, Store, silent

HEADINGS = (
    "began",
    "participant",
    "protocol",
    "seconds",
    "validity",
    "repetitions",
    "lost",
    "reviewed by",
    "file",
)
RIGHT = ("seconds", "repetitions", "lost")

folder_option = click.option(
    "--folder",
    type=click.Path(path_type=Path),
    help="Folder of the store. Left out: where rig live puts trials.",
)


@click.command()
@click.option("--participant", help="Only of this pseudonym.")
@click.option("--protocol", help="Only of this drill.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only from this day on.")
@folder_option
@json_option
def trials(
    participant: str | None,
    protocol: str | None,
    *,
    since: datetime | None,
    folder: Path | None,
    as_json: bool,
) -> int:
    """List the trials of the store, with how good they are, their repetitions and contact losses.

    New and changed files are looked into first.
    """
    store = opened_store(folder)
    odd = oddities(store.trials(discarded=True))
    day = since.date() if since else None
    rows = store.trials(participant=participant, protocol=protocol, since=day)
    if as_json:
        print_json({"folder": str(store.folder), "trials": [_document(row, odd) for row in rows]})
    else:
        _print(rows, odd, store.folder)
    return Exit.DONE


def opened_store(folder: Path | None) -> Store:
    """A store whose index is up to date; a bar shows the progress if that takes a while.

    Raises UsageError if there is no such folder.
    """
    if folder is not None and not folder.is_dir():
        raise UsageError(f"expected the folder of a store, there is none at {plain(folder)}")
    store = Store(folder)
    with progress("looking at new files") as told:
        store.refresh(told)
    return store


@contextmanager
def progress(what: str) -> Iterator[OnProgress]:
    """Yields a function that shows progress, once there is any."""
    if not err.is_terminal:
        yield silent
        return
    from rich.progress import Progress

    with Progress(console=err, transient=True) as bar:
        task = bar.add_task(what, total=None, visible=False)

        def told(done: int, of: int) -> None:
            bar.update(task, completed=done, total=of, visible=True)

        yield told


def _document(row: TrialRow, odd: dict[Path, list[str]]) -> dict[str, Any]:
    return {
        "file": row.path.as_posix(),
        "trial_id": row.trial_id,
        "participant": row.participant,
        "protocol": row.protocol,
        "start_time_utc": row.start_utc.isoformat() if row.start_utc else None,
        "seconds": row.seconds,
        "end_reason": row.end_reason,
        "simulated": row.simulated,
        "imported": row.imported,
        "verdict": row.verdict or None,
        "repetitions": row.repetitions,
        "contact_losses": row.losses,
        "reviewed_by": row.reviewed_by or None,
        "remarks": odd.get(row.path, []),
    }


def _print(rows: Sequence[TrialRow], odd: dict[Path, list[str]], folder: Path) -> None:
    """Columns as wide as needed: rich's table takes 0.4 s for a thousand rows, and truncates names
    without a terminal."""
    remarks = (f"{_name(row)}: {plain(said)}" for row in rows for said in odd.get(row.path, ()))
    count = f"{len(rows)} file{'' if len(rows) == 1 else 's'} in {plain(folder, LONGEST_PATH)}"
    print_line("\n".join([*_aligned([HEADINGS, *map(_cells, rows)]), *remarks, count]))


def _aligned(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    pads = [str.rjust if heading in RIGHT else str.ljust for heading in HEADINGS]
    for cells in rows:
        padded = (pad(c, width) for pad, c, width in zip(pads, cells, widths, strict=True))
        yield "  ".join(padded).rstrip()


def _cells(row: TrialRow) -> tuple[str, ...]:
    return (
        _local(row),
        row.participant or "-",
        row.protocol or "-",
        "-" if row.seconds is None else f"{row.seconds:.0f}",
        row.verdict or "cannot be read",
        "-" if row.repetitions is None else str(row.repetitions),
        "-" if row.losses is None else str(row.losses),
        row.reviewed_by or "-",
        _name(row) + "".join(f" ({said})" for said in _provenance(row)),
    )


def _provenance(row: TrialRow) -> Iterator[str]:
    if row.simulated:
        yield "simulated"
    if row.imported:
        yield "imported"


def _local(row: TrialRow) -> str:
    return f"{row.start_local:%Y-%m-%d %H:%M}" if row.start_local else "-"


def _name(row: TrialRow) -> str:
    return plain(row.path.as_posix(), LONGEST_PATH)
