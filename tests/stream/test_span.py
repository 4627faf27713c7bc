"""Where a trial begins and ends: triggers, the TTL output, keys, marks and cues."""

from pathlib import Path

import h5py
import numpy as np
import pytest

from rig.cli.running import drained
from rig.device.discovery import Wanted
from rig.device.messages import Cues, Status
from rig.errors import DeviceError, UsageError
from rig.stream.engine import Engine
from rig.stream.triggers import Trigger, Triggers
from tests.stream.simulated import (
    MORE_SAMPLES,
    MOVING,
    PLATES_PPM,
    both,
    engine_of,
    spoil,
    turn_for,
    turn_until,
    turn_until_closed,
)

TTL_EACH_S = 2.0


def record(engine: Engine, path: Path, triggers: Triggers) -> None:
    recorder = engine.record(path, triggers=triggers)
    turn_until_closed(engine, recorder)


def times_of(file: h5py.File, kind: str) -> np.ndarray:
    return file["events/time"][file["events/kind"][:] == kind.encode()]


def test_the_ttl_output_is_high_in_every_stored_sample_and_in_no_other(tmp_path: Path) -> None:
    with engine_of() as engine:
        engine.start()
        turn_for(engine, 0.5)
        recorder = engine.record(tmp_path / "t.h5", seconds=2.0)
        turn_until_closed(engine, recorder)
        turn_for(engine, 0.5)
        rows = engine.feeds["plates"].ring.since(0)
    with h5py.File(tmp_path / "t.h5") as file:
        high = rows.sample[(rows.status & Status.TTL_OUT) != 0]
        assert np.array_equal(file["plates/sample"][:], high)
        assert file["plates/time"][0] == 0.0
        assert file["plates/time"][-1] == pytest.approx(2.0, abs=MORE_SAMPLES / 1000)
        dowel_s = file["dowel/time"]
        assert -0.003 < dowel_s[0] < 0.003
        assert dowel_s[-1] <= file["plates/time"][-1] + 0.003


def test_a_trial_begins_and_ends_with_the_labs_pulse(tmp_path: Path) -> None:
    with engine_of(both(f"&ttl_each_s={TTL_EACH_S}")) as engine:
        engine.start()
        turn_for(engine, 0.5)
        record(engine, tmp_path / "t.h5", Triggers(Trigger.TTL, Trigger.TTL))
    with h5py.File(tmp_path / "t.h5") as file:
        rise_s = times_of(file, "ttl_rise")
        assert len(rise_s) == 2
        assert -MORE_SAMPLES / 1000 < rise_s[0] <= 0.0
        assert np.diff(rise_s) == pytest.approx(TTL_EACH_S, abs=0.0005)
        assert rise_s[1] <= file["plates/time"][-1] < rise_s[1] + MORE_SAMPLES / 1000
        row = file["events/kind"][:].tolist().index(b"ttl_rise")
        assert file["events/value"][row] == pytest.approx(
            TTL_EACH_S * 1e6 * (1 + PLATES_PPM * 1e-6), abs=1
        )


def test_the_fall_of_a_pulse_is_a_trigger_of_its_own(tmp_path: Path) -> None:
    with engine_of(both(f"&ttl_each_s={TTL_EACH_S}")) as engine:
        engine.start()
        record(engine, tmp_path / "t.h5", Triggers(Trigger.TTL_FALL, Trigger.TTL))
    with h5py.File(tmp_path / "t.h5") as file:
        fall_s, rise_s = times_of(file, "ttl_fall"), times_of(file, "ttl_rise")
        assert fall_s[0] <= 0.0 < rise_s[-1]
        assert rise_s[-1] - fall_s[0] == pytest.approx(TTL_EACH_S / 2, abs=0.0005)


