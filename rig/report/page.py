"""Which page is made from which trials."""

from datetime import UTC, datetime
from typing import Any

from rig.plain import plain
from rig.report.audience import COACH, LAB
from rig.report.changepage import change_page
from rig.report.reading import Read, Unread
from rig.report.rendering import rendered
from rig.report.rests import made
from rig.report.trialpage import coach_page, laboratory_page

LONGEST_WHY = 400


def html_of(found: Read, *, page: str) -> str:
    """The page of trials that were read; several are compared first."""
    laboratory, several = page == LAB, len(found.analyses) > 1
    values: dict[str, Any] = {
        "page": page,
        "made": made(datetime.now(UTC)),
        "unread": [(one.file.name, _without_folder(one)) for one in found.unread],
        "change": change_page(found.analyses, laboratory=laboratory) if several else None,
    }
    make = laboratory_page if laboratory else coach_page
    shown = [] if several and page == COACH else found.analyses
    return rendered("page.html", trials=[make(one) for one in shown], **values)


def _without_folder(one: Unread) -> str:
    """Without the folder, which is private to the page's author."""
    return plain(one.why.replace(str(one.file), one.file.name), LONGEST_WHY)
