"""Contact levels in the dowel's real firmware: set, kept without power, refused, and invalid."""

import random
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from rig.device.commands import set_levels, set_serial
from rig.device.messages import Levels, Result, Status
from rig.device.wire import Kind, frame
from rig.measure.contact import ContactLevels
from tests.firmware.eeprom import (
    EEPROM_BYTES,
    LEVELS_AT,
    LEVELS_BYTES,
    levels_record,
    record_of,
    write_eeprom,
)
from tests.firmware.emulated import EmulatedBoards
from tests.firmware.listener import Listener, alone, let_pass, listening

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="simavr and ptys: Linux only")

OWN = ContactLevels((3532,) * 3, (3104,) * 3, 20)
SET = ContactLevels((3000, 32767, 1), (2999, 2000, 0), 1000)
OTHER = ContactLevels((500, 600, 700), (100, 200, 300), 1)
EEPROM_WRITE_S = 0.2  # a record of 20 bytes of up to 3.4 ms, twice over


@contextmanager
def dowel(folder: Path, eeprom: Path | None = None) -> Iterator[tuple[EmulatedBoards, Listener]]:
    with alone("dowel", folder, dowel_eeprom=eeprom) as (boards, listener):
        yield boards, listener


def levels_of(listener: Listener) -> Levels:
    return Levels.unpack(listener.ask(frame(Kind.GET_LEVELS), Kind.LEVELS).payload)


def kept(listener: Listener) -> tuple[ContactLevels, bool]:
    answer = levels_of(listener)
    return answer.levels, answer.stored


def eeprom_of(boards: EmulatedBoards) -> bytes:
    return bytes.fromhex(boards.command("eeprom", "dowel")["hex"])


# Set and kept


def test_a_new_board_has_the_levels_of_its_sketch(tmp_path: Path) -> None:
    with dowel(tmp_path) as (_, listener):
        assert kept(listener) == (OWN, False)


def test_levels_are_kept_over_reset_power_cycle_and_the_end_of_the_program(tmp_path: Path) -> None:
    file = tmp_path / "eeprom"
    with dowel(tmp_path, file) as (boards, listener):
        assert listener.order(set_levels(OTHER)) == Result.DONE
        assert listener.order(set_serial("HINGE009")) == Result.DONE
        assert listener.order(set_levels(SET)) == Result.DONE
        assert kept(listener) == (SET, True)
        let_pass(boards, EEPROM_WRITE_S)
        assert eeprom_of(boards)[LEVELS_AT : LEVELS_AT + LEVELS_BYTES] == levels_record(SET)
        boards.command("reset", "dowel")
        let_pass(boards, 0.05)
        assert kept(listener) == (SET, True)
        boards.command("unplug", "dowel")
        boards.command("plug", "dowel")
        let_pass(boards, 0.05)
        with listening(boards, "dowel") as again:
            assert kept(again) == (SET, True)
            assert again.info.serial == "HINGE009"
    with dowel(tmp_path, file) as (_, listener):
        assert kept(listener) == (SET, True)
        assert listener.info.serial == "HINGE009"


def test_set_levels_judge_from_then_on(tmp_path: Path) -> None:
    with dowel(tmp_path) as (boards, listener):
        for point in range(3):
            boards.command("set", "dowel", point, 150)  # 600 counts
        listener.start()
        listener.hear_samples(50)
        before = contacts(listener)
        assert listener.order(set_levels(OTHER)) == Result.DONE
        listener.hear_samples(50)
    head, thoracic, sacrum = Status.CONTACT_HEAD, Status.CONTACT_THORACIC, Status.CONTACT_SACRUM
    assert before == 0
    assert contacts(listener) == head | thoracic
    assert not contacts(listener) & sacrum


def contacts(listener: Listener) -> int:
    return int(listener.samples["status"][-1]) >> 3 << 3 & 0x38


def test_setting_levels_costs_no_sample(tmp_path: Path) -> None:
    with dowel(tmp_path) as (_, listener):
        listener.start()
        for turn in range(20):
            assert listener.order(set_levels((SET, OTHER)[turn % 2])) == Result.DONE
            listener.hear_samples(60)
        samples = listener.samples
        assert kept(listener) == (OTHER, True)
    assert (samples["sample"][1:] - samples["sample"][:-1] == 1).all()


# Refused


def levels_command(*fields: int) -> bytes:
    return frame(Kind.SET_LEVELS, struct.pack("<7H", *fields))


SENSELESS = {
    "off equal to on": (100, 200, 300, 50, 200, 50, 20),
    "off above on": (100, 200, 300, 50, 50, 301, 20),
    "level too high": (32768, 200, 300, 50, 50, 50, 20),
    "level negative as the board counts": (65535, 200, 300, 65000, 50, 50, 20),
    "no debounce": (100, 200, 300, 50, 50, 50, 0),
    "debounce too long": (100, 200, 300, 50, 50, 50, 1001),
    "all zero": (0,) * 7,
    "all ones": (65535,) * 7,
}


