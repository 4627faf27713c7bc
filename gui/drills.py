"""The protocols in the form the flow uses."""

from gui.flow.facts import Drill
from gui.protocols.figure import Figure
from rig.errors import UsageError
from rig.plain import plain
from rig.protocol.drill import Protocol
from rig.protocol.shelf import find, names

# Words looked for in a drill's title and equipment, to draw them.
SEEN = ("wall", "band", "cable", "bench", "handcuff", "across the shoulders")


def drills() -> tuple[dict[str, Drill], list[str]]:
    """The drills by name, and in words the errors of those that cannot be read."""
    found, problems = {}, []
    for name in names():
        try:
            found[name] = _drill(find(name).protocol)
        except UsageError as error:
            problems.append(str(error))
    return found, problems


def _drill(protocol: Protocol) -> Drill:
    title, unscorable = plain(protocol.title), plain(protocol.unscorable)
    figure = figure_of(protocol)
    if not (protocol.setup and protocol.dose):
        return Drill(protocol.name, title, unscorable=unscorable, figure=figure)
    return Drill(
        protocol.name,
        title,
        setup=plain(f"{protocol.setup.stance} {protocol.setup.equipment}"),
        cues=tuple(plain(cue) for cue in protocol.cues),
        sensors=frozenset(protocol.sensors),
        sets=protocol.dose.sets,
        repetitions=protocol.dose.repetitions,
        tempo_s=protocol.dose.tempo_s,
        rest_s=protocol.dose.rest_s,
        asks=protocol.asks,
        unscorable=unscorable,
        figure=figure,
    )


def figure_of(protocol: Protocol) -> Figure:
    """The drawing of a drill, as far as its protocol defines it."""
    equipment = protocol.setup.equipment if protocol.setup else ""
    said = f"{protocol.title} {equipment}".lower()
    props = {word for word in SEEN if word in said}
    if "dowel" in protocol.sensors:
        props.add("dowel")
    if protocol.load.kind != "none":
        props.add(protocol.load.kind)
        props |= {"on the floor"} if protocol.load.rests == "each repetition" else set()
    return Figure(protocol.posture, frozenset(props))
