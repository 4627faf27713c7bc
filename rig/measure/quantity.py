"""The quantities of a repetition that may be scored: the words shared by protocols and
statements."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

Quantity = Literal[
    "contact",
    "tempo",
    "drop",
    "effort",
    "heel_share",
    "symmetry",
    "cop",
    "stillness",
    "steps",
]
SPOKEN: Mapping[Quantity, str] = MappingProxyType(
    {
        "contact": "contacts",
        "tempo": "tempo",
        "drop": "drop of the centre of mass",
        "effort": "push-up effort",
        "heel_share": "heel share",
        "symmetry": "left and right",
        "cop": "centre of pressure",
        "stillness": "stillness",
        "steps": "feet lifted and steps",
    }
)