@pytest.mark.parametrize("before", [OWN, SET], ids=["own levels", "set levels"])
def test_levels_that_make_no_sense_are_refused_and_the_old_ones_kept(
    before: ContactLevels, tmp_path: Path
) -> None:
    stored = before is SET
    with dowel(tmp_path) as (boards, listener):
        if stored:
            assert listener.order(set_levels(before)) == Result.DONE
            let_pass(boards, EEPROM_WRITE_S)
        eeprom = eeprom_of(boards)
        for name, fields in SENSELESS.items():
            assert listener.order(levels_command(*fields)) == Result.REFUSED, name
            assert kept(listener) == (before, stored), name
        let_pass(boards, EEPROM_WRITE_S)
        assert eeprom_of(boards) == eeprom
        assert listener.order(set_levels(OTHER)) == Result.DONE


def test_the_plates_refuse_levels_and_cues(tmp_path: Path) -> None:
    with alone("plates", tmp_path) as (_, listener):
        assert listener.order(set_levels(SET)) == Result.REFUSED
        assert listener.order(frame(Kind.GET_LEVELS)) == Result.REFUSED
        assert listener.order(frame(Kind.ARM, b"\x01")) == Result.REFUSED


def test_a_damaged_command_is_not_answered_and_changes_nothing(tmp_path: Path) -> None:
    command = set_levels(SET)
    with dowel(tmp_path) as (boards, listener):
        for place in range(3, len(command)):
            damaged = bytearray(command)
            damaged[place] ^= 1 << place % 8
            listener.tell(bytes(damaged))
            let_pass(boards, 0.03)  # longer than a command may pause
        assert kept(listener) == (OWN, False)
        assert all(run.kind is not Kind.ACK for run in listener.runs)


# Invalid EEPROM contents


def torn_records() -> dict[str, bytes]:
    """Records of which only some bytes replaced another record before the power failed."""
    new, old = levels_record(SET), levels_record(OTHER)
    places = (place for place in range(3, LEVELS_BYTES) if new[place:] != old[place:])
    return {f"torn at {place}": new[:place] + old[place:] for place in places}


def flipped_records() -> dict[str, bytes]:
    record = levels_record(SET)
    whole = int.from_bytes(record, "little")
    return {
        f"bit {bit} over": (whole ^ 1 << bit).to_bytes(LEVELS_BYTES, "little")
        for bit in (0, 9, 16, 47, 127, 128, 159)
    }


RUBBISH = {
    "never written": b"\xff" * LEVELS_BYTES,
    "zeros": bytes(LEVELS_BYTES),
    "of another layout": b"L\x02" + levels_record(SET)[2:],
    "wrong CRC": levels_record(SET)[:-4] + b"\x12\x34\x56\x78",
    **flipped_records(),
    **{f"senseless: {name}": record_of(*fields) for name, fields in SENSELESS.items()},
}


@pytest.mark.parametrize("name", RUBBISH)
def test_rubbish_in_the_eeprom_gives_the_own_levels(name: str, tmp_path: Path) -> None:
    with dowel(tmp_path, write_eeprom(tmp_path / "eeprom", RUBBISH[name])) as (boards, listener):
        assert kept(listener) == (OWN, False)
        assert listener.order(set_levels(SET)) == Result.DONE
        let_pass(boards, EEPROM_WRITE_S)
        boards.command("reset", "dowel")
        let_pass(boards, 0.05)
        assert kept(listener) == (SET, True)


@pytest.mark.parametrize("name", torn_records())
def test_a_record_that_was_torn_gives_the_own_levels(name: str, tmp_path: Path) -> None:
    eeprom = write_eeprom(tmp_path / "eeprom", torn_records()[name])
    with dowel(tmp_path, eeprom) as (_, listener):
        assert kept(listener) == (OWN, False)


@pytest.mark.parametrize("seed", range(5))
def test_random_bytes_everywhere_are_neither_levels_nor_a_serial(seed: int, tmp_path: Path) -> None:
    file = tmp_path / "eeprom"
    file.write_bytes(random.Random(seed).randbytes(EEPROM_BYTES))
    with dowel(tmp_path, file) as (_, listener):
        assert kept(listener) == (OWN, False)
        assert listener.info.serial == ""


def test_a_good_record_in_the_eeprom_is_taken(tmp_path: Path) -> None:
    with dowel(tmp_path, write_eeprom(tmp_path / "eeprom", levels_record(SET))) as (_, listener):
        assert kept(listener) == (SET, True)
