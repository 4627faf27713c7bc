"""What a second rater must not know: who, when, which file, and what the first one said."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from hashlib import sha256

from gui.language import text
from gui.review.picture import Row, Said

UNREADABLE, FAILED = "blind.unreadable", "blind.failed"


def blind_order(ids: Sequence[str], rater: str) -> list[int]:
    """In which order trials stand for a rater: always the same, and it tells nothing of when they
    were recorded."""
    digests = [sha256(f"{rater}/{one}".encode()).digest() for one in ids]
    return sorted(range(len(ids)), key=lambda at: digests[at])


def blind_row(row: Row, number: int, rater: str) -> Row:
    """A row without a name, a date, another one's rating or how many repetitions others made of it;
    a file's error may hold a name."""
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
    """What the rater said alone, and not when."""
    return tuple(replace(one, utc="", day="") for one in said if one.author == rater)


def tells(why: str, names: Iterable[str]) -> bool:
    """Whether an error may tell which trial it is of, or whose, by these names of trials and
    participants; of a path, which may be cut, each part can."""
    words = (rf"\b{re.escape(name)}\b" for name in names if name)
    return any(re.search(word, why) for word in (r"[/\\]", *words))
