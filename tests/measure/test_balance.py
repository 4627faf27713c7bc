"""Balance at each sample: the results of the formulas, and where there are none."""

import numpy as np
import pytest

from rig.measure import balance

# Left heel, left toe, right heel, right toe.
STANDING = np.array([[200.0, 100.0, 150.0, 150.0]])


def test_places_by_the_balance_of_moments() -> None:
    assert balance.foot_cop_y_mm(STANDING)[0] == pytest.approx(
        [(200 * 20 + 100 * 290) / 300, (20 + 290) / 2]
    )
    x_mm, y_mm = balance.cop_mm(STANDING)[0]
    assert x_mm == pytest.approx(0.0)
    assert y_mm == pytest.approx((350 * 20 + 250 * 290) / 600)


def test_shares_and_symmetry() -> None:
    assert balance.heel_share(STANDING) == pytest.approx([350 / 600])
    assert balance.foot_heel_share(STANDING)[0] == pytest.approx([200 / 300, 0.5])
    leaning = np.array([[50.0, 50.0, 150.0, 150.0]])
    assert balance.symmetry_percent(leaning) == pytest.approx([50.0])
    assert balance.vertical_grf_n(STANDING) == pytest.approx([600.0])


def test_where_too_little_bears_nothing_is_said() -> None:
    one_foot = np.array([[0.0, 10.0, 300.0, 300.0], [5.0, 5.0, 15.0, 15.0], [0.0, 0.0, 0.0, 0.0]])
    with np.errstate(all="raise"):
        unknown = [[True, False], [True, False], [True, True]]
        assert np.isnan(balance.foot_heel_share(one_foot)).tolist() == unknown
        assert np.isnan(balance.foot_cop_y_mm(one_foot)[:, 0]).all()
        for figure in (balance.heel_share, balance.symmetry_percent):
            assert np.isnan(figure(one_foot)).tolist() == [False, True, True]
        assert np.isnan(balance.cop_mm(one_foot)).all(axis=1).tolist() == [False, True, True]


def test_a_share_never_leaves_its_bounds() -> None:
    lifted = np.array([[-3.0, 303.0, 303.0, -3.0]])
    assert balance.foot_heel_share(lifted)[0] == pytest.approx([0.0, 1.0])
