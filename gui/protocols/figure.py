"""What is drawn of a drill."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """What a drawing shows: how a person stands or lies, and what is beside or on them."""

    posture: str = ""
    props: frozenset[str] = frozenset()


NOTHING = Figure()  # where nothing is known
