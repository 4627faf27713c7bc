"""How the simulated participant moves: tempo, law of movement, stops, bounces, variation."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

LEAST_REST_S = 0.2  # on a beat


class MotionSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All settings of movement, each with its range and meaning."""

    drill: Annotated[
        Literal["hinge", "squat", "stand"], Meta(description="what each repetition is, or none")
    ] = "hinge"
    repetitions: Annotated[
        int, Meta(ge=0, le=10_000, description="then quiet standing; 0: without end")
    ] = 0
    stand_s: Annotated[
        float, Meta(ge=0, le=3600, description="quiet standing before the first repetition")
    ] = 2.0
    empty_s: Annotated[
        float, Meta(ge=0, le=3600, description="until then nobody stands on the plates")
    ] = 0.0
    descent_s: Annotated[
        float,
        Meta(ge=0.1, le=20, description="standing to bottom; less than 0.8 s is raised to it"),
    ]
    hold_s: Annotated[float, Meta(ge=0, le=60, description="still at the bottom")]
    ascent_s: Annotated[
        float,
        Meta(ge=0.1, le=20, description="bottom to standing; less than 0.8 s is raised to it"),
    ]
    rest_s: Annotated[
        float,
        Meta(
            ge=0,
            le=600,
            description="standing after each repetition; at least 0.2 s with pace=beat; with "
            "pace=rest 0 is touch and go",
        ),
    ]
    drop_m: Annotated[
        float, Meta(ge=0.02, le=0.35, description="how far the centre of mass goes down")
    ]
    variation: Annotated[
        float, Meta(ge=0, le=0.1, description="spread of tempo and depth between repetitions")
    ] = 0.03

    law: Annotated[
        Literal["lean", "even", "minimum_jerk", "submovements", "sticking"],
        Meta(
            description="of movement down and up; lean: minimum jerk of the trunk's angle; all "
            "others are of the centre of mass; even: constant speed with soft ends; submovements: "
            "two to five that overlap; sticking: a slow point on the way up"
        ),
    ] = "lean"
    soft_s: Annotated[
        float, Meta(ge=0.05, le=5, description="length of each soft end of an even movement")
    ] = 0.3
    pace: Annotated[
        Literal["beat", "rest"],
        Meta(
            description="beat: repetitions begin at equal intervals; rest: each begins rest_s "
            "after the end of the one before"
        ),
    ] = "beat"
    tempo_spread: Annotated[
        float,
        Meta(ge=0, le=0.5, description="spread of each descent, hold, ascent and rest"),
    ] = 0.0
    depth_spread: Annotated[
        float, Meta(ge=0, le=0.5, description="spread of the depth, besides variation")
    ] = 0.0
    fatigue: Annotated[
        float,
        Meta(ge=0, le=2, description="share by which the last repetition is slower than the first"),
    ] = 0.0
    stop: Annotated[
        Literal["none", "down", "up", "both"], Meta(description="where it pauses on its way")
    ] = "none"
    stop_s: Annotated[float, Meta(ge=0.05, le=10, description="length of that pause")] = 0.7
    stop_at: Annotated[
        float, Meta(ge=0.1, le=0.9, description="share of the way covered before the pause")
    ] = 0.5
    bounces: Annotated[int, Meta(ge=0, le=5, description="at the bottom")] = 0
    bounce_m: Annotated[float, Meta(ge=0.002, le=0.1, description="height of a bounce")] = 0.03
    bounce_s: Annotated[float, Meta(ge=0.2, le=3, description="length of a bounce")] = 0.7

    def __post_init__(self) -> None:
        """Raises ValueError for settings that contradict each other."""
        if self.pace == "beat" and self.rest_s < LEAST_REST_S:
            raise ValueError(
                f"expected a rest_s of at least {LEAST_REST_S:g} s on a beat, got {self.rest_s:g}; "
                "less goes with pace=rest"
            )
        if self.pace == "beat" and (self.tempo_spread or self.fatigue):
            raise ValueError("expected pace=rest beside tempo_spread or fatigue, got pace=beat")
        if self.fatigue and not self.repetitions:
            raise ValueError("expected repetitions beside fatigue, which ends with the last one")
        if self.bounces and self.bounce_m >= self.drop_m:
            raise ValueError(
                f"expected a bounce_m of less than drop_m, {self.drop_m:g} m, got {self.bounce_m:g}"
            )
