"""Least squares from known masses to newtons a count, for one foot: heel, toe, and the cross-talk
between them; with the uncertainties."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rig.measure.balance import PlateGeometry
from rig.measure.calibrating.line import LEAST_HOLDS, PARAMETERS, Line
from rig.measure.calibrating.masses import (
    REGIONS,
    Float,
    Hold,
    Reference,
    counts_of,
    loads_n,
)

COVERAGE = 2.0  # k
LEAST_RANGE = 0.01  # of full scale: a channel that moves less did not follow its load
MOST_CROSS_TALK = 0.5


class CannotFitError(ValueError):
    """The holds do not determine a calibration; the message states why."""


@dataclass(frozen=True, slots=True)
class RegionFit:
    """One channel; `_k2` is an expanded uncertainty, k = 2.

    force = (counts - zero_counts) x newtons_per_count, plus the other region's (counts -
    zero_counts) x cross_newtons_per_count. `full_scale_n` is the force at the converter's top, of
    which non-linearity and hysteresis are a share; `loaded_to_n` is the largest load, for which
    `force_k2_n` holds.
    """

    zero_counts: float
    zero_counts_k2: float
    newtons_per_count: float
    newtons_per_count_k2: float
    cross_newtons_per_count: float
    cross_newtons_per_count_k2: float
    residual_sd_n: float
    nonlinearity_percent: float
    hysteresis_percent: float
    full_scale_n: float
    loaded_to_n: float
    force_k2_n: float


@dataclass(frozen=True, slots=True)
class FootFit:
    """Heel and toe of one foot. `force_k2_percent` is the expanded uncertainty (k = 2) of their sum
    at the largest mass."""

    regions: tuple[RegionFit, RegionFit]
    force_k2_percent: float


def fit_foot(
    holds: list[Hold],
    foot: str,
    *,
    geometry: PlateGeometry,
    reference: Reference,
    full_scale_counts: int,
) -> FootFit:
    """Fits the holds on a foot's plate. Raises CannotFitError if they do not determine it.

    The known loads are regressed on the counts, since masses and places are known less well than
    the mean of a thousand counts. Uncertainties come from the scatter, s sqrt(v / (v - 2)) with v
    degrees of freedom (JCGM 101, 6.4.9.4), and from the reference.
    """
    own = [hold for hold in holds if hold.foot == foot]
    known_n = loads_n(own, geometry, reference.gravity_m_s2)
    _refuse_unless_determined(known_n, foot)
    counts = counts_of(own, foot)
    _refuse_dead_channels(counts, foot, full_scale_counts)
    line = Line(counts, known_n)
    _refuse_crossed_channels(line.matrix, foot)
    bounds = _Bounds(line, reference, geometry)
    fitted = _Fitted(own, known_n, line, bounds, full_scale_counts)
    top_n = float(known_n.sum(axis=1).max())
    return FootFit((_region(0, fitted), _region(1, fitted)), bounds.force_percent(top_n))


def deleted_residuals(
    holds: list[Hold], foot: str, *, geometry: PlateGeometry, reference: Reference
) -> Float:
    """How far each hold on a foot's plate is from the fit of all others, in standard deviations."""
    own = [hold for hold in holds if hold.foot == foot]
    line = Line(counts_of(own, foot), loads_n(own, geometry, reference.gravity_m_s2))
    return line.deleted_residuals()


class _Bounds:
    """Expanded uncertainties: the scatter of the line, and the uncertainty of the reference."""

    def __init__(self, line: Line, reference: Reference, geometry: PlateGeometry) -> None:
        self._line = line
        self._scale = reference.scale_uncertainty
        self._place = reference.placed_uncertainty(geometry)
        # Masses on heel and toe that are off their places tilt whole columns of the matrix.
        columns = np.hypot(*line.matrix)
        self.matrix = COVERAGE * np.sqrt(
            line.matrix_variance + (self._scale * line.matrix) ** 2 + (self._place * columns) ** 2
        )
        self.zero_counts = COVERAGE * np.sqrt(line.zero_variance)

    def force_n(self, region: int, load_n: float) -> float:
        """Uncertainty of one reading of a region under a load."""
        reference_n = np.hypot(self._scale, self._place) * load_n
        return float(COVERAGE * np.hypot(self._line.residual_sd_n[region], reference_n))

    def force_percent(self, load_n: float) -> float:
        """Uncertainty of one reading of both regions' sum under a load, anywhere on the plate."""
        return float(COVERAGE * np.hypot(self._line.total_sd_n / load_n, self._scale) * 100)


