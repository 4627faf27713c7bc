"""The settings of a simulated person and its two boards, from a sim:// URL or a scenario file."""

from pathlib import Path
from typing import Annotated, Any
from urllib.parse import parse_qsl

import msgspec
from msgspec import Meta

from rig.errors import UsageError
from rig.parsed import toml_of
from rig.sim.faults import READERS
from rig.sim.participant.fields import checked, unknown_words
from rig.sim.participant.settings import Settings as ParticipantSettings
from rig.sim.participant.settings import settings_from

SCENARIO, REPEATED = "scenario", "deviation"
_Ppm = Annotated[float, Meta(ge=-10_000, le=10_000)]  # a resonator is off by some thousand at worst


class BoardSettings(msgspec.Struct, frozen=True, kw_only=True):
    """The clocks of the two boards, the drivers of their lines, and the loads on them."""

    plates_ppm: Annotated[_Ppm, Meta(description="by how much the plates' clock is fast")] = 0.0
    dowel_ppm: Annotated[_Ppm, Meta(description="by how much the dowel's clock is fast")] = 0.0
    wander_ppm: Annotated[
        float, Meta(ge=0, le=1000, description="by how much the clocks wander against each other")
    ] = 0.0
    sync: Annotated[int, Meta(ge=0, le=1, description="1: the sync wire is there")] = 0
    ttl_each_s: Annotated[
        float, Meta(ge=0, le=3600, description="how often a lab's pulse comes to TTL in; 0: never")
    ] = 0.0
    bench: Annotated[
        str, Meta(description="a file that says what lies on them; then nobody stands there")
    ] = ""


class Settings(msgspec.Struct, frozen=True):
    """One world: the person in it, and the boards."""

    participant: ParticipantSettings
    boards: BoardSettings


def settings_of(query: str) -> Settings:
    """The settings of a query, and of the scenario file it names; the query takes precedence.

    Raises UsageError in one line for an unknown name, a value outside its range or a file that
    cannot be read.
    """
    given: dict[str, Any] = {}
    for name, text in parse_qsl(query, keep_blank_values=True):
        given[name] = [*given.get(name, ()), text] if name == REPEATED else text
    path = given.pop(SCENARIO, None)
    return _settings({**(_scenario(Path(path)) if path is not None else {}), **given})


def _scenario(path: Path) -> dict[str, Any]:
    try:
        said = toml_of(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise UsageError(f"cannot read the scenario {path}: {reason}") from error
    except ValueError as error:
        raise UsageError(f"expected TOML in the scenario {path}: {error}") from error
    try:
        _settings(said)
    except UsageError as error:
        raise UsageError(f"{error} in the scenario {path}") from error
    return said


def _settings(given: dict[str, Any]) -> Settings:
    names = BoardSettings.__struct_fields__
    boards = {name: value for name, value in given.items() if name in names}
    who = {name: value for name, value in given.items() if name not in names}
    known = ParticipantSettings.__struct_fields__
    for name in who:
        if name not in known:
            raise UsageError(unknown_words(name, (*known, *names, *READERS, SCENARIO)))
    return Settings(settings_from(**who), checked(boards, BoardSettings))
