"""The truth of a recording: the TOML file beside it, NAME.truth.toml beside NAME.csv."""

from pathlib import Path

import msgspec

from rig.errors import UsageError

SUFFIX = ".truth.toml"
RECORDINGS = (".csv", ".c3d", ".mot", ".sto")


class Repetition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is known of a repetition, in seconds of the recording from its first complete sample on.

    Onset and end are where the centre of mass passes 5 % of the greatest speed of that descent or
    ascent.
    """

    onset_s: float | None = None
    bottom_s: float | None = None
    end_s: float | None = None
    drop_mm: float | None = None


class Sway(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """As it was published."""

    ellipse_area_mm2: float | None = None
    mean_velocity_mm_s: float | None = None
    mean_frequency_hz: float | None = None


class Reference(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The laboratory's own vertical force and net centre of pressure: columns of a CSV file, the
    recording itself if `file` is empty. Without `same_origin` their mean difference is subtracted
    from centres of pressure."""

    file: str = ""
    time_s: str = "time_s"
    fz_n: str = ""
    cop_ap_mm: str = ""
    cop_ml_mm: str = ""
    same_origin: bool = True


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Those of `rig import`."""

    plates: tuple[str, ...] = ()
    swap_feet: bool = False
    forward: str = ""
    heel_at_mm: float = float("nan")
    stance_width_mm: float = float("nan")
    protocol: str = ""


class Truth(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`known_by` is how the repetitions were determined. `count` is how many there are, if only
    that is known; `no_repetition` means none. `lost_samples` are first and last numbers, at 1 kHz,
    of samples that are removed before the import."""

    source: str
    licence: str
    known_by: str = ""
    note: str = ""
    no_repetition: bool = False
    count: int | None = None
    repetition: tuple[Repetition, ...] = ()
    lost_samples: tuple[tuple[int, int], ...] = ()
    sway: Sway | None = None
    reference: Reference | None = None
    options: Options = Options()

    @property
    def repetitions(self) -> int | None:
        """How many there are; None if unknown."""
        if self.no_repetition or self.repetition:
            return len(self.repetition)
        return self.count


def truth_of(path: Path) -> Truth:
    """The truth in a file. Raises UsageError in one line."""
    try:
        truth = msgspec.toml.decode(path.read_bytes(), type=Truth)
    except ValueError as error:  # of msgspec, of TOML, and of UTF-8
        raise UsageError(f"{path.name}: {' '.join(str(error).split())}") from error
    if truth.no_repetition and (truth.repetition or truth.count):
        raise UsageError(f"{path.name}: expected repetitions or no_repetition, got both")
    return truth


def recording_of(path: Path) -> Path:
    """The recording beside a file of truth. Raises UsageError if there is none."""
    stem = path.name.removesuffix(SUFFIX)
    for suffix in RECORDINGS:
        for name in (stem + suffix, stem + suffix.upper()):
            if (found := path.with_name(name)).is_file():
                return found
    raise UsageError(f"expected a recording {stem} ({', '.join(RECORDINGS)}) beside {path.name}")
