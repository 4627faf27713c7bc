"""The contents of a protocol for a coach: the same at a terminal and in a window."""

from rig.measure.quantity import SPOKEN
from rig.protocol.drill import Load, Protocol

ASKED = {"pain": "how much it hurt", "stop_reason": "why it ended early"}
Section = tuple[str, tuple[str, ...]]


def sections(protocol: Protocol) -> list[Section]:
    """Headings and the lines under them, without empty ones; "" if no heading is needed."""
    scored = ", ".join(SPOKEN[what] for what in protocol.scored)
    asked = ", ".join(ASKED[what] for what in protocol.asks)
    found: list[Section] = [
        ("", (*_setup(protocol), *_dose(protocol))),
        ("Cues", protocol.cues),
        ("Stop when", protocol.stop),
        ("Notes", protocol.notes),
        ("", (f"Scored: {scored}",) if scored else ()),
        ("Not scored", tuple(f"{SPOKEN[what]}: {why}" for what, why in protocol.refused.items())),
        ("", (f"Asked after each set: {asked}",) if asked else ()),
    ]
    return [(heading, lines) for heading, lines in found if lines]


def _setup(protocol: Protocol) -> list[str]:
    setup = protocol.setup
    if setup is None:
        return []
    how = f"Third point: {setup.third_point}. First: {setup.first}. Pelvis: {setup.pelvis}."
    return [setup.stance, setup.equipment, how]


def _dose(protocol: Protocol) -> list[str]:
    lines = []
    if dose := protocol.dose:
        lines.append(
            f"{dose.sets} x {dose.repetitions}, tempo {dose.tempo} s, rest {dose.rest_s} s"
        )
    if protocol.motion in MOTIONS:
        lines.append(MOTIONS[protocol.motion])
    if protocol.feet == "one":
        lines.append("On one foot: the other one is lifted on purpose")
    if protocol.condition:
        lines.append(f"Condition: {protocol.condition}")
    if protocol.load.kind != "none":
        lines.append(_load(protocol.load))
    return lines


MOTIONS = {
    "ballistic": "Motion: ballistic, the load is swung",
    "floor_load": "Motion: the load is lifted from the floor and put down in each repetition",
}


def _load(load: Load) -> str:
    mass = f", {load.mass_kg:g} kg" if load.mass_kg else ""
    rests = "" if load.rests == "never" else f"; on the floor {load.rests}"
    return f"Load: {load.kind}{mass}{rests}"
