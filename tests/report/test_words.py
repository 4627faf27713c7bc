"""Texts and numbers as they are printed; every text that may be needed exists."""

import math
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import rig.report
from rig.analysis import alike
from rig.measure import dowel, losses
from rig.measure.technique.statement import LEVELS
from rig.measure.validity import LEVELS as VERDICTS
from rig.report.said import KINDS
from rig.report.words import moment, number, say, table
from rig.trial.localtime import local

ROOM = Path(rig.report.__file__).parent
KNOWN = table()


@pytest.fixture
def _in_new_york(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    if not hasattr(time, "tzset"):
        pytest.skip("needs a system that can be told where it is")
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [(12.34, 1, "12.3"), (-0.04, 1, "0.0"), (-2.0, 0, "\N{MINUS SIGN}2"), (1e-9, 2, "0.00")],
)
def test_numbers(value: float, decimals: int, shown: str) -> None:
    assert number(value, decimals) == shown


def test_what_is_not_known_is_a_dash() -> None:
    assert {number(None), number(math.nan), number(math.inf, 2)} == {"\N{EN DASH}"}
    assert number(3.0, 1, sign=True) == "+3.0"
    assert number(0.01, 1, sign=True) == "0.0"


@pytest.mark.usefixtures("_in_new_york")
def test_times_are_those_of_the_place() -> None:
    night = datetime(2026, 3, 2, 3, 30, tzinfo=UTC)
    assert moment(night.astimezone()) == "1 March 2026, 22:30 (UTC\N{MINUS SIGN}05:00)"
    assert moment(None) == "time of day not kept"
    assert moment(local(night, 3600.0)) == "2 March 2026, 04:30 (UTC+01:00)"


def test_one_is_not_many() -> None:
    assert say("chart.losses", count=1) == "one loss of contact"
    assert say("chart.losses", count=2) == "2 losses of contact"


def sources() -> str:
    return "\n".join(
        path.read_text("utf-8") for path in ROOM.rglob("*") if path.suffix in (".py", ".html")
    )


def test_every_text_that_is_asked_for_is_there() -> None:
    asked = set(re.findall(r'\bsay\(\s*"([\w.]+)"(?! ~)', sources()))
    assert len(asked) > 50
    assert asked - set(KNOWN) == set()


def test_whatever_may_be_found_has_its_words() -> None:
    kinds = {dowel.LINK_LOST, dowel.WIRE_BROKEN, dowel.SHORT, dowel.STUCK}
    kinds |= {losses.DOWEL_HANDLED, losses.DOWEL_OFF}
    reasons = {getattr(alike, name) for name in dir(alike) if name.startswith("LEFT_")}
    assert len(reasons) == 6
    refusals = (alike.NEWTONS, alike.PLACEMENT, alike.LEVELS)
    wanted = {
        *(f"kind.{kind}" for kind in kinds),
        *(f"point.{point}" for point in dowel.POINTS),
        *(f"change.{reason}" for reason in (*reasons, *refusals)),
        *(f"figure.{name}" for name in alike.COMPARED),
        *(f"level.{KINDS[level]}" for level in LEVELS),
        *(f"validity.{verdict.replace(' ', '_')}" for verdict in VERDICTS),
    }
    assert wanted <= set(KNOWN)
