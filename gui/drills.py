"""The protocols as the flow knows them."""

from gui.flow.facts import Drill
from rig.errors import UsageError
from rig.plain import plain
from rig.protocol.drill import Protocol
from rig.protocol.shelf import find, names


def drills() -> tuple[dict[str, Drill], list[str]]:
    """By name, and in words what is wrong with those that cannot be read."""
    found, problems = {}, []
    for name in names():
        try:
            found[name] = _drill(find(name).protocol)
        except UsageError as error:
            problems.append(str(error))
    return found, problems


def _drill(protocol: Protocol) -> Drill:
    about = {
        "title": plain(protocol.title),
        "cues": tuple(plain(cue) for cue in protocol.cues),
        "unscorable": plain(protocol.unscorable),
    }
    if protocol.setup and protocol.dose:
        dose = protocol.dose
        about |= {
            "setup": plain(f"{protocol.setup.stance} {protocol.setup.equipment}"),
            "sensors": frozenset(protocol.sensors),
            "sets": dose.sets,
            "repetitions": dose.repetitions,
            "tempo_s": dose.tempo_s,
            "rest_s": dose.rest_s,
        }
    return Drill(protocol.name, **about)  # type: ignore[arg-type]
