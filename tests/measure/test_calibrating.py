"""Calibration from known masses: what is recovered for cells with known truth, and how well."""

import json
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from rig.measure.balance import NOMINAL_GEOMETRY
from rig.measure.calibrating.fit import CannotFitError, fit_foot
from rig.measure.calibrating.masses import Hold, Reference
from rig.measure.calibrating.plan import Series, misplaced, nine_places, up_and_down
from rig.measure.calibrating.record import PlateRecord, calibrate
from rig.measure.calibrating.tier import NONE, NOT_ESTABLISHED
from rig.measure.calibration import force_n, nominal_plates
from rig.sim.bench import Bench, Cells, Lying
from tests.bench import (
    EXACT,
    FULL_SCALE,
    MASSES_KG,
    VOLTS_PER_COUNT,
    Hands,
    calibrated,
    occasion,
)

SEEDS = range(100)
KNOWN = Reference(gravity_within_percent=0, masses_within_percent=0.5, placed_within_mm=1.0)


def inside(record: PlateRecord, cells: Cells) -> list[tuple[bool, bool, bool]]:
    """For each channel whether slope, cross-talk and zero include the truth within their k = 2."""
    matrix = cells.newtons_per_volt * VOLTS_PER_COUNT
    zero = cells.zero_v / VOLTS_PER_COUNT
    return [
        (
            abs(fit.newtons_per_count - matrix[i, i]) <= fit.newtons_per_count_k2,
            abs(fit.cross_newtons_per_count - matrix[i, i ^ 1]) <= fit.cross_newtons_per_count_k2,
            abs(fit.zero_counts - zero[i]) <= fit.zero_counts_k2,
        )
        for i, fit in enumerate(record.channels.values())
    ]


def coverage(reference: Reference, **wrong: float) -> NDArray[np.float64]:
    """Share of channels and seeds whose truth is within the stated uncertainty."""
    found = []
    for seed in SEEDS:
        cells = Cells.from_seed(seed)
        found += inside(calibrated(Hands(cells, seed, **wrong), reference, checked=False), cells)
    return np.array(found).mean(axis=0)


def test_with_noise_alone_the_truth_lies_within_k2_in_95_percent() -> None:
    slope, cross, zero = coverage(EXACT)
    assert 0.92 <= slope <= 0.98
    assert 0.92 <= cross <= 0.98
    assert 0.92 <= zero <= 0.98


def test_with_masses_and_places_off_within_what_was_said_it_still_does() -> None:
    slope, cross, zero = coverage(KNOWN, masses_off=0.005, places_off_mm=1.0)
    assert slope >= 0.93
    assert cross >= 0.93
    assert zero >= 0.92


def test_masses_that_are_worse_than_was_said_are_not_covered() -> None:
    slope, _, _ = coverage(KNOWN, masses_off=0.02)
    assert slope < 0.8


def test_a_bend_is_that_of_the_cells() -> None:
    cells = replace(Cells.from_seed(3), bow=np.full(4, 0.004))
    # Half of the masses are on the other region: there this one carries nothing.
    share = np.array([*MASSES_KG, *MASSES_KG[-2::-1], *[0] * 11]) * 9.80665 / 974
    bent = share + 0.004 * 4 * share * (1 - share)
    off_line = share - np.polyval(np.polyfit(bent, share, 1), bent)
    for fit in calibrated(Hands(cells, 3)).channels.values():
        percent = 100 * np.abs(off_line).max() * 974 / fit.full_scale_n
        assert fit.nonlinearity_percent == pytest.approx(percent, rel=0.08)


def test_a_hysteresis_is_that_of_the_cells() -> None:
    true = Cells.from_seed(3)
    cells = replace(true, loop=np.full(4, 0.006))
    # Widest at 40 kg, 0.40 of full scale.
    share = 40 * 9.80665 / 974
    for fit in calibrated(Hands(cells, 3)).channels.values():
        percent = 0.6 * 4 * share * (1 - share) * 974 / fit.full_scale_n
        assert fit.hysteresis_percent == pytest.approx(percent, rel=0.02)
        assert fit.residual_sd_n > 1.0
    straight = calibrated(Hands(true, 3)).channels.values()
    assert all(fit.hysteresis_percent < 0.01 for fit in straight)


