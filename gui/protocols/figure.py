"""The content of a drill's drawing."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """What a drawing shows: how the person stands or moves, and what is beside or on them."""

    posture: str = ""
    props: frozenset[str] = frozenset()


NOTHING = Figure()  # if nothing is known
