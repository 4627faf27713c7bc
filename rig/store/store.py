"""The store: the known contents of its folder, updated on request."""

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from rig.errors import RigError
from rig.store.index import Index
from rig.store.listing import Seen, files_in
from rig.store.row import TrialRow
from rig.trial.folder import default_folder

# Gets how many files were read, and how many there are to read.
OnProgress = Callable[[int, int], None]
PASSES = 2  # the second for what changed, or an index that was damaged, during the first


def silent(_: int, __: int) -> None:
    """Ignores progress."""


class Store:
    """The trials in a folder and its subfolders; by default the user's own.

    Several programs may use one store at the same time; in one program an object is for one thread.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or default_folder()
        self._index = Index(self.folder)

    def refresh(self, on_progress: OnProgress = silent, *, workers: int | None = None) -> None:
        """Brings the index up to date with the folder; reads only new and changed files, if many in
        `workers` processes, by default one per processor.

        Raises UsageError if the folder cannot be read.
        """
        seen = list(files_in(self.folder))
        self._index.drop({row.path for row in self._index.rows()} - {one.path for one in seen})
        for _ in range(PASSES):
            known = {row.seen for row in self._index.rows()}
            new = [one for one in seen if one not in known]
            if not new:
                return
            self._look_into(new, on_progress, workers)

    def _look_into(self, new: list[Seen], on_progress: OnProgress, workers: int | None) -> None:
        # They import modules that would slow down programs that only list.
        from rig.analysis.each import each
        from rig.store.examining import examined

        on_progress(0, len(new))
        found = each(partial(examined, self.folder), new, workers=workers)
        for done, (seen, row) in enumerate(found, 1):
            if isinstance(row, RigError):
                row = TrialRow(**seen._asdict(), error=str(row))
            self._index.put(row, seen)
            on_progress(done, len(new))

    def trials(
        self,
        *,
        participant: str | None = None,
        protocol: str | None = None,
        since: date | None = None,
        discarded: bool = False,
    ) -> list[TrialRow]:
        """The rows of the index, oldest first, with unreadable files last, as of the last
        `refresh`. `discarded` includes discarded trials."""
        wanted = {"participant": participant, "protocol": protocol}
        rows = self._index.rows(**{name: text for name, text in wanted.items() if text is not None})
        return sorted(
            (
                row
                for row in rows
                if (discarded or not row.discarded)
                and (since is None or (row.day is not None and row.day >= since))
            ),
            key=_order,
        )


def _order(row: TrialRow) -> tuple[bool, str, str]:
    start = row.start_utc
    return start is None, start.isoformat() if start else "", row.path.as_posix()
