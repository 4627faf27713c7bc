"""Regimes: what they simulate, how it is scored, and a short form of their table."""

import json
import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from rig.measure.repetition import Refused, Repetitions
from tests.score.limits import MISSED
from tests.score.regimes.catalogue import REGIMES
from tests.score.regimes.figures import Figure, figures_of
from tests.score.regimes.judged import Judged, compared
from tests.score.regimes.running import (
    FIRST_SEED,
    FIRST_SEED_OF_SHORT_FORM,
    SETS,
    one_set,
)
from tests.score.regimes.simulated import Simulated, TrueRepetition, simulate
from tests.score.regimes.table import KEPT, document, missing, section

SEED = 5
SHORT_FORM = ("minimum_jerk", "even", "touch_and_go", "stops", "heavy_load", "shallow", "standing")


@pytest.fixture(scope="module")
def touched() -> Simulated:
    """A set with one touched repetition."""
    return simulate("touched", SEED)


def told_of(true: list[TrueRepetition], refused: tuple[Refused, ...] = (), **more: Any) -> Any:
    """The result of an analysis that finds exactly these repetitions."""
    found = [
        SimpleNamespace(
            onset_s=one.onset_s,
            bottom_s=one.bottom_s,
            lockout_s=one.end_s,
            descent_s=one.descent_s,
            ascent_s=one.ascent_s,
            drop_m=one.drop_m,
            **more,
        )
        for one in true
    ]
    told: Repetitions = SimpleNamespace(repetitions=found, refused=refused)
    return told


def compared_with(set_: Simulated, told: Any) -> Judged:
    return compared(set_, told, live_s=None)


@pytest.mark.parametrize("regime", REGIMES)
def test_a_set_follows_from_its_seed_and_holds_what_is_true_of_it(regime: str) -> None:
    set_ = simulate(regime, SEED)
    assert set_.force_n.shape == (len(set_.time_s), 4)
    assert np.array_equal(np.diff(set_.sample), np.ones(len(set_.sample) - 1))
    assert set_.time_s[0] == 0
    for one in set_.repetitions:
        assert 0 < one.onset_s < one.descent_end_s <= one.bottom_s <= one.ascent_start_s < one.end_s
        assert one.end_s < set_.time_s[-1]
        assert 0.03 < one.drop_m < 0.5
    force_n = set_.force_n.sum(axis=1)
    assert force_n.max() < 3.5 * np.median(force_n)
    assert bool(set_.repetitions) == (set_.settings["drill"] != "stand")


def test_the_same_seed_gives_the_same_set_and_another_another() -> None:
    first, again, other = (simulate("light_load", seed) for seed in (3, 3, 4))
    assert np.array_equal(first.force_n, again.force_n)
    assert first.repetitions == again.repetitions
    assert first.settings != other.settings


def test_a_load_on_the_floor_does_not_weigh_on_the_plates() -> None:
    set_ = simulate("floor", SEED)
    kg = float(set_.settings["deviation"][0].split("size=")[1].split(",")[0])
    force_n = set_.force_n.sum(axis=1)
    alone_n = force_n[:1000].mean()
    for one in set_.repetitions:
        assert one.weight_n - alone_n == pytest.approx(kg * 9.81, rel=0.1)
        near = np.abs(set_.time_s - one.bottom_s) < 0.05
        assert force_n[near].mean() == pytest.approx(alone_n, rel=0.1)
    assert force_n[-300:].mean() == pytest.approx(alone_n, rel=0.02)


def test_repetitions_that_are_found_as_they_are_make_a_set_right(touched: Simulated) -> None:
    told = told_of(touched.repetitions, uncertainty={"onset_s": 0.02, "drop_m": 0.004})
    one = compared_with(touched, told)
    assert one.right
    assert one.false == 0
    assert (one.touched, one.flagged) == (1, 0)
    assert len(one.pairs) == len(touched.repetitions) - 1  # without the touched one
    assert one.pairs[0].error["onset_s"] == pytest.approx(0)
    assert set(one.pairs[0].width) == {"onset_s", "drop_m"}


