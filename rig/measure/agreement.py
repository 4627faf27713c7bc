"""Agreement of two raters: percent, Cohen's kappa and the intraclass correlation.

The statistics are those of statsmodels, imported on first use: the import takes a second.
"""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

LEAST_PAIRS = 3


class Estimate(NamedTuple):
    """A figure with its 95 % confidence interval; NaN where it is not defined."""

    value: float
    low: float
    high: float


UNDEFINED = Estimate(math.nan, math.nan, math.nan)


class Agreement(NamedTuple):
    """Agreement on `pairs` things that both raters rated: percent of equal ratings, kappa and
    ICC(A,1)."""

    pairs: int
    percent: float
    kappa: Estimate
    icc: Estimate


def agreement(first: Sequence[int], second: Sequence[int]) -> Agreement:
    """The agreement of two raters on the same things in the same order.

    Raises ValueError unless both have equally many ratings. Below LEAST_PAIRS nothing is estimated.
    """
    if len(first) != len(second):
        raise ValueError(f"expected as many ratings of both, got {len(first)} and {len(second)}")
    ratings = np.array([first, second], np.float64).T.reshape(-1, 2)
    if not len(ratings):
        return Agreement(0, math.nan, UNDEFINED, UNDEFINED)
    percent = 100 * float((ratings[:, 0] == ratings[:, 1]).mean())
    few = len(ratings) < LEAST_PAIRS
    return Agreement(
        len(ratings),
        percent,
        UNDEFINED if few else cohens_kappa(ratings),
        UNDEFINED if few else icc(ratings),
    )


def cohens_kappa(ratings: NDArray[np.float64]) -> Estimate:
    """Cohen's kappa, not weighted, of two raters (N, 2), with the interval of its asymptotic
    standard error (Fleiss, Cohen and Everitt 1969). Undefined if both always give one and the same
    rating."""
    from statsmodels.stats.inter_rater import cohens_kappa as kappa_of

    names, coded = np.unique(ratings, return_inverse=True)
    if len(names) < 2:
        return UNDEFINED
    table = np.zeros((len(names), len(names)))
    np.add.at(table, tuple(coded.reshape(ratings.shape).T), 1)
    with np.errstate(invalid="ignore", divide="ignore"):  # from its test of 0, which is not used
        found = kappa_of(table)
    return Estimate(float(found.kappa), float(found.kappa_low), float(found.kappa_upp))


def icc(ratings: NDArray[np.float64]) -> Estimate:
    """ICC(A,1): absolute agreement of single raters, two-way random effects, of N things and k
    raters (N, k).

    Shrout and Fleiss (1979) call it ICC(2,1); interval by McGraw and Wong (1996), table 7.
    Undefined if nothing varies.
    """
    if (ratings == ratings[:, :1]).all():  # all raters agree on each thing: nothing to estimate
        return Estimate(1.0, 1.0, 1.0) if np.ptp(ratings) else UNDEFINED
    things, raters = ratings.shape
    between, judges, rest = mean_squares(ratings)
    spread = between + (raters - 1) * rest + raters * (judges - rest) / things
    if not spread > 0:
        return UNDEFINED
    value = (between - rest) / spread
    return Estimate(value, *_icc_interval(value, (between, judges, rest), ratings.shape))


def mean_squares(ratings: NDArray[np.float64]) -> tuple[float, float, float]:
    """Mean squares of the two-way analysis of variance of (N, k): things, raters, residual."""
    import pandas
    from statsmodels.formula.api import ols
    from statsmodels.stats.anova import anova_lm

    thing, rater = np.indices(ratings.shape)
    said = {"rating": ratings.ravel(), "thing": thing.ravel(), "rater": rater.ravel()}
    model = ols("rating ~ C(thing) + C(rater)", pandas.DataFrame(said)).fit()
    squares: Any = anova_lm(model)["mean_sq"]
    return float(squares["C(thing)"]), float(squares["C(rater)"]), float(squares["Residual"])


def _icc_interval(
    value: float, squares: tuple[float, float, float], shape: tuple[int, ...]
) -> tuple[float, float]:
    from scipy.stats import f

    (between, judges, rest), (things, raters) = squares, shape
    a = raters * value / (things * (1 - value))
    b = 1 + raters * value * (things - 1) / (things * (1 - value))
    freedom = (a * judges + b * rest) ** 2 / (
        (a * judges) ** 2 / (raters - 1) + (b * rest) ** 2 / ((things - 1) * (raters - 1))
    )
    over = float(f.ppf(0.975, things - 1, freedom))
    under = float(f.ppf(0.975, freedom, things - 1))
    judged = raters * judges + (raters * things - raters - things) * rest
    low = things * (between - over * rest) / (over * judged + things * between)
    high = things * (under * between - rest) / (judged + things * under * between)
    return low, high
