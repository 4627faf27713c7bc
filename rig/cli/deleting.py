"""rig delete-participant: every trace of a person, shown and then deleted."""

from collections.abc import Iterator
from pathlib import Path

import click

from rig.calibrations.persons import PersonBook
from rig.cli.console import err, fail, print_line
from rig.cli.trials import folder_option, opened_store
from rig.cli.typed import Typed
from rig.errors import Exit, UsageError
from rig.plain import LONGEST_PATH, plain
from rig.store.deleting import Traces, remove, traces_of
from rig.store.names import names_path
from rig.stream.runfolder import left_by_killed_engines, sweep_killed_engines

ELSEWHERE = (
    "Not found here: what was exported or copied to other places or under another pseudonym, "
    "what is packed, backups, and trials that rig record wrote to other folders."
)


@click.command("delete-participant")
@click.argument("participant", metavar="ID")
@folder_option
@click.option("--yes", "sure", is_flag=True, help="Do not ask.")
def delete_participant(participant: str, folder: Path | None, sure: bool) -> int:
    """Delete all that is kept of a participant, after showing what will go."""
    store, persons = opened_store(folder), PersonBook()
    traces, rings = traces_of(store, participant, persons), left_by_killed_engines()
    go, stay = list(_going(traces)), list(_staying(traces))
    heading = [f"Of {participant} this will go:"] if go else []
    also = [f"  {plain(path, LONGEST_PATH)}, of an engine that was killed" for path in rings]
    for line in (*heading, *go, *(also if go else ()), *stay):
        print_line(line)
    but = ", but for what stays" if stay else ""
    if not go:
        fail(f"nothing is kept of {participant} in {plain(store.folder, LONGEST_PATH)}{but}")
        return Exit.ANSWER_IS_NO
    if not (sure or _agreed()):
        fail("nothing was deleted")
        return Exit.ANSWER_IS_NO
    try:
        remove(store, traces, persons)
        sweep_killed_engines()
    except KeyboardInterrupt as error:
        raise UsageError("stopped before all was deleted: do it again for what is left") from error
    print_line(f"Deleted: all that was kept of {participant}{but}. {ELSEWHERE}")
    return Exit.DONE


def _going(traces: Traces) -> Iterator[str]:
    for path in (*traces.files, *traces.elsewhere):
        only = ", the lines with their name" if path == names_path() else ""
        yield f"  {plain(path, LONGEST_PATH)}{only}"
    if traces.log_lines:
        yield f"  the pseudonym in {traces.log_lines} lines of the log, which stay without it"


def _staying(traces: Traces) -> Iterator[str]:
    for path in traces.named:
        yield f"  stays, it says that it is somebody else's: {plain(path, LONGEST_PATH)}"
    why = f"{traces.participant} is named in it, look whether it may go"
    for path in traces.mentioned:
        yield f"  stays, {why}: {plain(path, LONGEST_PATH)}"
    for path in traces.shut:
        yield f"  stays, it may not be looked into: {plain(path, LONGEST_PATH)}"


def _agreed() -> bool:
    """Without input the answer is no."""
    err.print("There is no way back. Delete all this? (y/n)")
    return Typed().yes() is True
