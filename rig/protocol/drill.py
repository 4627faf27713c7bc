"""The fields of a protocol file. Error messages quote the description of a field."""

from collections.abc import Iterator
from typing import Annotated, Literal

from msgspec import Meta, Struct
from msgspec.structs import force_setattr

from rig.measure.quantity import Quantity

Text = Annotated[str, Meta(min_length=1, max_length=400, description="text, 1 to 400 letters")]
Texts = Annotated[tuple[Text, ...], Meta(max_length=12, description="a list of at most 12 texts")]
Count = Annotated[int, Meta(ge=1, le=100, description="a whole number from 1 to 100")]
Name = Annotated[
    str,
    Meta(
        pattern=r"^[a-z0-9][a-z0-9-]{0,31}$",
        description="1 to 32 small letters, digits or -, as the file is named",
    ),
]
Tempo = Annotated[
    str,
    Meta(
        pattern=r"^[0-9]{1,2}-[0-9]{1,2}-[0-9]{1,2}$",
        description="seconds down, held and up, such as 2-1-2",
    ),
]


class Setup(Struct, frozen=True, forbid_unknown_fields=True):
    """How the person stands and begins. Sources differ here, so a protocol states its choice."""

    stance: Text
    third_point: Literal["sacrum", "tailbone", "low back", "none"]
    first: Literal["hips", "knees", "together"]
    pelvis: Literal["natural", "tucked"]
    equipment: Text


class Load(Struct, frozen=True, forbid_unknown_fields=True):
    """What is lifted. On the floor it is not on the plates: `rests` is when it is there."""

    kind: Literal["none", "barbell", "dumbbells", "kettlebell"] = "none"
    rests: Literal["never", "between sets", "each repetition"] = "never"
    mass_kg: Annotated[float, Meta(ge=0, le=500, description="kilograms, 0 to 500")] = 0.0

    @property
    def from_floor(self) -> bool:
        """Whether it is lifted from the floor in each repetition."""
        return self.rests == "each repetition"


class Dose(Struct, frozen=True, forbid_unknown_fields=True):
    """How much, and how fast."""

    sets: Count
    repetitions: Count
    tempo: Tempo
    rest_s: Annotated[int, Meta(ge=0, le=3600, description="seconds, 0 to 3600")]

    @property
    def tempo_s(self) -> tuple[int, int, int]:
        """Seconds down, held and up."""
        down, held, up = (int(part) for part in self.tempo.split("-"))
        return down, held, up


class Protocol(Struct, frozen=True, forbid_unknown_fields=True):
    """A drill. One that this rig cannot score has `unscorable`, the reason, and nothing scored.

    `asks` are the questions to the person after each set: `pain`, how much it hurt, and
    `stop_reason`, why a set ended before its repetitions were done; none by default. `posture` is
    how a page draws the person. `feet` is "one" if one foot alone bears the load and the other is
    lifted on purpose. `motion` is how it goes down and up: `vertical` (slowly enough for tempo and
    drop), `ballistic` (thrown, as a swing), or `floor_load` (the load is on the floor between
    repetitions).
    """

    name: Name
    title: Text
    version: Count
    setup: Setup | None = None
    dose: Dose | None = None
    load: Load = Load()
    condition: Annotated[
        str, Meta(max_length=64, description="text of at most 64 letters, may be empty")
    ] = ""
    cues: Texts = ()
    stop: Texts = ()
    notes: Texts = ()
    sensors: tuple[Literal["plates", "dowel"], ...] = ()
    scored: tuple[Quantity, ...] = ()
    refused: dict[Quantity, Text] = {}
    asks: tuple[Literal["pain", "stop_reason"], ...] = ()
    feet: Literal["both", "one"] = "both"
    motion: Literal["vertical", "ballistic", "floor_load"] = "vertical"
    posture: Literal["standing", "kneeling", "on all fours", "lying"] = "standing"
    unscorable: Annotated[str, Meta(max_length=400, description="the reason in words")] = ""

    def __post_init__(self) -> None:
        """Refuses inconsistent fields; a load on the floor determines the motion."""
        if self.load.from_floor and self.motion == "vertical":
            force_setattr(self, "motion", "floor_load")
        for field, sentence in _misfits(self):
            raise ValueError(f"{sentence} - at `$.{field}`")


def _misfits(protocol: Protocol) -> Iterator[tuple[str, str]]:
    """Fields that do not fit others, and what was expected."""
    scored, sensors = set(protocol.scored), protocol.sensors
    if protocol.unscorable:
        if scored:
            yield "scored", "expected nothing scored beside the field unscorable"
        return
    for field in ("setup", "dose", "sensors", "scored"):
        if not getattr(protocol, field):
            yield field, f"expected {field}, or the field unscorable with the reason"
    if (protocol.motion == "floor_load") != protocol.load.from_floor:
        yield "motion", 'expected floor_load together with load.rests = "each repetition"'
    if protocol.feet == "one" and scored & {"symmetry", "steps"}:
        yield "scored", "expected neither symmetry nor steps, because one foot is lifted"
    if protocol.motion != "vertical" and "drop" in scored:
        yield "scored", f"expected no drop, because the motion is {protocol.motion}"
    if both := sorted(scored & set(protocol.refused)):
        yield "refused", f"expected nothing that is scored too, got {', '.join(both)}"
    if "contact" in scored and "dowel" not in sensors:
        yield "sensors", "expected dowel, because contact is scored"
    if scored - {"contact"} and "plates" not in sensors:
        yield "sensors", "expected plates, because more than contact is scored"