class _Fitted(NamedTuple):
    holds: list[Hold]
    known_n: Float
    line: Line
    bounds: _Bounds
    full_scale_counts: int


def _region(region: int, fitted: _Fitted) -> RegionFit:
    holds, known_n, line, bounds, full_scale_counts = fitted
    zero, slope = float(line.zero_counts[region]), float(line.matrix[region, region])
    full_scale_n = (full_scale_counts - zero) * slope
    loaded = known_n[:, region] >= known_n[:, 1 - region]
    bow_n, loop_n = _curve(holds, line.residuals_n[:, region], loaded)
    loaded_to_n = float(known_n[:, region].max())
    return RegionFit(
        zero_counts=zero,
        zero_counts_k2=float(bounds.zero_counts[region]),
        newtons_per_count=slope,
        newtons_per_count_k2=float(bounds.matrix[region, region]),
        cross_newtons_per_count=float(line.matrix[region, 1 - region]),
        cross_newtons_per_count_k2=float(bounds.matrix[region, 1 - region]),
        residual_sd_n=float(line.residual_sd_n[region]),
        nonlinearity_percent=bow_n / full_scale_n * 100,
        hysteresis_percent=loop_n / full_scale_n * 100,
        full_scale_n=full_scale_n,
        loaded_to_n=loaded_to_n,
        force_k2_n=bounds.force_n(region, loaded_to_n),
    )


def _curve(holds: list[Hold], residual_n: Float, loaded: NDArray[np.bool_]) -> tuple[float, float]:
    """Largest distance of the mean of loading and unloading from the line, and largest distance of
    the two from each other at one mass; of the holds that are `loaded` here."""
    bow_n = loop_n = 0.0
    masses = np.array([hold.mass_kg for hold in holds])
    rising = np.array([hold.rising for hold in holds])
    for mass_kg in np.unique(masses[loaded]):
        here = loaded & (masses == mass_kg)
        ways = [residual_n[here & way].mean() for way in (rising, ~rising) if (here & way).any()]
        bow_n = max(bow_n, abs(float(np.mean(ways))))
        loop_n = max(loop_n, float(np.ptp(ways)))
    return bow_n, loop_n


def _refuse_unless_determined(known_n: Float, foot: str) -> None:
    if len(known_n) < LEAST_HOLDS:
        raise CannotFitError(
            f"expected at least {LEAST_HOLDS} masses on the {foot} plate, got {len(known_n)}"
        )
    scaled = np.column_stack((known_n / max(known_n.max(), 1e-9), np.ones(len(known_n))))
    if np.linalg.matrix_rank(scaled, tol=LEAST_RANGE) < PARAMETERS:
        raise CannotFitError(
            f"expected different masses on heel and toe of the {foot} plate, got one load only"
        )


def _refuse_dead_channels(counts: Float, foot: str, full_scale_counts: int) -> None:
    for region, range_counts in zip(REGIONS, np.ptp(counts, axis=0), strict=True):
        if range_counts < LEAST_RANGE * full_scale_counts:
            raise CannotFitError(
                f"{foot} {region} did not follow its load: it moved by {range_counts:.0f} counts"
            )


def _refuse_crossed_channels(matrix: Float, foot: str) -> None:
    own = np.diag(matrix)
    if (own <= 0).any() or (np.abs(matrix[::-1].diagonal()) > MOST_CROSS_TALK * own.min()).any():
        raise CannotFitError(
            f"{foot} heel and toe do not follow their own loads: look at their wires and the places"
        )
