"""The truth of a simulated trial as a file beside it: STEM.truth.npz.

Plain arrays, one row for each stored sample of one board, and under "about" a JSON text with
everything that has a begin and an end. All times are on the timeline of the trial. A row belongs to
its sample exactly: a sample has the time of its board's clock, and for a simulated clock the time
of the world is known without error. Time 0 of the trial is the world's `world_s_at_zero`.
"""

import io
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import msgspec
import numpy as np
from numpy.typing import NDArray

from rig.errors import UsageError
from rig.measure.phase import PhaseSpan
from rig.ondisk import keep_new
from rig.parsed import json_of
from rig.sim.participant import Participant, RepetitionTruth, Truth
from rig.sim.participant.intervals import Interval
from rig.sim.participant.truth import Crossing
from rig.sim.port import World

FORMAT = "hinge-rig-simulator-truth-2"
MOST_ROWS = 3_600_000  # an hour; of a longer trial every second sample, or every third, and so on
BLOCK_ROWS = 60_000

Float = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TrialTruth:
    """The truth of a trial, every time on its timeline."""

    truth: Truth
    world_s: Float  # (N,)
    repetitions: list[RepetitionTruth]
    phases: list[PhaseSpan]
    intervals: list[Interval]
    crossings: list[Crossing]
    about: dict[str, Any]  # settings, notes, `world_s_at_zero`


def truth_path(trial: Path) -> Path:
    """The path of a trial's truth."""
    return trial.with_suffix(".truth.npz")


def write_truth(path: Path, world: World, *, world_s: Float, time_s: Float) -> None:
    """Writes the truth of a trial recorded from a world, for samples at these times of the world
    and of the trial, both (N,). Raises UsageError if it cannot be written."""
    every = -(-len(world_s) // MOST_ROWS)
    rows = _rows(world.participant, world_s[::every], time_s[::every])
    rows["about"] = np.array(json.dumps(_about(world, world_s, time_s)))
    with io.BytesIO() as packed:
        np.savez_compressed(packed, allow_pickle=False, **rows)
        try:
            with path.open("xb") as file:  # never follows a link
                file.write(packed.getbuffer())
            keep_new(path)
        except OSError as error:
            raise UsageError(f"cannot write {path}: {error.strerror}") from error


def read_truth(path: Path) -> TrialTruth:
    """The truth of a trial. Raises UsageError if the file is not a truth file."""
    try:
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            about = json_of(str(file["about"]))
            arrays = {name: file[name] for name in file.files if name != "about"}
        if about["format"] != FORMAT:
            raise ValueError(f"its format is {about['format']}")
        return _trial_truth(arrays, about)
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror or error}") from error
    except (ValueError, KeyError, TypeError, EOFError, BadZipFile) as error:
        raise UsageError(f"expected a truth file of a simulated trial, {path}: {error}") from error


def _rows(participant: Participant, world_s: Float, time_s: Float) -> dict[str, NDArray[Any]]:
    """Columns of the truth, narrowed block by block."""
    blocks = [
        {field.name: _narrow(getattr(truth, field.name)) for field in fields(Truth)}
        for first in range(0, len(world_s), BLOCK_ROWS)
        for truth in [participant.truth(world_s[first : first + BLOCK_ROWS])]
    ]
    rows = {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]}
    return rows | {"time_s": time_s, "world_s": world_s}


def _narrow(column: NDArray[Any]) -> NDArray[Any]:
    return column.astype(np.float32) if column.dtype == np.float64 else column


def _about(world: World, world_s: Float, time_s: Float) -> dict[str, Any]:
    participant, start_s, end_s = world.participant, float(world_s[0]), float(world_s[-1])

    def in_trial(at_s: float) -> float:
        return float(at_s + np.interp(at_s, world_s, time_s - world_s))

    return {
        "format": FORMAT,
        "simulated": True,
        "world_s_at_zero": float(np.interp(0.0, time_s, world_s)),
        "settings": msgspec.to_builtins(world.settings),
        "notes": list(participant.notes),
        "repetitions": _moved(map(asdict, participant.repetitions(start_s, end_s)), in_trial),
        "phases": _listed(participant.phases(start_s, end_s), in_trial),
        "intervals": _listed(participant.intervals(start_s, end_s), in_trial),
        "crossings": _listed(participant.contact_crossings(start_s, end_s), in_trial),
    }


def _listed(
    entries: Sequence[PhaseSpan | Interval | Crossing], in_trial: Callable[[float], float]
) -> list[dict[str, Any]]:
    return _moved((entry._asdict() for entry in entries), in_trial)


def _moved(
    entries: Iterable[dict[str, Any]], in_trial: Callable[[float], float]
) -> list[dict[str, Any]]:
    """Entries with every instant on the timeline of the trial; the length of a ramp is
    unchanged."""
    return [
        {
            name: in_trial(value) if name.endswith("_s") and name != "ramp_s" else value
            for name, value in entry.items()
        }
        for entry in entries
    ]


def _trial_truth(arrays: dict[str, NDArray[Any]], about: dict[str, Any]) -> TrialTruth:
    return TrialTruth(
        truth=Truth(**{field.name: arrays[field.name] for field in fields(Truth)}),
        world_s=arrays["world_s"],
        repetitions=[RepetitionTruth(**entry) for entry in about.pop("repetitions")],
        phases=[PhaseSpan(**entry) for entry in about.pop("phases")],
        intervals=[Interval(**entry) for entry in about.pop("intervals")],
        crossings=[Crossing(**entry) for entry in about.pop("crossings")],
        about=about,
    )
