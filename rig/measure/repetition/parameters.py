"""Everything that decides what counts as a repetition."""

from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from rig.measure.repetition.vertical import Trust


def _from(least: float, most: float, description: str) -> Meta:
    return Meta(ge=least, le=most, description=description)


@dataclass(frozen=True, slots=True, kw_only=True)
class RepetitionParameters:
    """What counts as a repetition. A result keeps the parameters it came from.

    `version` changes when the rules do, so that the same figures do not mean something else.
    """

    version: Annotated[int, _from(1, 1, "of the rules that these figures belong to")] = 1

    # The force, and what it weighs.
    force_cutoff_hz: Annotated[float, _from(5, 200, "low pass of vertical force, zero-phase")] = (
        50.0
    )
    load_change_percent: Annotated[
        float, _from(1, 50, "of weight: standing still with so much more or less is another load")
    ] = 5.0
    weight_window_s: Annotated[
        float, _from(5, 60, "to either side: over it, the mean force is the weight")
    ] = 15.0

    # Standing still.
    rest_s: Annotated[float, _from(0.1, 5, "at rest for at least so long")] = 0.3
    rest_m_s: Annotated[float, _from(0.001, 0.1, "no faster than this")] = 0.012
    rest_percent: Annotated[
        float, _from(0.05, 10, "of weight: and force within this, mean over 0.4 s")
    ] = 0.5
    bottom_rest_s: Annotated[
        float, _from(0.3, 60, "a hold at the bottom counts as rest from this long")
    ] = 3.0
    standing_m: Annotated[
        float, _from(0.005, 0.2, "a height so near to that of standing is taken for it")
    ] = 0.025
    posture_m: Annotated[
        float, _from(0.005, 0.5, "so far above or below it one stands otherwise: arms up, bent")
    ] = 0.04

    # What is known how well: standard deviations.
    rest_sd_m_s: Annotated[float, _from(0.0005, 0.1, "velocity at rest")] = 0.01
    standing_sd_m: Annotated[float, _from(0.0005, 0.1, "height of standing at rest")] = 0.005
    top_sd_m: Annotated[float, _from(0.0005, 0.1, "height of standing between two dips")] = 0.008
    weight_sd_n: Annotated[float, _from(0.01, 50, "weight by the window above")] = 1.0
    weight_drift_sd_n: Annotated[float, _from(0.01, 50, "drift of that in 5 s")] = 0.6

    # A repetition.
    dip_m: Annotated[float, _from(0.01, 0.2, "a smaller dip is no movement at all")] = 0.03
    min_drop_m: Annotated[float, _from(0.01, 1, "a smaller drop is no repetition")] = 0.04
    max_drop_m: Annotated[float, _from(0.1, 2, "a greater one is no person's")] = 0.8
    min_return_percent: Annotated[float, _from(0, 100, "of the drop must be regained")] = 70.0
    min_descent_s: Annotated[float, _from(0, 10, "a quicker descent is none")] = 0.4
    min_ascent_s: Annotated[float, _from(0, 10, "a quicker ascent is none")] = 0.3

    @property
    def trust(self) -> Trust:
        """The standard deviations by which the vertical motion is solved for."""
        return Trust(self.rest_sd_m_s, self.weight_sd_n, self.weight_drift_sd_n)


STANDARD = RepetitionParameters()
