"""rig analyze: repetitions, contact losses and balance of trials."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click
from rich.progress import Progress

from rig.analysis.analysis import analyse
from rig.analysis.comparing import HeelShares
from rig.analysis.document import document_of
from rig.analysis.parameters import AnalysisParameters, with_settings
from rig.analysis.records import Analysis
from rig.cli.analysed import print_analysis
from rig.cli.console import err, fail, json_option, print_json
from rig.errors import Exit, UsageError
from rig.trial.opening import open_trial

SUFFIX = ".h5"


@click.command()
@click.argument(
    "paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE|FOLDER..."
)
@click.option("--set", "settings", multiple=True, metavar="NAME=VALUE", help="Another parameter.")
@json_option
def analyze(paths: Sequence[Path], settings: Sequence[str], as_json: bool) -> int:
    """Find repetitions, contact losses and balance of trials, or of all trials in a folder.

    --set NAME=VALUE as often as needed, for example --set contact.debounce_ms=10; a name that is
    none lists them all.
    """
    parameters, code = with_settings(settings), Exit.DONE
    documents: list[dict[str, Any]] = []
    heel_shares = HeelShares()
    for file, found in _with_progress(_files(paths), parameters):
        if isinstance(found, UsageError):
            fail(str(found))
            code = Exit.WRONG_USE
            documents.append({"file": str(file), "why": str(found)})
            continue
        compared = heel_shares.compare(found.trial)
        if as_json:
            documents.append(document_of(found, compared))
        else:
            print_analysis(found, compared)
    if as_json:
        print_json({"trials": documents})
    return code


def _files(paths: Sequence[Path]) -> list[Path]:
    """Files as they are named, and for a folder the trials in it."""
    return [file for path in paths for file in (_trials_in(path) if path.is_dir() else [path])]


def _trials_in(folder: Path) -> list[Path]:
    trials = sorted(folder.glob(f"*{SUFFIX}"))
    if not trials:
        raise UsageError(f"expected trials, files *{SUFFIX}, in {folder}, got none")
    return trials


def _with_progress(
    files: Sequence[Path], parameters: AnalysisParameters
) -> Iterator[tuple[Path, Analysis | UsageError]]:
    """Each file analysed. Of several, a bar says how many are done; it is gone for each answer."""
    if len(files) == 1 or not err.is_terminal:
        yield from ((file, _attempt(file, parameters)) for file in files)
        return
    bar = Progress(console=err, transient=True, redirect_stdout=False, redirect_stderr=False)
    task = bar.add_task("trials", total=len(files))
    for file in files:
        with bar:
            found = _attempt(file, parameters)
            bar.advance(task)
        yield file, found


def _attempt(file: Path, parameters: AnalysisParameters) -> Analysis | UsageError:
    try:
        return analyse(open_trial(file), parameters)
    except UsageError as error:
        return error
