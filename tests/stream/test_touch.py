"""Contact is decided by a person's own levels, on the computer and on the board."""

import json
from pathlib import Path

import h5py
import pytest

from rig.calibrations.persons import PersonBook
from rig.device.discovery import Wanted, open_wanted
from rig.device.hosttime import SteppedTime
from rig.measure.calibrating.touched import TouchRecord
from rig.measure.contact import nominal_levels
from rig.stream.engine import Engine
from rig.stream.persons import use_person
from rig.stream.recovery import recover
from rig.trial.journal import journal_path
from tests.stream.simulated import turn_for, turn_until_closed
from tests.touched import light

TOUCH = "head {}\nthoracic 3\nsacrum 4\n"


def test_a_trial_of_a_person_has_their_levels(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RIG_CALIBRATIONS", str(tmp_path / "book"))
    PersonBook().add(light())
    touch, path, time = tmp_path / "touch.txt", tmp_path / "t.h5", SteppedTime()
    touch.write_text(TOUCH.format(1.5))
    wanted = Wanted("none", f"sim://dowel?bench={touch}&seed=6")
    engine = Engine(open_wanted(wanted, time), time, threads=False)
    try:
        engine.start()
        dowel = engine.feeds["dowel"].board
        use_person(engine, "P07", time, on_problem=pytest.fail)
        turn_for(engine, 1.0)
        recorder = engine.record(path, seconds=2.0, participant="P07", keep_journal=True)
        turn_for(engine, 1.0)
        touch.write_text(TOUCH.format(0.35))  # still a touch of P07's
        turn_until_closed(engine, recorder)
        use_person(engine, "P08", time, on_problem=pytest.fail)
        turn_for(engine, 1.0)
        assert engine.standards.in_contact == {"head": False, "thoracic": True, "sacrum": True}
    finally:
        engine.close()
    assert dowel.levels().levels == nominal_levels(4096)
    for trial in (path, recover(journal_path(path), tmp_path / "r.h5")):
        expect_levels_of(light(), trial)


def expect_levels_of(record: TouchRecord, trial: Path) -> None:
    with h5py.File(trial) as file:
        frozen = file["calibration/dowel"]
        assert tuple(frozen["on_counts"][:]) == record.on_counts
        assert frozen.attrs["name"] == record.record_id
        assert TouchRecord.from_json(json.loads(frozen["record"][()])) == record
        assert file["events/kind"][:].tolist() == [b"contact_on"] * 3
        contact = file["dowel/status"][:] >> 3 & 7
    assert (contact == 7).all(), "the board decides by them, too"
