"""Reads a trial file. FORMAT.md beside this file documents it in full."""

import errno
import math
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import Any, NamedTuple

import h5py
import numpy as np
from numpy.typing import NDArray

from rig.errors import UsageError
from rig.measure.calibrating.trust import NewtonFacts
from rig.measure.validity import LEVELS, TrialFacts, Verdict, judge
from rig.plain import plain
from rig.trial.claim import being_written, is_claimed
from rig.trial.columns import EVENT_COLUMNS
from rig.trial.contents import attribute, expect_contents
from rig.trial.event import Event
from rig.trial.facts import PASS_ROWS, RAW, facts_of
from rig.trial.imported import ImportedFrom, imported_from, start_of
from rig.trial.levels import own_levels_utc
from rig.trial.localtime import offset_in
from rig.trial.newtons import calibration_of, newton_facts
from rig.trial.soundness import refuse_unless_checksummed, refuse_unless_sound
from rig.trial.writer import FORMAT, FORMAT_VERSION, NO_SAMPLE

BOARDS = ("plates", "dowel")
READABLE = (1, FORMAT_VERSION)
MOST = 40  # lines and kinds of events that a summary names

# What reading raises if parts of a file are missing, or are not what they should be.
SENSELESS = (
    LookupError,
    ArithmeticError,
    ValueError,
    TypeError,
    AttributeError,
    RuntimeError,
    MemoryError,
)


@dataclass(frozen=True, slots=True)
class BoardSummary:
    """One board's part of a trial; figures that are not in the file yet are None."""

    board_serial: str
    firmware_version: str
    samples: int
    lost: int
    first_time_s: float | None
    last_time_s: float | None
    sample_rate_hz_fitted: float | None
    clock_method: str | None
    clock_rate_ppm: float | None
    clock_residual_ms: float | None
    missed_ticks: int | None
    dropped_frames: int | None
    crc_errors: int | None


@dataclass(frozen=True, slots=True)
class Summary:
    """The contents of a trial. `verdict` and `trust` are None until it is closed, `trust` also if
    an older program closed it; `own_levels_utc` is empty for nominal levels, None without a dowel.
    `start_time_utc` is None if unknown, `utc_offset_s` (how far the clocks there were ahead of UTC)
    if not stored, `imported_from` if this program recorded the trial."""

    file: str
    trial_id: str
    start_time_utc: str | None
    utc_offset_s: float | None
    participant: str
    protocol: str
    end_reason: str
    simulated: bool
    replay_of: str
    imported_from: ImportedFrom | None
    software_version: str
    calibration: str | None
    newtons: NewtonFacts | None
    own_levels_utc: str | None
    verdict: str | None
    reasons: list[str]
    trust: list[str] | None
    boards: dict[str, BoardSummary]
    events: dict[str, int]


class Fate(Enum):
    """The state of a trial's file."""

    BEING_WRITTEN = auto()
    CLOSED = auto()
    NOT_CLOSED = auto()  # also one that is damaged or missing


def fate_of(path: Path) -> Fate:
    """The state of the trial at `path`, by its file and its claim."""
    if is_claimed(path):
        return Fate.BEING_WRITTEN
    try:
        refuse_unless_checksummed(path)
        with h5py.File(path, "r") as file:
            return Fate.CLOSED if "verdict" in file["validity"].attrs else Fate.NOT_CLOSED
    except OSError as error:
        return Fate.BEING_WRITTEN if _is_locked(error) else Fate.NOT_CLOSED
    except (UsageError, *SENSELESS):
        return Fate.NOT_CLOSED


@contextmanager
def opened(path: Path) -> Iterator[h5py.File]:
    """An open trial. Raises UsageError, in one line, if it is not one, or is being written."""
    if is_claimed(path):
        raise UsageError(f"cannot read {path}: {being_written(path)}")
    try:
        refuse_unless_checksummed(path)
        with h5py.File(path, "r") as file:
            _expect_trial(path, file)
            yield file
    except OSError as error:
        raise UsageError(f"cannot read {path}: {_cause(error)}") from error
    except SENSELESS as error:
        raise UsageError(f"{path} is damaged: {error}") from error


def utc_offset_of(path: Path) -> float | None:
    """Seconds that the clocks were ahead of UTC where a trial was recorded; None if not stored or
    unreadable."""
    try:
        with opened(path) as file:
            return offset_in(file.attrs)
    except UsageError:
        return None


def raw_rows(path: Path, role: str) -> Iterator[dict[str, NDArray[Any]]]:
    """The raw columns of a board, some ten thousand rows at a time; nothing if it has none."""
    with opened(path) as file:
        for first in range(0, len(file[role]["sample"]) if role in file else 0, PASS_ROWS):
            yield {name: file[role][name][first : first + PASS_ROWS] for name in RAW}


class OwnTimes(NamedTuple):
    """For each sample of a board, (N,): its own clock, the time in the trial, and how often the
    board had been reset before; also the computer's clock at time 0."""

    device_time_us: NDArray[np.uint64]
    time_s: NDArray[np.float64]
    life: NDArray[np.int64]
    monotonic_s_at_zero: float


def own_times(path: Path) -> dict[str, OwnTimes]:
    """The samples of each board that has any, in the order of BOARDS."""
    with opened(path) as file:
        roles = [role for role in BOARDS if role in file and len(file[role]["sample"])]
        return {role: _own_times(file, role) for role in roles}


