"""The settings of an error of technique, a fault of dowel or sensors, or another activity."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta
from msgspec.structs import force_setattr

from rig.device.messages import COLUMNS
from rig.sim.participant.fields import AS_USUAL, USUAL_NUMBER
from rig.sim.participant.kinds import KINDS

CHANNELS = (*COLUMNS["plates"], *COLUMNS["dowel"])
LEAST_RAMP_S = 0.01


class Deviation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One deviation, once or in some repetitions; what is left out has its usual value."""

    kind: Annotated[str, Meta(description="what it is")]
    size: Annotated[float, Meta(description="how much")] = USUAL_NUMBER
    at: Annotated[
        Literal["usual", "start", "onset", "bottom", "ascent", "lockout"],
        Meta(description="onset_s counts from here: time 0, or an instant of its repetition"),
    ] = "usual"
    repetition: Annotated[int, Meta(ge=0, description="in this one only; 0: see each")] = 0
    each: Annotated[int, Meta(ge=1, description="in each of so many repetitions")] = 1
    onset_s: Annotated[float, Meta(ge=-3600, le=86_400, description="when it begins")] = 0.0
    ramp_s: Annotated[
        float, Meta(ge=LEAST_RAMP_S, le=60, description="how long it takes to come, and to go")
    ] = USUAL_NUMBER
    duration_s: Annotated[
        float, Meta(ge=2 * LEAST_RAMP_S, le=86_400, description="in all, with both ramps")
    ] = USUAL_NUMBER
    side: Annotated[
        Literal["usual", "left", "right", "both"], Meta(description="of the feet, where it has one")
    ] = "usual"
    channel: Annotated[str, Meta(description="of a sensor, where it has one")] = ""

    def __post_init__(self) -> None:
        """Fills in usual values. Raises ValueError for a value that does not fit the kind."""
        if self.kind not in KINDS:
            raise ValueError(f"expected one of {', '.join(KINDS)} as kind, got {self.kind}")
        kind = KINDS[self.kind]
        usual = {name: getattr(kind, name) for name in ("at", "side", "ramp_s", "duration_s")}
        for name, value in {**usual, "size": kind.size.usual}.items():
            if getattr(self, name) in AS_USUAL:
                force_setattr(self, name, value)
        unit, least, most, _ = kind.size
        if not least <= self.size <= most:
            range_ = f"{least:g} to {most:g} {unit}".rstrip()
            raise ValueError(f"expected a size of {range_} for {self.kind}, got {self.size:g}")
        if bool(self.channel) == bool(kind.effects) or self.channel not in ("", *CHANNELS):
            allowed = "no channel" if kind.effects else f"channel as one of {', '.join(CHANNELS)}"
            raise ValueError(f"expected {allowed} for {self.kind}, got {self.channel or 'none'}")
