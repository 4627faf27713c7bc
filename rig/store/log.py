"""The log of a store: who opened, exported, moved or deleted what, and when.

Lines are only added. There is one exception: when a participant is deleted, a random word replaces
their pseudonym in all lines, and the names of their files are removed, so that the log still shows
that there was a participant, what was done, and that they were deleted.
"""

import getpass
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from rig.errors import UsageError
from rig.store.listing import INDEX, LOG
from rig.trial import lines
from rig.trial.folder import default_place
from rig.trial.reader import summarize

BEGUN = "delete-begun"
Use = Literal[
    "show", "analyze", "verify", "recover", "zero", "replay", "export", "report", "review", "import"
]


def note_use(what: Use, trials: Iterable[Path] | Mapping[Path, str]) -> str:
    """Logs that trials were used, except those outside any store. Returns "", or in plain words why
    it failed.

    All uses of a trial are logged here. A mapping holds the participants already; otherwise they
    are read from the files.
    """
    known = trials if isinstance(trials, Mapping) else {}
    by_store: dict[Path, list[dict[str, Any]]] = {}
    try:
        for path in trials:
            if store := store_of(path):
                participant = known[path] if path in known else summarize(path).participant
                file = path.resolve().relative_to(store).as_posix()
                by_store.setdefault(store, []).append(entry(what, participant, file=file))
        for store, entries in by_store.items():
            lines.append(store / LOG, *entries)
    except UsageError as error:
        return f"the log of the store was not written: {error}"
    return ""


def entry(what: str, participant: str, **more: object) -> dict[str, Any]:
    """A line of the log."""
    utc = datetime.now(UTC).isoformat(timespec="seconds")
    return {"utc": utc, "what": what, "participant": participant, **more, "by": user_name()}


def store_of(path: Path) -> Path | None:
    """The store that contains a file: the user's own, or the nearest folder above it with an index
    or a log; None if there is none."""
    own = default_place().resolve()
    for folder in path.resolve().parents:
        if folder == own or (folder / LOG).is_file() or (folder / INDEX).is_file():
            return folder
    return None


@contextmanager
def forgetting_in_log(store: Path, participant: str) -> Iterator[Callable[[int], None]]:
    """Logs that a participant is being deleted, without the pseudonym, before anything is deleted;
    removes the pseudonym and the names of files from the lines that have it. Yields a function that
    logs how many files were deleted. Raises UsageError."""
    word = f"deleted-{secrets.token_hex(4)}"
    lines.append(store / LOG, entry(BEGUN, word))
    _forget(store, participant, word)

    def done(files: int) -> None:
        lines.append(store / LOG, entry("delete", word, files=files))

    yield done
    _forget(store, participant, word)  # what others wrote meanwhile


def _forget(store: Path, participant: str, word: str) -> None:

    def forgotten(said: dict[str, Any]) -> dict[str, Any]:
        if participant not in (said.get("participant"), said.get("from")):
            return said
        own = said.get("participant") == participant
        swapped = {name: word for name in ("participant", "from") if said.get(name) == participant}
        return said | swapped | ({"file": ""} if own and "file" in said else {})

    lines.rewrite(store / LOG, forgotten)


def user_name() -> str:
    """Name of the computer's user; empty if the system does not provide it."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # which of them depends on the system
        return ""
