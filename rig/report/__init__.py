"""Trials as a page to view, print and hand over: one self-contained HTML file."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rig.report.audience import COACH, LAB, PAGES

if TYPE_CHECKING:
    from rig.report.reading import Unread

__all__ = ["COACH", "LAB", "PAGES", "write_report"]


def write_report(
    trials: Sequence[Path], path: Path, *, page: str = COACH, as_found: bool = False
) -> list["Unread"]:
    """Writes a page of one trial, or of several and what changed between them; `as_found` ignores
    reviewers' edits.

    Returns the unreadable files, which the page names, too. Nothing is overwritten, and only its
    owner may read the page. Raises UsageError if nothing can be read, the trials are of several
    people, or the disk does not allow it; ValueError for an unknown page.
    """
    # Imported here because they are large.
    from rig.errors import UsageError
    from rig.report.page import html_of
    from rig.report.reading import read
    from rig.store.log import note_use
    from rig.trial.folder import refuse_unless_new
    from rig.trial.private import write_new

    if page not in PAGES:
        raise ValueError(f"expected one of {', '.join(PAGES)}, got {page}")
    refuse_unless_new(path)
    found = read(trials, as_found=as_found)
    try:
        write_new(path, html_of(found, page=page).encode())
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}") from error
    note_use("report", {one.trial.path: one.trial.participant for one in found.analyses})
    return found.unread