def test_newtons_of_a_load_are_those_that_lie_there() -> None:
    cells = Cells.from_seed(11)
    record = calibrated(Hands(cells, 11))
    bench = Bench(cells)
    bench.put([Lying("left", 30.0, 0, 100.0), Lying("right", 12.0, 0, 200.0)])
    counts = bench.plate_volts(np.array([0.0])) / VOLTS_PER_COUNT
    weights = 9.80665 * np.array([30.0, 30.0, 12.0, 12.0])
    shares = np.array([190 / 270, 80 / 270, 90 / 270, 180 / 270])
    assert force_n(counts, record.calibration)[0] == pytest.approx(weights * shares, abs=0.1)
    nominal = force_n(counts, nominal_plates(VOLTS_PER_COUNT))[0]
    assert np.abs(nominal - weights * shares).max() > 3


@pytest.mark.parametrize(
    ("worse", "tiers"),
    [
        ({}, {"lab"}),
        ({"bow": 0.0005, "loop": 0.001, "tilt": 0.002}, {"lab", "clinic"}),
        ({"bow": 0.002, "loop": 0.01, "tilt": 0.01}, {"clinic", "coaching", NONE}),
        ({"bow": 0.01, "loop": 0.02, "tilt": 0.03}, {"coaching", NONE}),
    ],
)
def test_the_tier_falls_with_the_cells(worse: dict[str, float], tiers: set[str]) -> None:
    known = replace(EXACT, masses_within_percent=0.1, placed_within_mm=0.3)
    found = Counter(
        calibrated(Hands(Cells.from_seed(seed, **worse), seed, 0.001, 0.3), known).tier.name
        for seed in range(20)
    )
    assert found.keys() <= tiers, found
    if worse.get("tilt", 0) >= 0.03:
        assert found[NONE] >= 15


def true_error_mm(cells: Cells, record: PlateRecord) -> float:
    """Largest error of CoP along the plates for these cells under 40 kg, exactly placed."""
    bench, worst = Bench(cells), 0.0
    zeroed = record.calibration.with_zero(record.check_zero_counts)
    for ask in nine_places(40, NOMINAL_GEOMETRY):
        bench.put([Lying(ask.foot, ask.mass_kg, ask.x_mm, ask.y_mm)])
        counts = bench.plate_volts(np.array([0.0])) / VOLTS_PER_COUNT
        left_heel, left_toe, right_heel, right_toe = force_n(counts, zeroed)[0].tolist()
        heel, toe = left_heel + right_heel, left_toe + right_toe
        worst = max(worst, abs((20 * heel + 290 * toe) / (heel + toe) - ask.y_mm))
    return worst


def test_the_true_error_is_no_larger_than_the_tier_says_in_95_percent() -> None:
    known = replace(EXACT, masses_within_percent=0.2, placed_within_mm=0.5)
    limits = {"lab": 1.0, "clinic": 2.0, "coaching": 5.0}
    kept = []
    for seed in range(40):
        cells = Cells.from_seed(seed, bow=0.001, loop=0.002, tilt=0.004)
        record = calibrated(Hands(cells, seed, 0.002, 0.5), known)
        kept.append(true_error_mm(cells, record) <= limits[record.tier.name])
    assert np.mean(kept) >= 0.95


def test_a_check_is_no_better_than_what_it_is_compared_with() -> None:
    hands = Hands(Cells.from_seed(5), 5)
    assert calibrated(hands).tier.name == "lab"
    rough = calibrated(hands, replace(EXACT, placed_within_mm=3.0))
    assert (rough.tier.name, rough.tier.cop_mm) == ("coaching", 3.0)
    heavy = calibrated(hands, replace(EXACT, masses_within_percent=1.5)).tier
    assert (heavy.name, heavy.force_percent) == ("coaching", pytest.approx(1.73, abs=0.01))


def test_without_the_nine_point_check_no_tier_is_established() -> None:
    tier = calibrated(Hands(Cells.from_seed(5), 5), checked=False).tier
    assert tier.name == NOT_ESTABLISHED
    assert tier.why == (
        "no nine-point check of the left plate",
        "no nine-point check of the right plate",
    )


def test_neither_with_too_few_masses() -> None:
    hands = Hands(Cells.from_seed(5), 5)
    masses = hands.fill(up_and_down([20, 40], NOMINAL_GEOMETRY))
    points = hands.fill(nine_places(20, NOMINAL_GEOMETRY))
    record = calibrate(occasion(), masses.holds, points.holds, (200.0,) * 4)
    assert record.tier.name == NOT_ESTABLISHED
    assert len(record.tier.why) == 4
    assert "fewer than 5 masses" in record.tier.why[0]


