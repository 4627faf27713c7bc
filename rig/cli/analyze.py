"""rig analyze: repetitions, contact losses and balance of trials."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import click
from rich.progress import Progress

from rig.analysis.comparing import Copies, HeelShares
from rig.analysis.document import document_of
from rig.analysis.each import each
from rig.analysis.light import analyse_file
from rig.analysis.parameters import with_settings
from rig.analysis.records import Analysis
from rig.cli.analysed import as_found_option, print_analysis
from rig.cli.console import err, fail, json_option, note_used, out, print_json
from rig.errors import Exit, RigError, UsageError
from rig.plain import LONGEST_PATH, plain
from rig.store.listing import trials_in

Found = tuple[Path, Analysis | RigError]


@click.command()
@click.argument(
    "paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE|FOLDER..."
)
@click.option("--set", "settings", multiple=True, metavar="NAME=VALUE", help="Another parameter.")
@as_found_option
@click.option(
    "--table",
    type=click.Path(path_type=Path),
    metavar="FILE.csv|FILE.parquet",
    help="New file: one table of all trials, a row for each repetition.",
)
@click.option("--workers", type=click.IntRange(1, 256), help="In how many processes.")
@click.option("--scheduler", default="", metavar="ADDRESS", help="A Dask cluster that does it.")
@json_option
def analyze(
    paths: Sequence[Path],
    settings: Sequence[str],
    *,
    as_found: bool,
    table: Path | None,
    workers: int | None,
    scheduler: str,
    as_json: bool,
) -> int:
    """Find repetitions, contact losses and balance of trials, or of all trials in a folder and in
    those below it.

    --set NAME=VALUE as often as needed, for example --set contact.debounce_ms=10; a name that is
    none lists them all. Many trials are analysed in several processes at once.
    """
    act = partial(analyse_file, with_settings(settings), as_found=as_found)
    files = _files(paths)
    if scheduler:  # its workers may have another working folder
        files = [file.absolute() for file in files]
    _refuse_table(table)
    answers = each(act, files, workers=workers, scheduler=scheduler)
    found = []
    documents: list[dict[str, Any]] = []
    heel_shares = HeelShares()
    for file, one in _with_progress(_in_order(files, answers), len(files)):
        found.append((file, one))
        if isinstance(one, RigError):
            fail(str(one))
            documents.append({"file": str(file), "why": str(one)})
            continue
        compared = heel_shares.compare(one.trial)
        if as_json:
            documents.append(document_of(one, compared))
        elif table is None:
            print_analysis(one, compared)
    _name_copies(found, documents if as_json else ())
    if as_json:
        print_json({"trials": documents})
    _write_table(table, found, quiet=as_json)
    analysed = {file: one.trial.participant for file, one in found if isinstance(one, Analysis)}
    note_used("analyze", analysed)
    return Exit.DONE if len(analysed) == len(found) else Exit.WRONG_USE


def _name_copies(found: Sequence[Found], documents: Sequence[dict[str, Any]]) -> None:
    """Once all are known: the best of them may come last."""
    copies = Copies(one.trial for _, one in found if isinstance(one, Analysis))
    for at, (file, one) in enumerate(found):
        if isinstance(one, RigError):
            continue
        if same := copies.better(one.trial):
            fail(f"expected each trial once, {file} is the same as {same}: leave {file.name} out")
        if documents:
            documents[at]["same_trial_as"] = str(same) if same else None


def _files(paths: Sequence[Path]) -> list[Path]:
    """Files as they are named, and for a folder the trials in it; each once."""
    named = (file for path in paths for file in (_trials_in(path) if path.is_dir() else [path]))
    return list(dict.fromkeys(named))


def _trials_in(folder: Path) -> list[Path]:
    if trials := trials_in(folder):
        return trials
    raise UsageError(f"expected trials, files *.h5, in {folder}, got none")


def _refuse_table(table: Path | None) -> None:
    """Before hours of work for a file that cannot be written."""
    if table is not None:
        from rig.export.manytrials import expect_table_path

        expect_table_path(table)


def _write_table(table: Path | None, found: Sequence[Found], *, quiet: bool) -> None:
    if table is None:
        return
    from rig.export.manytrials import write_table  # what it needs is large

    rows = write_table(found, table)
    if not quiet:
        words = f"written: {plain(table, LONGEST_PATH)}, {rows} rows of {len(found)} files"
        out.print(words, soft_wrap=True)


def _in_order(files: Sequence[Path], answers: Iterable[Found]) -> Iterator[Found]:
    """Answers in the order of the files, each as soon as all before it are complete."""
    there: dict[Path, Analysis | RigError] = {}
    waiting = iter(files)
    file = next(waiting, None)
    for done, answer in answers:
        there[done] = answer
        while file in there:
            yield file, there.pop(file)
            file = next(waiting, None)


def _with_progress(found: Iterator[Found], count: int) -> Iterator[Found]:
    """For several, a bar shows how many are done; it is hidden for each answer."""
    if count == 1 or not err.is_terminal:
        yield from found
        return
    bar = Progress(console=err, transient=True, redirect_stdout=False, redirect_stderr=False)
    task = bar.add_task("trials", total=count)
    for _ in range(count):
        with bar:
            one = next(found)
            bar.advance(task)
        yield one
