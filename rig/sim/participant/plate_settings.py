"""The settings of plates and sensors, and of their disturbances."""

from typing import Annotated, Literal

from msgspec import Meta

from rig.sim.participant.motion_settings import MotionSettings


class PlateSettings(MotionSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All settings of plates and sensors, each with its range and meaning."""

    front_end: Annotated[
        Literal["10bit", "24bit"],
        Meta(description="of the plates: a sketch's, or like an ADS131M04"),
    ] = "10bit"
    plate_resonance_hz: Annotated[float, Meta(ge=30, le=80, description="at which plates ring")]
    plate_error: Annotated[
        float, Meta(ge=0, le=10, description="1: gains, zeros, creep, drift as usual; 0: perfect")
    ] = 1.0
    gain_percent: Annotated[
        float,
        Meta(ge=0, le=5, description="spread of the channels' gains, times plate_error"),
    ] = 0.5
    drift_n: Annotated[
        float,
        Meta(ge=-50, le=50, description="drift of the vertical force in drift_s"),
    ] = 0.0
    drift_s: Annotated[
        float, Meta(ge=1, le=3600, description="length of that drift, from time 0")
    ] = 17.0
    walk_n: Annotated[
        float,
        Meta(ge=0, le=5, description="random walk of the vertical force: spread after 1 s"),
    ] = 0.0
    hum_n: Annotated[
        float, Meta(ge=0, le=50, description="amplitude of 50 Hz in the vertical force")
    ] = 0.0
    ringing_n: Annotated[
        float,
        Meta(ge=0, le=50, description="spread of ringing in the vertical force"),
    ] = 0.0
    fsr_error: Annotated[
        float, Meta(ge=0, le=1, description="1: spread, hysteresis, creep as usual; 0: perfect")
    ] = 1.0
