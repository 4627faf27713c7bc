"""Agreement of two raters, against published examples."""

import math

import numpy as np
import pytest

from rig.measure.agreement import UNDEFINED, agreement, cohens_kappa, icc, mean_squares

# Shrout and Fleiss (1979), table 2: 6 targets, 4 judges; their table 3 and 4 have the results.
SHROUT_FLEISS = np.array(
    [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]], float
)


def ratings_of(table):
    """Two raters' ratings whose counts are those of a table."""
    rows = [(i, j) for i, row in enumerate(table) for j, n in enumerate(row) for _ in range(n)]
    return np.array(rows, float)


def test_icc_of_shrout_and_fleiss():
    between, judges, rest = mean_squares(SHROUT_FLEISS)
    assert (round(between, 2), round(judges, 2), round(rest, 2)) == (11.24, 32.49, 1.02)
    found = icc(SHROUT_FLEISS)
    assert round(found.value, 2) == 0.29
    # From pingouin and R's psych: .02 and .76.
    assert (round(found.low, 2), round(found.high, 2)) == (0.02, 0.76)


def test_kappa_of_the_example_of_sas():
    """SAS/STAT's FREQ procedure on this table: 0.4842, 95 % from 0.2137 to 0.7547."""
    found = cohens_kappa(ratings_of([[0, 4, 1], [0, 8, 0], [0, 1, 5]]))
    assert [round(one, 4) for one in found] == [0.4842, 0.2137, 0.7547]


def test_kappa_of_fleiss_cohen_and_everitt():
    """1969, table 1: 200 patients, two psychiatrists; kappa .429, not weighted."""
    table = [[106, 10, 4], [22, 28, 10], [2, 12, 6]]
    assert round(cohens_kappa(ratings_of(table)).value, 3) == 0.429


def test_a_steady_difference_costs_agreement():
    found = agreement([1, 2, 3, 4], [2, 3, 4, 5])
    assert found.percent == 0
    assert found.icc.value == pytest.approx(10 / 13)  # MSR 10/3, MSC 2, MSE 0


@pytest.mark.parametrize("same", [[1, 2, 3, 5], [5, 4, 5, 4]])
def test_who_always_says_the_same_agrees_wholly(same):
    found = agreement(same, same)
    assert (found.pairs, found.percent) == (4, 100.0)
    assert found.kappa.value == found.icc.value == 1.0


def test_where_nothing_varies_nothing_can_be_said():
    found = agreement([3, 3, 3], [3, 3, 3])
    assert found.percent == 100.0
    assert math.isnan(found.kappa.value)
    assert math.isnan(found.icc.value)


def test_chance_alone_is_no_agreement():
    draw = np.random.default_rng(7)
    found = agreement(*draw.integers(1, 6, (2, 400)).tolist())
    assert 15 < found.percent < 25
    assert found.kappa.low < 0 < found.kappa.high
    assert found.icc.low < 0 < found.icc.high


def test_one_who_says_one_thing_only_agrees_by_chance():
    assert agreement([1, 1, 1, 1], [1, 2, 1, 2]).kappa.value == 0.0


@pytest.mark.parametrize("few", [[], [4], [4, 5]])
def test_too_few_are_counted_and_not_estimated(few):
    found = agreement(few, few)
    assert found.pairs == len(few)
    assert found.kappa is found.icc is UNDEFINED


def test_as_many_of_both():
    with pytest.raises(ValueError, match="got 2 and 1"):
        agreement([1, 2], [1])
