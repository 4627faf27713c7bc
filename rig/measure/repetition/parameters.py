"""All parameters that decide what counts as a repetition."""

from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta


def _from(least: float, most: float, description: str) -> Meta:
    return Meta(ge=least, le=most, description=description)


@dataclass(frozen=True, slots=True, kw_only=True)
class RepetitionParameters:
    """What counts as a repetition. A result keeps the parameters it came from.

    `version` changes with the rules: equal figures then always have the same meaning.
    """

    version: Annotated[int, _from(2, 2, "of the rules that these figures belong to")] = 2
    dip_m: Annotated[float, _from(0.01, 0.2, "a smaller dip is no movement at all")] = 0.025
    between_percent: Annotated[
        float, _from(10, 100, "of the drop must be regained between two repetitions")
    ] = 60.0
    told_from_standing: Annotated[
        float, _from(0, 10, "standard deviations of a drop that cannot be told from standing")
    ] = 2.0
    min_drop_m: Annotated[float, _from(0.01, 1, "a smaller drop is no repetition")] = 0.04
    max_drop_m: Annotated[float, _from(0.1, 2, "a greater one is no person's")] = 0.8
    min_return_percent: Annotated[float, _from(0, 100, "of the drop must be regained")] = 70.0
    min_descent_s: Annotated[float, _from(0, 10, "a quicker descent is none")] = 0.3
    min_ascent_s: Annotated[float, _from(0, 10, "a quicker ascent is none")] = 0.25
    raised_m: Annotated[float, _from(0.01, 0.5, "so far above standing, arms or heels are up")] = (
        0.04
    )


STANDARD = RepetitionParameters()
