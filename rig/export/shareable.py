"""A trial without what identifies its participant, or when and on which boards it was recorded.

Each field is listed here, so that a new one of a trial is omitted until it is added.
"""

import hmac
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from msgspec import structs
from numpy.typing import NDArray

from rig.measure.calibrating.trust import NewtonFacts
from rig.measure.calibration import NOMINAL, PlateCalibration
from rig.trial.edits import that_count
from rig.trial.event import OTHER_BOARD, STAMPED, Event
from rig.trial.imported import ImportedFrom
from rig.trial.participant import reads_as_date
from rig.trial.reviews import Edit
from rig.trial.trial import Board, Dowel, FrozenZero, Gap, Plates, Trial

LETTERS = "bcdfghjkmnpqrstv"  # sixteen without a vowel: no word, and never a date
PSEUDONYM_LETTERS = 12
# Replace the names of records.
CALIBRATED, OWN_LEVELS = "calibrated", "own levels"


class _Start(NamedTuple):
    """Where a board's numbers begin."""

    sample: int
    device_time_us: int


def shareable(trial: Trial, salt: bytes) -> Trial:
    """The trial without times of day, serial numbers, names of records, its id, its notes and text
    that names the participant, who gets another pseudonym, always the same for the same salt.

    Numbers of samples and the boards' clocks, which would reveal the order of recordings, begin at
    the first sample.
    """
    plates, dowel = trial.plates, trial.dowel
    boards = {"plates": plates, "dowel": dowel}
    starts = {role: _start(board) for role, board in boards.items()}
    return Trial(
        path=Path(),
        trial_id="",
        start_time_utc=None,
        utc_offset_s=None,
        participant=_pseudonym(trial.participant, salt),
        protocol=_unless_telling(trial.protocol, trial.participant),
        protocol_text="",
        condition=_unless_telling(trial.condition, trial.participant),
        end_reason=trial.end_reason,
        simulated=trial.simulated,
        replay_of="another trial" if trial.replay_of else "",
        imported_from=_imported(trial.imported_from),
        software_version=trial.software_version,
        weighed_n=trial.weighed_n,
        feet=trial.feet,
        plates=None if plates is None else _plates(plates, starts["plates"]),
        dowel=None if dowel is None else _dowel(dowel, starts["dowel"]),
        events=tuple(_event(event, starts.get(event.board)) for event in trial.events),
        gaps=tuple(_gap(gap, starts.get(gap.board)) for gap in trial.gaps),
        notes=(),
        reviews=tuple(_edit(act) for act in that_count(trial.reviews)),
        validity=trial.validity,
        trust=trial.trust,
    )


def _imported(source: ImportedFrom | None) -> ImportedFrom | None:
    """Without the name of the file and its hash, by which it could be found."""
    if source is None:
        return None
    return ImportedFrom(
        file_name="another file",
        sha256="",
        format=source.format,
        start_s=0.0,
        imported_utc="",
        start_known=False,
        assumptions=source.assumptions,
    )


def _pseudonym(participant: str, salt: bytes) -> str:
    if not participant:
        return ""
    digest = hmac.digest(salt, participant.encode(), "sha256")
    return "".join(LETTERS[byte % len(LETTERS)] for byte in digest[:PSEUDONYM_LETTERS])


def _unless_telling(text: str, participant: str) -> str:
    telling = participant and participant.casefold() in text.casefold()
    return "" if telling or reads_as_date(text) else text


def _start(board: Board | None) -> _Start | None:
    if board is None or not len(board.sample):
        return None
    return _Start(int(board.sample[0]), int(board.device_time_us[0]))


def _plates(plates: Plates, start: _Start | None) -> Plates:
    return Plates(
        **_board(plates, start),
        force_n=plates.force_n,
        calibration=_calibration(plates.calibration),
        newtons=_newtons(plates.newtons),
        zero_before=_zero(plates.zero_before),
        zero_after=_zero(plates.zero_after),
    )


def _calibration(calibration: PlateCalibration) -> PlateCalibration:
    return PlateCalibration(
        zero_counts=calibration.zero_counts,
        newtons_per_count=calibration.newtons_per_count,
        name=CALIBRATED if calibration.calibrated else calibration.name,
        cross_newtons_per_count=calibration.cross_newtons_per_count,
        geometry=calibration.geometry,
    )


def _newtons(newtons: NewtonFacts) -> NewtonFacts:
    """Without the age of the calibration, which would reveal the order of two trials."""
    return NewtonFacts(
        calibrated=newtons.calibrated,
        simulated=newtons.simulated,
        tier=newtons.tier,
        age_days=None,
        zero=newtons.zero,
        drift_n=newtons.drift_n,
        imported=newtons.imported,
    )


def _zero(zero: FrozenZero | None) -> FrozenZero | None:
    return None if zero is None else FrozenZero(zero_id="", taken_utc="", counts=zero.counts)


def _dowel(dowel: Dowel, start: _Start | None) -> Dowel:
    return Dowel(
        **_board(dowel, start),
        levels=dowel.levels,
        levels_name=OWN_LEVELS if dowel.own_levels else NOMINAL,
        levels_utc="",
    )


def _board(board: Board, start: _Start | None) -> dict[str, Any]:
    return {
        "columns": board.columns,
        "time_s": board.time_s,
        "sample": _since(board.sample, start.sample if start else 0),
        "device_time_us": _since(board.device_time_us, start.device_time_us if start else 0),
        "status": board.status,
        "counts": board.counts,
        "volts_per_count": board.volts_per_count,
        "adc_reference_v": board.adc_reference_v,
        "sample_rate_hz": board.sample_rate_hz,
        "sample_rate_hz_fitted": board.sample_rate_hz_fitted,
        "clock": board.clock,
        "board_serial": "",
        "firmware_version": board.firmware_version,
    }


def _since(numbers: NDArray[np.uint64], first: int) -> NDArray[np.uint64]:
    return numbers - np.uint64(first)


def _event(event: Event, start: _Start | None) -> Event:
    """Without samples of its board it belongs to none, and its stamp is meaningless."""
    point = "" if event.kind == OTHER_BOARD else event.point  # else it is its serial number
    sample = event.sample - start.sample if start and event.sample is not None else None
    value = event.value
    if event.kind in STAMPED:
        value = value - start.device_time_us if start else 0.0
    return replace(event, point=point, sample=sample, value=value)


def _edit(edit: Edit) -> Edit:
    """Without its author and time."""
    return structs.replace(edit, act_id="", author="", utc="")


def _gap(gap: Gap, start: _Start | None) -> Gap:
    return replace(gap, first_sample=gap.first_sample - start.sample if start else 0)
