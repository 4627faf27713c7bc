"""What the drill of a trial scores, and what it refuses, which appears nowhere."""

import math
from dataclasses import dataclass
from types import MappingProxyType

from rig.analysis.drill import protocol_in
from rig.measure.quantity import SPOKEN, Quantity
from rig.trial.trial import Trial

UNSAID = "Its protocol does not have it scored."
# Figures of a repetition, by the quantity that they belong to; others are always given.
QUANTITY_OF: MappingProxyType[str, Quantity] = MappingProxyType(
    {
        "descent_end_s": "tempo",
        "ascent_start_s": "tempo",
        "descent_s": "tempo",
        "hold_s": "tempo",
        "ascent_s": "tempo",
        "drop_m": "drop",
        "ascent_peak_n": "effort",
        "ascent_impulse_ns": "effort",
        "symmetry_percent": "symmetry",
        "heel_share": "heel_share",
        "left_heel_share": "heel_share",
        "right_heel_share": "heel_share",
        "cop_x_mm": "cop",
        "cop_y_mm": "cop",
        "cop_y_percent": "cop",
        "cop_path_mm": "cop",
        "cop_range_x_mm": "cop",
        "cop_range_y_mm": "cop",
    }
)


@dataclass(frozen=True, slots=True)
class Scoring:
    """What is scored, and why each of the others is not."""

    scored: frozenset[Quantity]
    refused: MappingProxyType[Quantity, str]

    def has(self, name: str) -> bool:
        """Whether a figure of a repetition is given, by its name."""
        quantity = QUANTITY_OF.get(name)
        return quantity is None or quantity in self.scored

    def figure(self, name: str, value: float) -> float:
        """Its value; NaN if it is refused."""
        return value if self.has(name) else math.nan

    @property
    def lines(self) -> list[str]:
        """A line for each reason, with all that it refuses."""
        by_reason: dict[str, list[str]] = {}
        for quantity, reason in self.refused.items():
            by_reason.setdefault(reason, []).append(SPOKEN[quantity])
        return [f"{', '.join(names)}: {reason}" for reason, names in by_reason.items()]


def scoring_of(trial: Trial) -> Scoring:
    """By the trial's protocol; all of it if there is none. Raises UsageError as `protocol_in`."""
    protocol = protocol_in(trial)
    scored = frozenset(protocol.scored if protocol else SPOKEN)
    reasons = protocol.refused if protocol else {}
    refused = {name: reasons.get(name, UNSAID) for name in SPOKEN if name not in scored}
    return Scoring(scored, MappingProxyType(refused))
