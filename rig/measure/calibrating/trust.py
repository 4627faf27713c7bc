"""How far a trial's newtons can be trusted: by which calibration, between which zeros."""

from dataclasses import dataclass

from rig.measure.calibrating.tier import NONE

NO_ZERO, PENDING, BOTH = "none", "pending", "before and after"
MOST_AGE_DAYS = 365.0
# As much as a plate may keep when it is empty again (arduino/HARDWARE.md, "By hand"). 2 N on one
# region move the centre of pressure of 700 N by 0.4 mm.
MOST_DRIFT_N = 2.0

Words = str | None


@dataclass(frozen=True, slots=True)
class NewtonFacts:
    """The basis of a trial's newtons.

    `tier` and `age_days` are None for nominal figures; `drift_n`, by channel, until there is a zero
    before and after. `imported` newtons are those of other force plates, as in their file.
    """

    calibrated: bool
    simulated: bool
    tier: str | None
    age_days: float | None
    zero: str
    drift_n: tuple[float, ...] | None
    imported: bool = False


def uncalibrated(newtons: NewtonFacts) -> Words:
    """Simulated plates are exempt: they are made by the nominal figures."""
    if newtons.imported:
        return "newtons are as imported: how those plates were calibrated is not known"
    if newtons.calibrated or newtons.simulated:
        return None
    return "newtons are uncalibrated: nominal figures stood in, rig calibrate gives their own"


def outdated(newtons: NewtonFacts) -> Words:
    """A calibration is valid for a year."""
    if newtons.age_days is None or newtons.age_days <= MOST_AGE_DAYS:
        return None
    return f"calibrated {newtons.age_days / (MOST_AGE_DAYS / 12):.0f} months before, not within 12"


def below_all_tiers(newtons: NewtonFacts) -> Words:
    """Its check was worse than the widest tier allows."""
    return "the calibration reached no tier" if newtons.tier == NONE else None


def without_zero(newtons: NewtonFacts) -> Words:
    """Simulated plates have not drifted since they were made; an imported trial has no zero."""
    if newtons.zero != NO_ZERO or newtons.simulated or newtons.imported:
        return None
    return "no zero was taken before it: that of the calibration served"


def zero_pending(newtons: NewtonFacts) -> Words:
    """A drift is unknown before the second zero."""
    if newtons.zero != PENDING:
        return None
    return "zero pending: none was taken yet after the person stepped off"


def drifted(newtons: NewtonFacts) -> Words:
    """A zero that moved is an error of every force in between."""
    most_n = max(map(abs, newtons.drift_n or (0.0,)))
    if most_n <= MOST_DRIFT_N:
        return None
    return f"a zero drifted by {most_n:.1f} N, more than {MOST_DRIFT_N:g} N"
