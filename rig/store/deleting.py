"""Finds and deletes every trace of a participant."""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from platformdirs import user_state_path

from rig.calibrations.persons import PersonBook
from rig.errors import UsageError
from rig.ondisk import leftovers_of
from rig.plain import LONGEST_PATH, plain
from rig.store.listing import LOG, OWN
from rig.store.log import forgetting_in_log
from rig.store.mentions import mentions, whole_export
from rig.store.moving import clear_empty_folders
from rig.store.names import forget_name, names_files
from rig.store.row import TrialRow
from rig.store.store import Store
from rig.trial import lines
from rig.trial.beside import owner_of, stems_of
from rig.trial.claim import SUFFIX as CLAIM
from rig.trial.claim import claimed_path
from rig.trial.participant import check_name, refuse_reserved
from rig.trial.reader import Fate, fate_of


@dataclass(frozen=True, slots=True)
class Traces:
    """What is stored about a participant.

    `files` are all files in the store that are deleted; `elsewhere` is the rest: levels, weights
    and consents, the state of the window's last session, and the list of names, of which only their
    lines are deleted. `named` are files with the pseudonym in their path whose contents name
    another participant; `mentioned` are exports, tables, pages and similar files that contain it
    and may be about others, too; `shut` are files and folders that cannot be read: all three stay.
    `log_lines` is how many lines of the log have the pseudonym.
    """

    participant: str
    files: tuple[Path, ...]
    elsewhere: tuple[Path, ...]
    named: tuple[Path, ...]
    mentioned: tuple[Path, ...]
    shut: tuple[Path, ...]
    log_lines: int


def session_path() -> Path:
    """Path of the window's session state."""
    return Path(user_state_path("hinge-rig", appauthor=False)) / "session.json"


def traces_of(store: Store, participant: str, persons: PersonBook) -> Traces:
    """What is stored about a participant; the store must be refreshed. Nothing is changed.

    Raises UsageError if it is not a pseudonym.
    """
    check_name("participant", participant, kind="a pseudonym")
    refuse_reserved(participant)
    if not participant:
        raise UsageError("expected the pseudonym of a participant, got nothing")
    rows = {row.path: row for row in store.trials(discarded=True)}
    found: dict[Kind, list[Path]] = {kind: [] for kind in Kind}
    for placed in _all_files(store.folder, found[Kind.SHUT]):
        kind = _kind_of(placed, participant, folder=store.folder, rows=rows)
        found[kind].append(store.folder / placed.own)
    log = [said for said in lines.read(store.folder / LOG).said if _tells_of(said, participant)]
    return Traces(
        participant=participant,
        files=tuple(sorted(found[Kind.THEIRS])),
        elsewhere=(
            *persons.files(participant),
            *_session_of(participant),
            *names_files(participant),
        ),
        named=tuple(sorted(found[Kind.NAMED])),
        mentioned=tuple(sorted(map(whole_export, found[Kind.MENTIONED]))),
        shut=tuple(sorted(found[Kind.SHUT])),
        log_lines=len(log),
    )


def remove(store: Store, traces: Traces, persons: PersonBook) -> None:
    """Deletes all of it; files are unlinked, not overwritten on the disk.

    Raises UsageError before anything is touched if a trial is being recorded, and at the end if
    something could not be deleted: then it can be repeated.
    """
    for path in map(_written, traces.files):
        if fate_of(path) is Fate.BEING_WRITTEN:
            raise UsageError(f"expected no trial under way, {path} is being recorded")
    with forgetting_in_log(store.folder, traces.participant) as done:
        theirs = (*traces.files, *_session_of(traces.participant))
        left = [path for path in theirs if not _gone(path)]
        for folder in {path.parent for path in traces.files}:
            clear_empty_folders(folder, store.folder)
        persons.forget(traces.participant)
        forget_name(traces.participant)
        store.refresh()
        done(len(traces.files) - len(left))
    if left:
        where = plain(left[0], LONGEST_PATH)
        raise UsageError(f"cannot remove {len(left)} files, such as {where}: close what uses them")


def _written(path: Path) -> Path:
    """For a claim, the trial that it is on, which may have been moved away."""
    return claimed_path(path) if path.name.endswith(CLAIM) else path


@dataclass(frozen=True, slots=True)
class _Placed:
    """A file of the store, and the trial that it is, or belongs to."""

    own: Path
    trial: Path


def _all_files(folder: Path, shut: list[Path]) -> Iterator[_Placed]:
    """Includes hidden files; the targets of links are not in the store. Unreadable folders are
    added to `shut`."""
    log = folder / LOG
    own = {*OWN, lines.lock_path(log).name, *(left.name for left in leftovers_of(log))}
    for place, _, names in os.walk(folder, onerror=lambda error: shut.append(Path(error.filename))):
        inside = Path(place).relative_to(folder)
        stems = stems_of(names)
        by_stem = {Path(name).stem: name for name in names if Path(name).stem in stems}
        for name in names:
            if inside == Path() and name in own:
                continue
            owner = owner_of(name, stems)
            trial = by_stem[owner] if owner and name not in by_stem.values() else name
            yield _Placed(inside / name, inside / trial)


class Kind(Enum):
    """How a file of the store relates to a participant."""

    THEIRS = auto()
    NAMED = auto()
    MENTIONED = auto()
    SHUT = auto()
    ELSE = auto()


def _kind_of(
    placed: _Placed, participant: str, *, folder: Path, rows: Mapping[Path, TrialRow]
) -> Kind:
    row, own = rows.get(placed.trial), rows.get(placed.own)
    owner, bears = row.participant if row else "", _bears(placed.own, participant)
    if owner == participant or (bears and not owner):
        return Kind.THEIRS
    if bears:
        return Kind.NAMED
    if own and own.trial_id:  # the trial names its participant, or none
        return Kind.ELSE
    try:
        return Kind.MENTIONED if mentions(folder / placed.own, participant) else Kind.ELSE
    except OSError:
        return Kind.SHUT


def _bears(path: Path, participant: str) -> bool:
    """Whether a file is where the rig puts those of a participant, or is named like them."""
    named = re.match(rf"\.*{re.escape(participant)}-\d{{8}}T\d{{6}}Z", path.name)
    return path.parts[0] == participant or named is not None


def _tells_of(said: lines.Said, participant: str) -> bool:
    return participant in (said.get("participant"), said.get("from"))


def _session_of(participant: str) -> list[Path]:
    path = session_path()
    return [one for one in (path, *leftovers_of(path)) if _holds(one, f'"{participant}"')]


def _holds(path: Path, text: str) -> bool:
    try:
        return text in path.read_text("utf-8", "replace")
    except OSError:
        return False


def _gone(path: Path) -> bool:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return False
    return True
