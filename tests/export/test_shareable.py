"""A shareable export reveals neither the participant, nor when and on which boards it was made."""

import struct
from dataclasses import replace
from pathlib import Path
from typing import Any

import ezc3d
import numpy as np
import pyarrow.parquet
import pytest

import rig
from rig.export import FORMATS, export
from rig.export.shareable import shareable
from rig.trial.event import Event
from rig.trial.notes import Note
from rig.trial.participant import check_participant
from rig.trial.trial import FrozenZero, Trial
from tests.trial.recorded import DATES, PARTICIPANT, SERIALS

SALT = b"one salt for all of a study"
OTHER_SERIAL = "OTHERBOARD99"
RECORD, TOUCH_RECORD, ZERO_ID = "calibration-0815", "touch-0816", "zero-0817"
OPERATOR = "Operator-Q"


@pytest.fixture
def telling(trials: dict[str, Path]) -> Trial:
    """With everything in it that could reveal something."""
    trial = rig.open_trial(trials["gap"])
    assert trial.plates is not None
    assert trial.dowel is not None
    zero = FrozenZero(ZERO_ID, "2020-01-01T00:00:00+00:00", (200.0, 201.0, 202.0, 203.0))
    return replace(
        trial,
        protocol=f"for {PARTICIPANT.lower()}",
        protocol_text=f"# by {OPERATOR}",
        condition="since 2020-01-01",
        notes=(Note("left knee, says mother", OPERATOR, "2020-01-01T00:00:00+00:00"),),
        plates=replace(
            trial.plates,
            calibration=replace(trial.plates.calibration, name=RECORD),
            newtons=replace(trial.plates.newtons, calibrated=True, tier="lab", age_days=31.4159),
            zero_before=zero,
            zero_after=zero,
        ),
        dowel=replace(
            trial.dowel, levels_name=TOUCH_RECORD, levels_utc="2020-01-01T00:00:00+00:00"
        ),
        events=(
            *trial.events,
            Event(2.0, "other_board", "dowel", OTHER_SERIAL),
            Event(2.5, "ttl_rise", "plates", value=2_506_000.0),
        ),
    )


def secrets_of(trial: Trial) -> list[bytes]:
    """What must not be found, as text and as a number."""
    assert trial.start_time_utc is not None
    start = trial.start_time_utc
    names = [PARTICIPANT, *SERIALS, OTHER_SERIAL, RECORD, TOUCH_RECORD, ZERO_ID, OPERATOR]
    names += [*DATES, trial.trial_id, "00:00:00", "left knee", str(trial.path.parent), "31.4"]
    return [
        *(name.encode() for name in names),
        *(name.lower().encode() for name in names),
        struct.pack("<d", start.timestamp()),
        struct.pack("<q", int(start.timestamp() * 1e6)),
    ]


def all_bytes(folder: Path) -> bytes:
    """Of all files, raw and decoded, with their names."""
    found = b""
    for path in sorted(folder.rglob("*")):
        found += path.name.encode()
        if path.is_file():
            found += path.read_bytes()
        if path.suffix == ".parquet":
            table = pyarrow.parquet.read_table(path)
            found += str(table.schema.metadata).encode() + str(table.to_pydict()).encode()
        if path.suffix == ".c3d":
            found += str(parameters(path)).encode()
    return found


def parameters(path: Path) -> dict[str, Any]:
    return {name: dict(group) for name, group in ezc3d.c3d(str(path))["parameters"].items()}


@pytest.mark.parametrize("to", FORMATS)
def test_nothing_that_tells_is_in_any_byte(to: str, telling: Trial, tmp_path: Path) -> None:
    for folder, trial in (("as-it-is", telling), ("shared", shareable(telling, SALT))):
        (tmp_path / folder).mkdir()
        name = "t.c3d" if to == "c3d" else "t"
        export(trial, tmp_path / folder / name, to=to, told=lambda _: None)
    secrets = secrets_of(telling)
    kept = all_bytes(tmp_path / "as-it-is")
    assert {word.encode() for word in (PARTICIPANT, SERIALS[0], RECORD, TOUCH_RECORD)} <= {
        secret for secret in secrets if secret in kept
    }
    given_away = all_bytes(tmp_path / "shared")
    assert [secret for secret in secrets if secret in given_away] == []
    assert b"dowel" in given_away


