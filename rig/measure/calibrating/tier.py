"""The quality of a calibration: a tier, reached only by what was checked."""

from dataclasses import dataclass

from rig.measure.calibrating.masses import FEET, REGIONS, Hold, Reference
from rig.measure.calibrating.spatial import PointError

NOT_ESTABLISHED, NONE = "not established", "none"
# Largest error of CoP in mm, and of force in %, best first.
TIERS = (("lab", 1.0, 1.0), ("clinic", 2.0, 1.0), ("coaching", 5.0, 2.0))
LEAST_MASSES = 5  # with the empty plate, up and down


@dataclass(frozen=True, slots=True)
class Tier:
    """The name of a tier, `none` if not even the widest is reached, or `not established` and why.

    `cop_mm` and `force_percent` are the errors it was judged by: None if there was no check.
    """

    name: str
    why: tuple[str, ...] = ()
    cop_mm: float | None = None
    force_percent: float | None = None


def judge_tier(errors: list[PointError], *, force_k2_percent: float, reference: Reference) -> Tier:
    """The tier of nine-point errors of both plates, and of the calibration's own uncertainty.

    A check is no better than its reference: neither error is taken as smaller than the uncertainty
    of the reference.
    """
    cop_mm = max(abs(error.cop_y_mm) for error in errors)
    seen_percent = max(abs(error.force_percent) for error in errors)
    cop_mm = max(cop_mm, reference.placed_within_mm)
    force_percent = max(seen_percent, force_k2_percent)
    reached = [name for name, mm, percent in TIERS if cop_mm <= mm and force_percent <= percent]
    return Tier((reached or [NONE])[0], (), cop_mm, force_percent)


def not_established(holds: list[Hold], unchecked: list[str]) -> tuple[str, ...]:
    """Why a tier cannot be judged, empty if it can: missing masses up and down on heel and toe of
    both plates, and the missing nine-point check of the feet in `unchecked`."""
    few = [
        f"fewer than {LEAST_MASSES} masses (0 kg is one) up and down on the {foot} {region}"
        for foot in FEET
        for region, y_mm in zip(REGIONS, _ends_mm(holds, foot), strict=True)
        if not _up_and_down(holds, foot, y_mm)
    ]
    return (*few, *(f"no nine-point check of the {foot} plate" for foot in unchecked))


def _ends_mm(holds: list[Hold], foot: str) -> tuple[float, float]:
    """The loaded places next to heel and toe."""
    places = [hold.y_mm for hold in holds if hold.foot == foot]
    return min(places), max(places)


def _up_and_down(holds: list[Hold], foot: str, y_mm: float) -> bool:
    up, down = (
        {hold.mass_kg for hold in holds if (hold.foot, hold.y_mm, hold.rising) == (foot, y_mm, way)}
        for way in (True, False)
    )
    return len(up) >= LEAST_MASSES and len(down) >= LEAST_MASSES - 1
