"""All settings of the simulation as a page: python -m rig.sim.table > rig/sim/SETTINGS.md."""

from collections.abc import Container, Iterable, Iterator

import msgspec

from rig.sim import faults
from rig.sim.participant.deviation import Deviation
from rig.sim.participant.fields import fields_of
from rig.sim.participant.kinds import KINDS, Kind
from rig.sim.participant.motion_settings import MotionSettings
from rig.sim.participant.plate_settings import PlateSettings
from rig.sim.participant.settings import Settings
from rig.sim.settings import BoardSettings

INTRODUCTION = """\
# Settings of the simulation

A simulated participant stands on simulated boards. `sim://plates?NAME=VALUE&NAME=VALUE` and
`sim://dowel?...` with the same words behind the `?` are one person on one clock. The same words
always give the same person and the same samples. A seed alone is enough: `sim://plates?seed=7`.

`scenario=FILE` reads settings from a TOML file; what the URL says goes before:

    mass_kg = 73
    descent_s = 2.0
    repetitions = 5

    [[deviation]]
    kind = "lumbar_flexion"
    at = "bottom"
    each = 2
    size = 8

In a URL that deviation is `deviation=lumbar_flexion,at=bottom,each=2,size=8`; there may be several.
A load is one, too: `deviation=load,size=20,at=lockout,repetition=2,onset_s=0.3,duration_s=30` takes
20 kg 0.3 s after the second repetition and puts them down half a minute later. A load is held
close, over the centre of pressure, and moves up and down with the shoulders.

Nothing here says what a real person would show. The body is a chain of rigid segments in one plane
(masses and inertia by de Leva 1996) that balances just as it wants to; the sensors are as their
data sheets say. With every law but lean the centre of mass follows the law itself, to which soft
knees give up to 6 mm. `rig record` writes what truly happened beside the trial, to
`STEM.truth.npz`; `rig.sim.truthfile.read_truth` reads it. There a repetition begins and ends where
the centre of mass of body and load passes 5 % of the greatest speed of that descent or ascent,
whatever the law. Scores from it are simulator scores.
"""

# Each has the settings of the ones before besides its own.
PARTICIPANT = (
    ("How it moves", MotionSettings),
    ("Plates and sensors", PlateSettings),
    ("The participant", Settings),
)


def page() -> str:
    """The page as Markdown."""
    return "\n".join(
        (
            INTRODUCTION,
            *_participant(),
            "## The boards\n",
            *_fields(BoardSettings),
            "\n## The line to a board\n",
            *(f"    {line}".rstrip() for line in str(faults.__doc__).splitlines()),
            "\n## A deviation\n",
            *_fields(Deviation, required="must be said", otherwise="by its kind"),
            "\n## Kinds of deviation\n",
            *_kinds(),
            "",
        )
    )


def _participant() -> Iterator[str]:
    """The person, its movement and its plates: a table for each."""
    told: set[str] = set()
    tables = []
    for heading, kind in PARTICIPANT:
        own = [name for name in kind.__struct_fields__ if name not in told]
        told |= set(own)
        tables.append((heading, own))
    for heading, own in reversed(tables):
        yield f"## {heading}\n"
        yield from _fields(Settings, own, required="drawn from the seed", otherwise="none")
        yield ""


def _fields(
    kind: type[msgspec.Struct],
    names: Container[str] | None = None,
    *,
    required: str = "",
    otherwise: str = "",
) -> Iterator[str]:
    """A row for each field, or for those named; the last column is the value used if the field is
    left out."""
    rows = (
        (
            f"`{field.name}`",
            field.meaning,
            field.allowed,
            field.usual or (required if field.required else otherwise),
        )
        for field in fields_of(kind)
        if names is None or field.name in names
    )
    return _table(("setting", "meaning", "allowed", "left out"), rows)


def _kinds() -> Iterator[str]:
    rows = (
        (f"`{name}`", kind.group, kind.meaning, _size(kind), kind.at, _lasts(kind))
        for name, kind in KINDS.items()
    )
    return _table(("kind", "group", "meaning", "size (usual)", "at", "lasts"), rows)


def _size(kind: Kind) -> str:
    unit, least, most, usual = kind.size
    return f"{least:g} to {most:g} {unit} ({usual:g})" if unit else ""


def _lasts(kind: Kind) -> str:
    if kind.whole:
        return "its repetition"
    ramps = f", ramps {kind.ramp_s:g} s" if kind.effects else ""
    return f"{kind.duration_s:g} s{ramps}"


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    for row in (head, ("---" for _ in head), *rows):
        yield f"| {' | '.join(row)} |"


if __name__ == "__main__":
    print(page(), end="")