def fit_left(holds: list[Hold]) -> None:
    fit_foot(
        holds, "left", geometry=NOMINAL_GEOMETRY, reference=EXACT, full_scale_counts=FULL_SCALE
    )


def test_what_determines_nothing_is_refused_in_words() -> None:
    holds = Hands(Cells.from_seed(2), 2).fill(up_and_down(MASSES_KG, NOMINAL_GEOMETRY)).holds
    with pytest.raises(CannotFitError, match="at least 6 masses on the left plate, got 0"):
        fit_left([hold for hold in holds if hold.foot == "right"])
    with pytest.raises(CannotFitError, match="heel and toe of the left plate"):
        fit_left([hold for hold in holds if hold.y_mm == 20])
    dead = [replace(hold, counts=(200.0, *hold.counts[1:])) for hold in holds]
    with pytest.raises(CannotFitError, match="left heel did not follow its load"):
        fit_left(dead)
    swapped = [replace(h, counts=(h.counts[1], h.counts[0], *h.counts[2:])) for h in holds]
    with pytest.raises(CannotFitError, match="left heel and toe do not follow their own"):
        fit_left(swapped)


def test_a_record_survives_json() -> None:
    record = calibrated(Hands(Cells.from_seed(1), 1))
    assert PlateRecord.from_json(json.loads(json.dumps(record.as_json()))) == record


def test_a_mistyped_mass_stands_out_and_can_be_put_right() -> None:
    series = Hands(Cells.from_seed(8), 8).fill(up_and_down(MASSES_KG, NOMINAL_GEOMETRY))
    series.correct(4, 65.0)
    spoiled = calibrate(occasion(), series.holds, [])
    assert spoiled.far_off() == [3]
    series.correct(4, 60.0)
    right = calibrate(occasion(), series.holds, [])
    assert right.far_off() == []
    assert np.abs(right.hold_errors_n).max() < 0.1
    with pytest.raises(IndexError, match="from 1 to 36, got 37"):
        series.correct(37, 1.0)


@pytest.mark.parametrize("index", [1, 2, 6, 11])
@pytest.mark.parametrize("wrong", [0.8, 1.1, 1.25])
def test_of_few_masses_too(index: int, wrong: float) -> None:
    cells = Cells.from_seed(8, bow=0.0005, loop=0.001)
    series = Hands(cells, 8, places_off_mm=0.5).fill(up_and_down([10, 20], NOMINAL_GEOMETRY))
    assert calibrate(occasion(), series.holds, []).far_off() == []
    series.correct(index + 1, series.holds[index].mass_kg * wrong)
    assert calibrate(occasion(), series.holds, []).far_off() == [index]


def test_masses_are_asked_for_up_and_down_on_both_regions_of_both_plates() -> None:
    asks = up_and_down([40, 20], NOMINAL_GEOMETRY)
    assert [ask.mass_kg for ask in asks[:5]] == [0, 20, 40, 20, 0]
    assert [ask.rising for ask in asks[:5]] == [True, True, True, False, False]
    assert [(ask.foot, ask.where, ask.y_mm) for ask in asks[::5]] == [
        ("left", "heel", 20),
        ("left", "toe", 290),
        ("right", "heel", 20),
        ("right", "toe", 290),
    ]
    series = Series(asks)
    series.take((1.0,) * 4, 0.0)
    series.take((2.0,) * 4, 20.0)
    series.back()
    assert series.current == asks[1]
    assert len(series.holds) == 1


@pytest.mark.parametrize(
    ("lying", "words"),
    [
        (Lying("left", 20, 0, 20), ""),
        (Lying("right", 20, 0, 20), "N on the other plate"),
        (Lying("left", 20, 0, 290), "most of it is on the left toe"),
        (Lying("left", 2, 0, 20), "about 20 N on the left plate, expected 196 N"),
        (Lying("left", 90, 0, 20), "expected 196 N"),
    ],
)
def test_a_mass_on_the_wrong_place_is_noticed(lying: Lying, words: str) -> None:
    cells = Cells.from_seed(4)
    bench = Bench(cells)
    bench.put([lying])
    counts = tuple((bench.plate_volts(np.array([0.0]))[0] / VOLTS_PER_COUNT).tolist())
    empty = nominal_plates(VOLTS_PER_COUNT).with_zero(tuple(cells.zero_v / VOLTS_PER_COUNT))
    ask = up_and_down([20], NOMINAL_GEOMETRY)[1]
    found = misplaced(ask, 20.0, counts, empty)
    assert words in str(found or "")
    assert bool(words) == bool(found)
