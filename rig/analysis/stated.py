"""What must be stated wherever a figure of the centre of pressure is shown: the filter applied to
the forces, and how far apart the feet were."""

import math
from dataclasses import asdict, dataclass
from typing import Any

from rig.analysis.records import Analysis
from rig.measure.filters import LowPass
from rig.measure.placement import stance_geometry
from rig.trial.trial import Trial


@dataclass(frozen=True, slots=True)
class Stance:
    """Between the middles of the feet in millimetres; `assumed` if not measured: then the feet are
    assumed in the middles of the plates, and every sideways figure of the centre of pressure is
    proportional to it."""

    width_mm: float
    assumed: bool

    @property
    def words(self) -> str:
        """The text beside a figure."""
        return f"stance width{' assumed' if self.assumed else ''} {self.width_mm:g} mm"


def stance_of(trial: Trial) -> Stance | None:
    """The stance used to compute X; None without plates."""
    if trial.plates is None:
        return None
    used = stance_geometry(trial.plates.geometry, trial.feet)
    assumed = math.isnan(trial.feet.stance_width_mm)
    return Stance(used.right_x_mm - used.left_x_mm, assumed)


def filters_of(analysis: Analysis) -> dict[str, LowPass]:
    """The filters applied to the forces, for figures of standing and of a repetition."""
    balance = analysis.parameters.balance
    return {"standing": balance.quiet_filter, "repetition": balance.moving_filter}


def as_document(analysis: Analysis) -> dict[str, Any]:
    """Both as plain data."""
    stance = stance_of(analysis.trial)
    return {
        "filters": {name: one._asdict() for name, one in filters_of(analysis).items()},
        "stance": asdict(stance) if stance else None,
    }
