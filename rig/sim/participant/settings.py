"""The simulated participant's settings: one table, with the allowed values.

A setting that is not given is drawn from the seed if people differ in it, and plain otherwise.
"""

from typing import Annotated, Any, Literal

import numpy as np
from msgspec import Meta

from rig.sim.participant.body import TABLES
from rig.sim.participant.deviation import Deviation
from rig.sim.participant.fields import checked
from rig.sim.participant.plate_settings import PlateSettings

DEFAULT_SEED = 1


class Settings(PlateSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All settings, each with its range and meaning."""

    seed: Annotated[
        int, Meta(ge=0, le=2**32 - 1, description="all that is random follows from it")
    ] = DEFAULT_SEED

    sex: Annotated[Literal["female", "male"], Meta(description="whose segments, by de Leva")]
    mass_kg: Annotated[float, Meta(ge=30, le=150, description="body mass")]
    height_m: Annotated[float, Meta(ge=1.2, le=2.2, description="stature")]

    standing_cop_percent: Annotated[
        float, Meta(ge=30, le=70, description="of foot length from the heel, quiet standing")
    ]
    cop_shift_mm: Annotated[
        float, Meta(ge=-60, le=60, description="by how much it moves to the toes at the bottom")
    ]
    right_share_percent: Annotated[
        float, Meta(ge=30, le=70, description="of the load, quiet standing")
    ]
    sway: Annotated[
        float, Meta(ge=0, le=5, description="1: a young adult's; 0: none, nor heart and breath")
    ] = 1.0

    restless_percent: Annotated[
        float,
        Meta(
            ge=0, le=5, description="of weight: spread of the vertical force by standing restless"
        ),
    ] = 0.0

    neck_hand_n: Annotated[float, Meta(ge=0, le=60, description="upper hand on the dowel")]
    low_hand_n: Annotated[float, Meta(ge=0, le=60, description="lower hand on the dowel")]
    back_stiffness: Annotated[
        float, Meta(ge=0.1, le=10, description="under the dowel; 1: 4, 3 and 5 N/mm at its points")
    ] = 1.0

    mistake_each: Annotated[
        int,
        Meta(
            ge=0, description="in each of so many a contact is lost; 0: never, as beside deviations"
        ),
    ] = 3
    deviation: Annotated[
        tuple[Deviation, ...],
        Meta(description="errors, faults and what is no repetition"),
    ] = ()


def settings_from(**given: Any) -> Settings:
    """The given settings, as numbers or as text, and the rest drawn from the seed.

    A deviation is a Deviation, a table of its fields, or as text its kind and fields:
    "lumbar_flexion,size=8,at=bottom". Raises UsageError in one line for an unknown name or a value
    outside its range.
    """
    if "deviation" in given:
        given.setdefault("mistake_each", 0)
    if isinstance(listed := given.get("deviation"), list | tuple):
        given["deviation"] = [_deviation(one) for one in listed]
    seed = checked({**_drawn(DEFAULT_SEED), **given}, Settings).seed
    return checked({**_drawn(seed), **given}, Settings)


def _deviation(given: Any) -> Any:
    """A deviation from text; anything else is left to the check."""
    if not isinstance(given, str):
        return given
    kind, *fields = given.split(",")
    return {"kind": kind} | dict(field.partition("=")[::2] for field in fields)


def _drawn(seed: int) -> dict[str, Any]:
    """The settings that differ from person to person."""
    draw = np.random.default_rng(seed)
    sex = sorted(TABLES)[int(draw.integers(2))]
    height_m = draw.normal(*{"female": (1.66, 0.06), "male": (1.79, 0.07)}[sex])
    return {
        "seed": seed,
        "sex": sex,
        "height_m": float(np.clip(height_m, 1.45, 2.0)),
        "mass_kg": float(height_m**2 * draw.uniform(20, 27)),
        "descent_s": draw.uniform(1.5, 2.5),
        "hold_s": draw.uniform(0.2, 0.6),
        "ascent_s": draw.uniform(1.2, 1.8),
        "rest_s": draw.uniform(1.8, 2.8),
        "drop_m": draw.uniform(0.14, 0.19) * float(height_m) / 1.741,
        "standing_cop_percent": draw.uniform(42, 50),
        "cop_shift_mm": draw.uniform(-20, 0),
        "right_share_percent": draw.uniform(47, 53),
        "neck_hand_n": draw.uniform(5, 9),
        "low_hand_n": draw.uniform(5, 9),
        "plate_resonance_hz": draw.uniform(45, 65),
    }