def test_one_that_is_missed_or_invented_makes_a_set_wrong(touched: Simulated) -> None:
    assert not compared_with(touched, told_of(touched.repetitions[1:])).right
    more = touched.repetitions[0]._replace(onset_s=0.0, bottom_s=0.5, end_s=0.8)
    invented = compared_with(touched, told_of([more, *touched.repetitions]))
    assert not invented.right
    assert invented.false == 1
    twice = compared_with(touched, told_of([touched.repetitions[0], *touched.repetitions]))
    assert not twice.right


def test_a_touched_one_is_flagged_by_a_reason_or_by_withheld_figures(touched: Simulated) -> None:
    (one,) = touched.touched
    others = [rep for rep in touched.repetitions if rep not in touched.touched]
    refused = (Refused(one.onset_s, one.end_s, "touched"),)
    for told in (
        told_of(others, refused),
        told_of(touched.repetitions, refused),
        told_of([*others, one._replace(drop_m=math.nan)]),
    ):
        assert compared_with(touched, told).flagged == 1
        assert compared_with(touched, told).right


def test_a_movement_that_may_be_counted_makes_no_set_wrong() -> None:
    set_ = simulate("picked_up", SEED)
    assert len(set_.optional) == 1
    for found in (set_.repetitions, [*set_.optional, *set_.repetitions]):
        assert compared_with(set_, told_of(found)).right


def test_a_steady_force_in_a_descent_with_a_load_is_no_load_on_the_floor() -> None:
    """In the middle of an even descent the force equals that of the stand."""
    one = one_set(3011, "picked_up", live=False)
    assert one.right, f"{one.found} of {one.true}"
    assert one.pairs  # their figures are not withheld


def test_figures_are_held_against_their_limits(touched: Simulated) -> None:
    off = [one._replace(onset_s=one.onset_s + 0.07) for one in touched.repetitions]
    told = told_of(off, uncertainty={"onset_s": 0.1})
    found = figures_of([compared_with(touched, told)], REGIMES["lean"].limits)
    figures = {one.name: one for one in found}
    assert figures["right %"].reached is True
    assert figures["onset p95 ms"].value == pytest.approx(70)
    assert figures["onset p95 ms"].reached is False
    assert figures["inside onset_s"].reached is False  # always inside is too wide
    assert figures["inside drop_m"].reached is None
    assert figures["live %"].reached is None


def test_less_than_a_limit_is_not_the_limit() -> None:
    assert Figure("", 0.1, most=0.1).reached is True
    assert Figure("", 0.1, most=0.1, below=True).reached is False
    assert Figure("", None, most=0.1).reached is None


def test_the_page_tells_every_regime_and_what_misses(touched: Simulated) -> None:
    wrong = compared_with(touched, told_of([]))
    written = section(document({"touched": [wrong]}, 7))
    assert "| touched | 1 | **0** (≥ 97) |" in written
    assert "- touched (right %, flagged %): " in written


@pytest.mark.skipif(not KEPT.exists(), reason="nothing is kept before make score has been run")
def test_the_kept_table_is_of_these_regimes_and_says_every_limit() -> None:
    kept = json.loads(KEPT.read_text(encoding="utf-8"))
    assert list(kept["regimes"]) == list(REGIMES)
    assert kept["first_seed"] == FIRST_SEED
    for name, entry in kept["regimes"].items():
        assert entry["sets"] >= SETS
        assert name in MISSED or not missing(entry)


@pytest.mark.parametrize("regime", [name for name in SHORT_FORM if name not in MISSED])
def test_the_short_form_is_right(regime: str) -> None:
    one = one_set(FIRST_SEED_OF_SHORT_FORM, regime)
    assert one.right, f"{one.found} of {one.true}"
    assert all(hit.right for hit in one.live)