def test_a_trial_that_waits_for_a_key_begins_and_ends_with_it(tmp_path: Path) -> None:
    with engine_of() as engine:
        engine.start()
        recorder = engine.record(
            tmp_path / "t.h5", triggers=Triggers(Trigger.KEY, Trigger.KEY, seconds=30)
        )
        turn_for(engine, 1.0)
        assert engine.span is not None
        assert engine.span.waits_for_start_key
        assert not recorder.begun
        engine.span.start()
        turn_until(engine, recorder, 1.0)
        assert engine.span.waits_for_stop_key
        engine.span.stop()
        turn_until_closed(engine, recorder)
    with h5py.File(tmp_path / "t.h5") as file:
        assert file["plates/time"][0] == 0.0
        assert 1.0 < file["plates/time"][-1] < 2.0
        # The person stood on it before: existing contact at the start is reported at time 0.
        assert file["events/kind"][:].tolist() == [b"contact_on"] * 3
        assert (file["events/time"][:] < 0.003).all()


def test_a_trial_that_was_never_begun_leaves_no_file(tmp_path: Path) -> None:
    with engine_of() as engine:
        engine.start()
        recorder = engine.record(tmp_path / "t.h5", triggers=Triggers(Trigger.KEY, Trigger.KEY))
        turn_for(engine, 0.5)
        engine.finish()
        turn_until_closed(engine, recorder)
    assert not (tmp_path / "t.h5").exists()


def test_seconds_end_a_trial_whose_trigger_does_not_come(tmp_path: Path) -> None:
    with engine_of() as engine:
        engine.start()
        record(engine, tmp_path / "t.h5", Triggers(stop=Trigger.TTL, seconds=1.5))
    with h5py.File(tmp_path / "t.h5") as file:
        assert file["plates/time"][-1] == pytest.approx(1.5, abs=MORE_SAMPLES / 1000)


def test_a_trigger_that_needs_plates_is_refused_without_them(tmp_path: Path) -> None:
    alone = Wanted("none", "sim://dowel")
    refused = pytest.raises(UsageError, match="expected a plates board for the trigger ttl")
    with engine_of(alone) as engine, refused:
        engine.record(tmp_path / "t.h5", triggers=Triggers(Trigger.TTL, seconds=1.0))
    assert not (tmp_path / "t.h5").exists()


def test_a_command_that_got_lost_is_sent_again(tmp_path: Path) -> None:
    with engine_of() as engine:
        engine.start()
        spoil(engine, "plates").lose_writes = 2
        record(engine, tmp_path / "t.h5", Triggers(seconds=1.0))
    with h5py.File(tmp_path / "t.h5") as file:
        assert (file["plates/status"][:] & Status.TTL_OUT).all()


def test_an_output_that_never_switches_ends_in_a_clear_word(tmp_path: Path) -> None:
    with engine_of() as engine:
        engine.start()
        spoil(engine, "plates").lose_writes = 10_000
        with pytest.raises(DeviceError, match="does not switch its TTL output"):
            record(engine, tmp_path / "t.h5", Triggers(seconds=1.0))


def test_a_cue_of_the_board_is_an_event_with_its_device_time(tmp_path: Path) -> None:
    with engine_of(both(person=MOVING)) as engine:
        told = engine.listen()
        engine.start(Cues.BOTH)
        record(engine, tmp_path / "t.h5", Triggers(seconds=20.0))
    with h5py.File(tmp_path / "t.h5") as file:
        events = file["events"]
        kinds = events["kind"][:].tolist()
        off, cue, end = (kinds.index(k) for k in (b"contact_off", b"cue", b"cue_end"))
        assert events["point"][cue] == events["point"][off]
        assert events["sample"][cue] == events["sample"][off]  # board and computer agree
        # Debounce of 20 samples, and 0.75 ms from the deciding tick to the buzzer.
        assert events["time"][cue] - events["time"][off] == pytest.approx(0.02075, abs=0.0002)
        assert events["time"][end] > events["time"][cue]
    assert "cue" in [event.kind for event in drained(told)]


def test_what_is_not_armed_is_silent(tmp_path: Path) -> None:
    with engine_of(both(person=MOVING)) as engine:
        engine.start(Cues.NONE)
        record(engine, tmp_path / "t.h5", Triggers(seconds=20.0))
    with h5py.File(tmp_path / "t.h5") as file:
        assert b"contact_off" in file["events/kind"][:]
        assert b"cue" not in file["events/kind"][:]
