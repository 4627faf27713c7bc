"""Fields of every frame against the golden frames that the sketches build, too."""

import re
from pathlib import Path

import numpy as np
import pytest

from rig.device import commands
from rig.device.messages import (
    Ack,
    Cue,
    Cues,
    Edge,
    Health,
    Info,
    Levels,
    LineName,
    Result,
    TimeReply,
)
from rig.device.sampleframe import samples_dtype
from rig.device.wire import Kind, Parser, frame
from rig.measure.contact import ContactLevels
from tests.golden import golden_frames

GOLDEN = golden_frames()
PLATES = Info("plates", "1A2B3C4D", "0.1.0", 1, 4, 2, 1000, 5_000_000, 4096, 4, 1100, 190, 30)
DOWEL = Info("dowel", "", "0.1.0", 1, 3, 2, 1000, 5_000_000, 4096, 4, 1000, 150, 30)
OWN = ContactLevels((3532,) * 3, (3104,) * 3)
SET = ContactLevels((3532, 3500, 3600), (3104, 3000, 3200))
ANSWERS = {
    "edge_ttl_in": Edge(1000231, LineName.TTL_IN, 1, 0),
    "edge_sync_in_after_chatter": Edge(2**32 - 1, LineName.SYNC_IN, 0, 65535),
    "cue_on": Cue(2020742, 2, 1, 2000),
    "cue_off": Cue(2520741, 0, 0, 2500),
    "levels_own": Levels(OWN, Cues.NONE, stored=False),
    "levels_stored": Levels(SET, Cues.BOTH, stored=True),
}


@pytest.mark.parametrize(
    ("name", "built"),
    [
        ("info_plates", PLATES.pack()),
        ("info_dowel_without_serial", DOWEL.pack()),
        ("ack_start", Ack(Kind.START, Result.DONE).pack()),
        ("ack_serial_refused", Ack(Kind.SET_SERIAL, Result.REFUSED).pack()),
        ("time", TimeReply(0x12345678, 123456789, 123456833).pack()),
        ("health", Health(5000123, 5000, 1, 2, 3, 9).pack()),
        ("hello", commands.hello()),
        ("start", frame(Kind.START)),
        ("stop", frame(Kind.STOP)),
        ("identify", commands.identify(3)),
        ("time_request", commands.time_request(0x12345678)),
        ("set_serial", commands.set_serial("1A2B3C4D")),
        ("ttl_out", commands.ttl_out(1)),
        ("set_levels", commands.set_levels(SET)),
        ("arm", commands.arm(Cues.BOTH)),
        ("get_levels", frame(Kind.GET_LEVELS)),
        *((name, answer.pack()) for name, answer in ANSWERS.items()),
    ],
)
def test_built_as_the_golden_frame(name: str, built: bytes) -> None:
    assert built == GOLDEN[name]


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("info_plates", Info, PLATES),
        ("info_dowel_without_serial", Info, DOWEL),
        ("ack_start", Ack, Ack(0x82, 0)),
        ("time", TimeReply, TimeReply(0x12345678, 123456789, 123456833)),
        ("health", Health, Health(5000123, 5000, 1, 2, 3, 9)),
        *((name, type(answer), answer) for name, answer in ANSWERS.items()),
    ],
)
def test_read_from_the_golden_frame(name: str, kind: type[Info], expected: object) -> None:
    (run,) = Parser().receive(GOLDEN[name])
    assert kind.unpack(run.payload) == expected


@pytest.mark.parametrize(
    ("name", "sample", "device_time_us", "status", "counts"),
    [
        ("samples_plates", 1000, 1000004, 0x400, [512, 1024, 2048, 4092]),
        ("samples_plates_after_loss", 2**32 - 1, 2**32 - 6, 0x300, [0, -1, 1, -2048]),
        ("samples_plates_lines", 2000, 2000005, 0x007, [512, 1024, 2048, 4092]),
        ("samples_dowel_contact", 2000, 2000005, 0x02C, [3600, 184, 4092]),
        ("samples_dowel", 65536, 65536003, 0, [184, 3532, 4092]),
    ],
)
def test_samples_fields(
    name: str, sample: int, device_time_us: int, status: int, counts: list[int]
) -> None:
    (row,) = np.frombuffer(GOLDEN[name], samples_dtype(len(counts), 2))
    assert (row["sample"], row["device_time_us"], row["status"]) == (
        sample,
        device_time_us,
        status,
    )
    assert row["counts"].tolist() == counts


def test_the_parser_takes_every_golden_frame() -> None:
    parser = Parser()
    runs = parser.receive(b"".join(GOLDEN.values()))
    assert b"".join(run.frames for run in runs) == b"".join(GOLDEN.values())


def test_the_worked_example_of_the_protocol_is_the_golden_frame() -> None:
    text = (Path(__file__).parents[2] / "arduino" / "PROTOCOL.md").read_text("utf-8")
    line = re.search(r"^    (A5 01[0-9A-F ]+)$", text, re.MULTILINE)
    assert line
    assert bytes.fromhex(line[1]) == GOLDEN["samples_plates"]


def test_info_that_makes_no_sense_is_none() -> None:
    payload = bytearray(Parser().receive(GOLDEN["info_plates"])[0].payload)
    for place, value in ((1, 9), (14, 3), (15, 4)):  # role, channels, bytes per count
        spoiled = payload.copy()
        spoiled[place] = value
        assert Info.unpack(bytes(spoiled)) is None
    assert Info.unpack(bytes(payload[:-1])) is None


@pytest.mark.parametrize("serial", ["", "1A2B3C4", "1A2B3C4D5", "1a2b3c4d", "1A2B 3C4"])
def test_a_serial_that_no_board_may_have_is_refused(serial: str) -> None:
    with pytest.raises(ValueError, match="8 characters"):
        commands.set_serial(serial)


@pytest.mark.parametrize(
    "levels",
    [
        ContactLevels((40_000,) * 3, (3104,) * 3),
        ContactLevels((3532,) * 3, (-1,) * 3),
        ContactLevels((3532,) * 3, (3104,) * 3, debounce_samples=1001),
    ],
)
def test_levels_that_a_board_cannot_hold_are_refused(levels: ContactLevels) -> None:
    with pytest.raises(ValueError, match="expected"):
        commands.set_levels(levels)


def test_volts_of_the_worked_example() -> None:
    assert 4092 * PLATES.volts_per_count == pytest.approx(4.995, abs=5e-4)
