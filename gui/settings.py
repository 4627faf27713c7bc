"""The user's settings: plain data, with the valid values of each field."""

from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

OFF: Final = "off"
EACH: Final = "each"
NTH: Final = "nth"
AFTER_THE_SET: Final = "after the set"
FEWEST, MOST = 2, 10
LONGEST_DEVICE, LONGEST_INITIALS = 200, 4

Device = Annotated[
    str, Meta(max_length=LONGEST_DEVICE, description="the name of a sound device, or empty")
]
Language = Annotated[
    str,
    Meta(pattern=r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})?$", description="a language such as en"),
]
Initials = Annotated[
    str, Meta(pattern=rf"^[A-Za-z]{{0,{LONGEST_INITIALS}}}$", description="0 to 4 letters A to Z")
]


class CueSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """When a lost contact is called out.

    Never, immediately, immediately in every n-th repetition, or as a summary after the set.
    """

    when: Literal["off", "each", "nth", "after the set"] = "each"
    n: Annotated[
        int, Meta(ge=FEWEST, le=MOST, description=f"a whole number from {FEWEST} to {MOST}")
    ] = 3


class ScreenSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """The participant's own screen; mirrored, it shows left and right as a mirror does."""

    on: bool = False
    mirrored: bool = True


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """All settings. A sound device "" is the system's; the buzzer is the dowel board's own."""

    theme: Literal["dark", "light"] = "dark"
    language: Language = "en"
    sound_device: Device = ""
    cue: CueSettings = CueSettings()
    buzzer: bool = False
    metronome: bool = False
    screen: ScreenSettings = ScreenSettings()
    assessor: Initials = ""
