"""Which trials and figures are compared."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import rig
from rig import Analysis
from rig.analysis.alike import COMPARED, LEFT_NO_TIME, LEFT_NOTHING, LEVELS, LOSSES, NEWTONS
from rig.analysis.comparing import Copies
from rig.analysis.sessions import sorted_series, value_of
from rig.measure.calibrating.trust import NewtonFacts
from rig.measure.validity import LEVELS as VERDICTS

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
IMPULSE = "ascent_impulse_ns"


@pytest.fixture(scope="module")
def one(set_of_three: Path) -> Analysis:
    return rig.analyse(rig.open_trial(set_of_three))


def on(one: Analysis, days: int, *, minute: int = 0, **about: object) -> Analysis:
    start = NOON + timedelta(days=days, minutes=minute)
    said = {"trial_id": f"{days}-{minute}", "start_time_utc": start} | about
    return replace(one, trial=replace(one.trial, **said))  # type: ignore[arg-type]


@pytest.mark.parametrize("first", [0, 1, 2])
def test_of_files_with_the_same_trial_the_best_counts(one: Analysis, first: int) -> None:
    """In any order: a closed one, then the better verdict, then the first."""
    good, bad, unclosed = (
        replace(
            one.trial,
            path=Path(name),
            end_reason=reason,
            validity=replace(one.trial.validity, level=level),
        )
        for name, reason, level in (
            ("z.h5", "stopped", VERDICTS[0]),
            ("b.h5", "stopped", VERDICTS[1]),
            ("a.h5", "recording", VERDICTS[0]),
        )
    )
    files = [good, bad, unclosed]
    copies = Copies(files[first:] + files[:first])
    assert [copies.better(file) for file in files] == [None, good.path, good.path]
    again = replace(good, path=Path("y.h5"))
    assert Copies([good, again]).better(again) == good.path


def with_tier(one: Analysis, tier: str | None) -> Analysis:
    plates = one.trial.plates
    assert plates is not None
    facts = NewtonFacts(tier is not None, False, tier, 1.0, "none", None)
    return replace(one, trial=replace(one.trial, plates=replace(plates, newtons=facts)))


def test_the_trials_of_a_day_are_a_session_in_order_of_time(one: Analysis) -> None:
    trials = [on(one, 30), on(one, 0, minute=20), on(one, 0, minute=5)]
    (series,) = sorted_series(trials).series
    ids = [[trial.trial.trial_id for trial in session.trials] for session in series.sessions]
    assert ids == [["0-5", "0-20"], ["30-0"]]
    assert series.scored == COMPARED


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone of a process")
@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "America/Los_Angeles"])
def test_who_reads_them_elsewhere_finds_the_same_sessions(
    one: Analysis, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    """An evening in New York that is already the next day in UTC."""
    evening = [on(one, 0, minute=at, utc_offset_s=-5 * 3600.0) for at in (690, 740)]
    morning = on(one, 1, minute=180, utc_offset_s=-5 * 3600.0)
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        (series,) = sorted_series([*evening, morning]).series
    finally:
        monkeypatch.undo()
        time.tzset()
    assert [(str(one.day), len(one.trials)) for one in series.sessions] == [
        ("2026-03-02", 2),
        ("2026-03-03", 1),
    ]


def test_losses_are_counted_for_a_repetition(one: Analysis) -> None:
    assert value_of(one, LOSSES) == pytest.approx(1 / 3)
    assert value_of(replace(one, contacts=None), LOSSES) is None


@pytest.mark.parametrize(
    "about",
    [{"condition": "x"}, {"simulated": False}, {"protocol": "y", "protocol_text": ""}],
)
def test_what_is_not_alike_stands_apart(one: Analysis, about: dict[str, object]) -> None:
    assert len(sorted_series([on(one, 0), on(one, 1, **about)]).series) == 2


@pytest.mark.parametrize(
    ("tiers", "refused"),
    [(("lab", "lab"), False), (("lab", "clinic"), True), (("lab", None), True)],
)
def test_newtons_of_one_tier_only(
    one: Analysis, tiers: tuple[str | None, ...], *, refused: bool
) -> None:
    trials = [with_tier(on(one, day), tier) for day, tier in enumerate(tiers)]
    (series,) = sorted_series(trials).series
    assert (series.refused.get(IMPULSE) == NEWTONS) == refused
    assert (series.change(IMPULSE) is None) == refused


def test_a_share_is_no_longer_the_same_once_cells_are_calibrated(one: Analysis) -> None:
    right = "right_percent"
    for tiers, compared in (
        ((None, None), True),
        (("lab", "clinic"), True),
        ((None, "lab"), False),
    ):
        (series,) = sorted_series([with_tier(on(one, d), t) for d, t in enumerate(tiers)]).series
        assert (series.change(right) is not None) == compared


def test_losses_by_other_levels_are_not_compared(one: Analysis) -> None:
    dowel = one.trial.dowel
    assert dowel is not None
    fitted = replace(dowel, levels_name="x", levels_utc="2026-03-02T12:00:00+00:00")
    (series,) = sorted_series([on(one, 0), on(one, 1, dowel=fitted)]).series
    assert series.refused[LOSSES] == LEVELS
    (series,) = sorted_series([on(one, 0, dowel=fitted), on(one, 1, dowel=fitted)]).series
    assert LOSSES not in series.refused


def test_what_cannot_be_placed_is_left(one: Analysis, trials: dict[str, Path]) -> None:
    still = rig.analyse(rig.open_trial(trials["gap"]))
    found = sorted_series([on(one, 0), on(one, 1, start_time_utc=None), still])
    assert [why for _, why in found.left] == [LEFT_NO_TIME, LEFT_NOTHING]
    assert len(found.series) == 1
