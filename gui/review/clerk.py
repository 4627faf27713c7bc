"""What the session reads from files, as plain data for views."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import msgspec

from gui.language import text
from gui.review.listing import Listed, known_in, listed, paths_at
from gui.review.picture import WHOLE_TRIAL, Compared, Row, Said
from rig.errors import RigError
from rig.measure.agreement import LEAST_PAIRS, Agreement, Estimate, agreement
from rig.plain import plain
from rig.trial.edits import SAME_S, that_count
from rig.trial.localtime import day_text, local
from rig.trial.notes import LONGEST_NOTE, notes_of
from rig.trial.reader import utc_offset_of
from rig.trial.reviews import Edit, Rated, acts_of, standing

Ratings = dict[tuple[str, str], int]


def trials_at(place: Path) -> Iterator[Listed]:
    """The trials in a folder, or the single file of that name."""
    yield from listed(paths_at(place), known_in(place))


def row_of(key: int, one: Listed) -> Row:
    """A row of the list, with the local time of the place of recording."""
    return Row(
        key=key,
        name=one.participant or one.path.stem,
        drill=one.protocol,
        began=_local(one),
        seconds=one.seconds,
        verdict=one.verdict,
        repetitions=one.repetitions,
        recount=one.recount,
        losses=one.losses,
        simulated=one.simulated,
        imported=one.imported,
        raters=one.raters,
        why=one.why,
    )


def said_of(path: Path) -> tuple[Said, ...]:
    """All valid statements about a trial, oldest first, including notes written during recording.
    Raises UsageError if they cannot be read."""
    taken = [
        Said("note", note.author, note.utc, time_s=0.0, text=note.text) for note in notes_of(path)
    ]
    acts = standing(acts_of(path))
    fields = set(Said.__dataclass_fields__)
    said = [
        Said(**{name: value for name, value in msgspec.to_builtins(act).items() if name in fields})
        for act in acts
    ]
    offset_s = utc_offset_of(path)
    harmless = (
        replace(one, text=plain(one.text, LONGEST_NOTE), day=day_text(one.utc, offset_s))
        for one in (*taken, *said)
    )
    return tuple(sorted(harmless, key=lambda one: one.utc))


def edits_of(path: Path, *, alone: str = "") -> list[Edit]:
    """The valid edits of repetitions, oldest first.

    With `alone`, only those of this reviewer, including blinded ones, without times. Raises
    UsageError if they cannot be read.
    """
    acts = standing(acts_of(path))
    if not alone:
        return that_count(acts)
    own = [act for act in acts if isinstance(act, Edit) and act.author == alone]
    return [msgspec.structs.replace(act, utc="") for act in own]


def compared(paths: Sequence[Path], first: str, second: str) -> Compared:
    """How well two raters agree, over all repetitions that both rated, and over all trials."""
    ratings = _ratings(paths)
    raters = tuple(sorted(ratings))
    if not (first in ratings and second in ratings):
        return Compared(raters)
    both = sorted(ratings[first].keys() & ratings[second].keys())
    lines: list[tuple[str, str]] = []
    for name, of_trials in (("repetitions", False), ("trials", True)):
        things = [thing for thing in both if (thing[1] == str(WHOLE_TRIAL)) is of_trials]
        said = [[ratings[who][thing] for thing in things] for who in (first, second)]
        lines += _lines(text(f"agreement.{name}"), agreement(*said))
    return Compared(raters, first, second, tuple(lines))


def _ratings(paths: Sequence[Path]) -> dict[str, Ratings]:
    """By rater, then by file and repetition; the newest of each is valid."""
    ratings: dict[str, Ratings] = {}
    for path in paths:
        try:
            acts = standing(acts_of(path))
        except RigError:
            continue
        known_s: list[float] = []
        for act in acts:
            if isinstance(act, Rated):
                ratings.setdefault(act.author, {})[str(path), _rated(act, known_s)] = act.value
    return ratings


def _rated(act: Rated, known_s: list[float]) -> str:
    """An identity of the rated thing that is equal for all raters: numbers are not, once a rater
    has added or removed a repetition."""
    if act.repetition == WHOLE_TRIAL or act.found_s is None:
        return str(act.repetition)
    same = [one_s for one_s in known_s if abs(one_s - act.found_s) < SAME_S]
    if not same:
        known_s.append(act.found_s)
    return str((same or known_s)[-1])


def _lines(name: str, found: Agreement) -> Iterator[tuple[str, str]]:
    yield name, text("agreement.pairs", pairs=found.pairs)
    if found.pairs:
        yield text("agreement.percent"), f"{found.percent:.0f} %"
    if found.pairs < LEAST_PAIRS:
        yield text("agreement.few"), text("agreement.few_why", least=LEAST_PAIRS)
        return
    yield text("agreement.kappa"), _words(found.kappa)
    yield text("agreement.icc"), _words(found.icc)


def _words(found: Estimate) -> str:
    if math.isnan(found.value):
        return text("agreement.undefined")
    if math.isnan(found.low):
        return f"{found.value:.2f}"
    return text("agreement.figure", value=found.value, low=found.low, high=found.high)


def _local(one: Listed) -> str:
    start = one.start_utc
    return f"{local(start, one.utc_offset_s):%Y-%m-%d %H:%M}" if start else ""
