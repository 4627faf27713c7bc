"""The record of a calibration of the plates: all its inputs and results, sufficient to compute it
again years later."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

import numpy as np

from rig.measure.balance import PlateGeometry
from rig.measure.calibrating.fit import FootFit, RegionFit, deleted_residuals, fit_foot
from rig.measure.calibrating.masses import (
    FEET,
    REGIONS,
    Float,
    Hold,
    Reference,
    channels_of,
    loads_n,
)
from rig.measure.calibrating.spatial import PointError, point_error, unchecked_plates
from rig.measure.calibrating.tier import NOT_ESTABLISHED, Tier, judge_tier, not_established
from rig.measure.calibration import PlateCalibration, force_n

FAR, LEAST_FAR_N = 6.0, 1.0


@dataclass(frozen=True, slots=True)
class Occasion:
    """Who calibrated which board, when, and the volts of its counts.

    `geometry` is where its cells are, `reference` the basis of comparison.
    """

    record_id: str
    board_serial: str
    taken_utc: str
    operator: str
    software_version: str
    volts_per_count: float
    full_scale_counts: int
    geometry: PlateGeometry
    reference: Reference


@dataclass(frozen=True, slots=True)
class PlateRecord:
    """A calibration of both plates. `channels` by name, `force_k2_percent` by foot.

    `holds` are the masses up and down, `points` those of the nine-point check, before which the
    empty plates read `check_zero_counts`.
    """

    occasion: Occasion
    channels: Mapping[str, RegionFit]
    force_k2_percent: Mapping[str, float]
    tier: Tier
    holds: tuple[Hold, ...]
    points: tuple[Hold, ...]
    check_zero_counts: tuple[float, ...]

    @property
    def calibration(self) -> PlateCalibration:
        """The conversion of counts to newtons, with the zero of the fit."""
        fits = list(self.channels.values())
        return PlateCalibration(
            zero_counts=tuple(fit.zero_counts for fit in fits),
            newtons_per_count=tuple(fit.newtons_per_count for fit in fits),
            name=self.occasion.record_id,
            cross_newtons_per_count=tuple(fit.cross_newtons_per_count for fit in fits),
            geometry=self.occasion.geometry,
        )

    @property
    def hold_errors_n(self) -> Float:
        """Heel and toe readings of each hold minus the true loads, (N, 2)."""
        gravity_m_s2 = self.occasion.reference.gravity_m_s2
        read = force_n(np.array([hold.counts for hold in self.holds]), self.calibration)
        own = [forces[channels_of(h.foot)] for forces, h in zip(read, self.holds, strict=True)]
        return np.array(own) - loads_n(list(self.holds), self.occasion.geometry, gravity_m_s2)

    def far_off(self) -> list[int]:
        """Holds that were probably not as stated, by their index: for each foot the one furthest
        from all others, if by more than 6 standard deviations and 1 N."""
        worst_n = np.abs(self.hold_errors_n).max(axis=1)
        holds, about = list(self.holds), self.occasion
        found = []
        for foot in FEET:
            own = [index for index, hold in enumerate(holds) if hold.foot == foot]
            away = deleted_residuals(
                holds, foot, geometry=about.geometry, reference=about.reference
            )
            worst = own[int(away.argmax())]
            if away.max() > FAR and worst_n[worst] > LEAST_FAR_N:
                found.append(worst)
        return found

    @property
    def point_errors(self) -> list[PointError]:
        """Errors of the reading at each point of the nine-point check."""
        zeroed = self.calibration.with_zero(self.check_zero_counts)
        gravity_m_s2 = self.occasion.reference.gravity_m_s2
        return [point_error(point, zeroed, gravity_m_s2) for point in self.points]

    def as_json(self) -> dict[str, Any]:
        """The input of `from_json`; plain names and units."""
        return asdict(self)

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Self:
        """Raises KeyError, TypeError or ValueError for an invalid record."""
        occasion = dict(said["occasion"])
        occasion["geometry"] = PlateGeometry(**occasion["geometry"])
        occasion["reference"] = Reference(**occasion["reference"])
        tier = dict(said["tier"])
        return cls(
            occasion=Occasion(**occasion),
            channels={name: RegionFit(**fit) for name, fit in said["channels"].items()},
            force_k2_percent=dict(said["force_k2_percent"]),
            tier=Tier(**tier | {"why": tuple(tier["why"])}),
            holds=tuple(_hold(hold) for hold in said["holds"]),
            points=tuple(_hold(hold) for hold in said["points"]),
            check_zero_counts=tuple(said["check_zero_counts"]),
        )


def calibrate(
    occasion: Occasion,
    holds: list[Hold],
    points: list[Hold],
    check_zero_counts: tuple[float, ...] = (),
) -> PlateRecord:
    """A record of masses held on both plates and of their nine-point check, if there was one.

    Raises CannotFitError if they do not determine a calibration.
    """
    fits = {foot: _fit(foot, holds, occasion) for foot in FEET}
    record = PlateRecord(
        occasion,
        channels={
            f"{foot}_{region}": fit
            for foot in FEET
            for region, fit in zip(REGIONS, fits[foot].regions, strict=True)
        },
        force_k2_percent={foot: fit.force_k2_percent for foot, fit in fits.items()},
        tier=Tier(NOT_ESTABLISHED, not_established(holds, unchecked_plates(points))),
        holds=tuple(holds),
        points=tuple(points),
        check_zero_counts=check_zero_counts,
    )
    return record if record.tier.why else replace(record, tier=_tier_of(record))


def _fit(foot: str, holds: list[Hold], occasion: Occasion) -> FootFit:
    return fit_foot(
        holds,
        foot,
        geometry=occasion.geometry,
        reference=occasion.reference,
        full_scale_counts=occasion.full_scale_counts,
    )


def _tier_of(record: PlateRecord) -> Tier:
    return judge_tier(
        record.point_errors,
        force_k2_percent=max(record.force_k2_percent.values()),
        reference=record.occasion.reference,
    )


def _hold(said: Mapping[str, Any]) -> Hold:
    return Hold(**{**said, "counts": tuple(said["counts"])})
