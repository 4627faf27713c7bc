"""The store: what lies in its folder, as far as it is known, and made known when it is new."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from rig.store.row import TrialRow
from rig.trial.folder import default_folder

# Hears how many files were looked at, and how many there are to be looked at.
OnProgress = Callable[[int, int], None]


def silent(_: int, __: int) -> None:
    """Progress that nobody hears."""


class Store:
    """The trials in a folder and in those below it; left out, the user's own.

    Several programs may use one store at once.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or default_folder()

    def refresh(self, on_progress: OnProgress = silent, *, workers: int | None = None) -> None:
        """Brings the index up to what lies in the folder; only new and changed files are read, in
        `workers` processes where there are many. Raises UsageError if the folder cannot be read."""
        raise NotImplementedError

    def trials(
        self,
        *,
        participant: str | None = None,
        protocol: str | None = None,
        since: date | None = None,
        discarded: bool = False,
    ) -> list[TrialRow]:
        """What the index says, oldest first; files that cannot be read stand last. It is as new as
        the last `refresh`. `discarded` adds what was put aside."""
        raise NotImplementedError
