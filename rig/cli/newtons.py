"""What a trial's newtons and contacts are based on, in words."""

from rig.measure.calibrating.trust import BOTH, NO_ZERO, NewtonFacts
from rig.trial.imported import ImportedFrom

AS_IMPORTED = "newtons: as imported; how those plates were calibrated is not known"


def newton_words(newtons: NewtonFacts) -> str:
    """One line: calibrated when and how well, or not; between which zeros."""
    if newtons.imported:
        return AS_IMPORTED
    return f"newtons: {_calibrated(newtons)}; {_zeroed(newtons)}"


def imported_words(source: ImportedFrom) -> list[str]:
    """Lines: the file that a trial was made from, then each assumption."""
    begin = f"IMPORTED: from {source.file_name} ({source.format}), sha256 {source.sha256}"
    return [begin, *(f"  assumed: {one}" for one in source.assumptions)]


def weight_words(weighed_n: float) -> str:
    """A person's weight before the first trial."""
    return f"weighed: {weighed_n:.0f} N"


def level_words(own_levels_utc: str) -> str:
    """Whose levels decided contact, and when they were taken; empty: nominal ones."""
    if not own_levels_utc:
        return "contact: by nominal levels"
    return f"contact: by the participant's own levels, taken {own_levels_utc}"


def _calibrated(newtons: NewtonFacts) -> str:
    if newtons.age_days is None:
        return "uncalibrated"
    return f"calibrated {newtons.age_days:.0f} days before, tier {newtons.tier}"


def _zeroed(newtons: NewtonFacts) -> str:
    if newtons.zero == NO_ZERO:
        return "no zero taken"
    if newtons.drift_n is None:
        return f"zero {newtons.zero}"
    return f"zero {BOTH}, drift at most {max(map(abs, newtons.drift_n)):.2f} N"