def test_the_measured_is_as_it_was(telling: Trial) -> None:
    shared = shareable(telling, SALT)
    for role in ("plates", "dowel"):
        before, after = getattr(telling, role), getattr(shared, role)
        for name in ("time_s", "counts", "status"):
            assert np.array_equal(getattr(before, name), getattr(after, name))
        assert np.array_equal(np.diff(before.sample), np.diff(after.sample))
        assert np.array_equal(np.diff(before.device_time_us), np.diff(after.device_time_us))
        assert (after.sample[0], after.device_time_us[0]) == (0, 0)
    assert shared.validity == telling.validity
    assert [event.kind for event in shared.events] == [event.kind for event in telling.events]
    assert [event.time_s for event in shared.events] == [e.time_s for e in telling.events]


def test_numbers_of_samples_are_counted_from_the_first(telling: Trial) -> None:
    shared = shareable(telling, SALT)
    assert shared.plates is not None
    assert telling.plates is not None
    for gap in shared.gaps:
        board = shared.plates if gap.board == "plates" else shared.dowel
        assert board is not None
        (row,) = np.flatnonzero(np.diff(board.sample) > 1)
        assert gap.first_sample == board.sample[row] + 1
    stamp = shared.events[-1]
    first_us = int(telling.plates.device_time_us[0])
    assert stamp.value == 2_506_000 - first_us
    on = next(event for event in shared.events if event.kind == "contact_on")
    assert on.sample == 0


def test_a_board_without_a_sample_tells_no_numbers(telling: Trial) -> None:
    assert telling.plates is not None
    empty = replace(
        telling.plates,
        **{
            name: getattr(telling.plates, name)[:0]
            for name in ("time_s", "sample", "device_time_us", "status", "counts", "force_n")
        },
    )
    shared = shareable(replace(telling, plates=empty), SALT)
    assert shared.events[-1].value == 0
    assert [gap.first_sample for gap in shared.gaps if gap.board == "plates"] == [0]


def test_the_same_salt_gives_the_same_pseudonym(telling: Trial) -> None:
    again = shareable(telling, SALT).participant
    assert again == shareable(telling, SALT).participant
    assert again != shareable(telling, b"another").participant
    assert again != shareable(replace(telling, participant="P08"), SALT).participant
    assert shareable(replace(telling, participant=""), SALT).participant == ""
    check_participant(again)


def test_a_text_that_tells_nothing_stays(telling: Trial) -> None:
    trial = replace(telling, protocol="dowel-hinge", condition="after warm-up")
    shared = shareable(trial, SALT)
    assert (shared.protocol, shared.condition) == ("dowel-hinge", "after warm-up")
    told = shareable(telling, SALT)
    assert (told.protocol, told.condition) == ("", "")
    assert told.plates is not None
    assert told.plates.calibration.name == "calibrated"
    assert told.plates.calibration.calibrated
    assert told.plates.newtons.age_days is None
    assert told.plates.zero_before == FrozenZero("", "", (200.0, 201.0, 202.0, 203.0))
    assert told.dowel is not None
    assert (told.dowel.own_levels, told.dowel.levels_utc) == (True, "")
    assert (told.notes, told.protocol_text, told.path) == ((), "", Path())


def test_what_is_found_in_it_is_the_same(trials: dict[str, Path]) -> None:
    trial = rig.open_trial(trials["whole"])
    before, after = rig.analyse(trial), rig.analyse(shareable(trial, SALT))
    assert [one.times for one in after.repetitions] == [one.times for one in before.repetitions]
    assert len(after.repetitions) > 0
