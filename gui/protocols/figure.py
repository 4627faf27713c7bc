"""What is drawn of a drill."""

from dataclasses import dataclass

from rig.protocol.drill import Protocol

# What can be seen in a drill's title or in what it is done with.
SEEN = ("wall", "band", "cable", "bench", "handcuff", "across the shoulders")


@dataclass(frozen=True, slots=True)
class Figure:
    """What a drawing shows: how a person stands or lies, and what is beside or on them."""

    posture: str = ""
    props: frozenset[str] = frozenset()


NOTHING = Figure()  # where nothing is known


def figure_of(protocol: Protocol) -> Figure:
    """As far as the protocol tells."""
    equipment = protocol.setup.equipment if protocol.setup else ""
    said = f"{protocol.title} {equipment}".lower()
    props = {word for word in SEEN if word in said}
    if "dowel" in protocol.sensors:
        props.add("dowel")
    if protocol.load.kind != "none":
        props.add(protocol.load.kind)
        props |= {"on the floor"} if protocol.load.rests == "each repetition" else set()
    return Figure(protocol.posture, frozenset(props))