def _own_times(file: h5py.File, role: str) -> OwnTimes:
    rejoins = file["rejoins"]
    of_board = rejoins["board"][:] == role.encode()
    added_us = np.concatenate(([0], rejoins["device_time_us_added"][:][of_board]))
    board = file[role]
    life = np.searchsorted(rejoins["first_sample"][:][of_board], board["sample"][:], side="right")
    own_us = board["device_time_us"][:] - added_us.astype(np.uint64)[life]
    zero_s = float(file["clock"].attrs["monotonic_s_at_zero"])
    return OwnTimes(own_us, board["time"][:], life, zero_s)


def verify(path: Path) -> tuple[TrialFacts, Verdict]:
    """The counts of a trial and the verdict that follows, judged again.

    Raises UsageError if it cannot be read.
    """
    with opened(path) as file:
        facts = facts_of(file)
        return facts, judge(facts)


def stored_events(table: h5py.Group) -> list[Event]:
    """The events of an open trial, in the order in which they were sent."""
    columns = (table[name][:].tolist() for name in EVENT_COLUMNS)
    return [
        Event(
            time_s,
            plain(kind.decode(errors="replace")),
            plain(board.decode(errors="replace")),
            plain(point.decode(errors="replace")),
            None if sample == NO_SAMPLE else sample,
            value,
        )
        # In a trial that was not closed, one column may have more rows than another.
        for time_s, sample, board, kind, point, value in zip(*columns, strict=False)
    ]


def summarize(path: Path) -> Summary:
    """The contents of a trial. Raises UsageError if it cannot be read."""
    with opened(path) as file:
        boards = {role: _summarize_board(file, role) for role in BOARDS if role in file}
        kinds = Counter(plain(kind.decode(errors="replace")) for kind in file["events/kind"][:])
        return Summary(
            file=str(path),
            **{name: plain(file.attrs[name]) for name in _TEXTS},
            simulated=bool(file.attrs["simulated"]),
            replay_of=plain(file.attrs.get("replay_of", "")),
            start_time_utc=plain(file.attrs["start_time_utc"]) if start_of(file) else None,
            utc_offset_s=offset_in(file.attrs),
            imported_from=imported_from(file),
            calibration=calibration_of(file).name if "plates" in file["calibration"] else None,
            newtons=newton_facts(file),
            own_levels_utc=own_levels_utc(file),
            verdict=_verdict(file["validity"].attrs.get("verdict")),
            reasons=[plain(r) for r in file["validity"].attrs.get("reasons", ())][:MOST],
            trust=_lines(file["validity"].attrs.get("trust")),
            boards=boards,
            events=dict(kinds.most_common(MOST)),
        )


_TEXTS = (
    "trial_id",
    "participant",
    "protocol",
    "end_reason",
    "software_version",
)


def _lines(stored: Any) -> list[str] | None:
    return None if stored is None else [plain(one) for one in np.atleast_1d(stored)][:MOST]


def _verdict(text: object) -> str | None:
    if text is not None and text not in LEVELS:
        raise ValueError(f"expected {', '.join(LEVELS)} as verdict, got {plain(text, 40)}")
    return None if text is None else str(text)


def _summarize_board(file: h5py.File, role: str) -> BoardSummary:
    board = file[role]
    times = board["time"]
    clock = file["clock"].get(role)
    if clock is not None and "method" not in clock.attrs:
        clock = None  # still being recorded
    validity = file["validity"].get(role)
    of_board = file["gaps/board"][:] == role.encode()
    fitted_hz = float(board.attrs["sample_rate_hz_fitted"])
    return BoardSummary(
        board_serial=plain(board.attrs["board_serial"]),
        firmware_version=plain(board.attrs["firmware_version"]),
        samples=len(times),
        lost=int(file["gaps/count"][:][of_board].sum()),
        first_time_s=float(times[0]) if len(times) else None,
        last_time_s=float(times[-1]) if len(times) else None,
        sample_rate_hz_fitted=None if math.isnan(fitted_hz) else fitted_hz,
        clock_method=None if clock is None else plain(clock.attrs["method"]),
        clock_rate_ppm=None if clock is None else float(clock.attrs["rate_ppm"]),
        clock_residual_ms=None if clock is None else float(clock.attrs["residual_ms"]),
        **{
            name: None if validity is None else int(validity.attrs[name])
            for name in ("missed_ticks", "dropped_frames", "crc_errors")
        },
    )


def _expect_trial(path: Path, file: h5py.File) -> None:
    if "format" not in file.attrs:
        raise UsageError(f"expected a trial of the hinge rig, {path} is another HDF5 file")
    refuse_unless_sound(path, file)
    if attribute(file, "format") != FORMAT:
        raise UsageError(f"expected a trial of the hinge rig, {path} is another HDF5 file")
    version = attribute(file, "format_version")
    if version not in READABLE:
        raise UsageError(
            f"expected format version {FORMAT_VERSION}, {path} has {version}: "
            "read it with the program that is as new as it"
        )
    expect_contents(file)


def _is_locked(error: OSError) -> bool:
    """HDF5 locks a file while it is written. On Windows no one can read a locked file, and the
    system reports the same error as for a file without read permission."""
    if sys.platform == "win32" and error.errno == errno.EACCES:
        return True
    return "unable to lock" in str(error)


def _cause(error: OSError) -> str:
    text = str(error)
    if _is_locked(error):
        return "it is being recorded or written just now"
    if "truncated" in text:
        return "its end is cut off: rig recover rebuilds it if nothing else is gone"
    if "signature not found" in text:
        return "it is no HDF5 file, or cut off"
    return error.strerror or " ".join(text.split())
