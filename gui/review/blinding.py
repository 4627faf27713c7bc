"""What a second rater must not know: who, when, which file, and the first rater's statements."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from hashlib import sha256

from gui.language import text
from gui.review.picture import Row, Said

UNREADABLE, FAILED = "blind.unreadable", "blind.failed"


def blind_order(ids: Sequence[str], rater: str) -> list[int]:
    """The order of trials for a rater: always the same, and independent of when they were
    recorded."""
    digests = [sha256(f"{rater}/{one}".encode()).digest() for one in ids]
    return sorted(range(len(ids)), key=lambda at: digests[at])


def blind_row(row: Row, number: int, rater: str) -> Row:
    """A row without a name, a date, others' ratings or the repetition count after others' edits; a
    file's error may contain a name."""
    return replace(
        row,
        name=text("blind.name", number=number),
        began="",
        repetitions=None,
        recount=False,
        raters=tuple(one for one in row.raters if one == rater),
        why=text(UNREADABLE) if row.why else "",
    )


def blind_said(said: Sequence[Said], rater: str) -> tuple[Said, ...]:
    """The rater's own statements, without their times."""
    return tuple(replace(one, utc="", day="") for one in said if one.author == rater)


def tells(why: str, names: Iterable[str]) -> bool:
    """Whether an error may reveal its trial or participant, given the names of trials and
    participants; any part of a path, which may be cut, can reveal it."""
    words = (rf"\b{re.escape(name)}\b" for name in names if name)
    return any(re.search(word, why) for word in (r"[/\\]", *words))
