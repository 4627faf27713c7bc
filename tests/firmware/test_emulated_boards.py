"""The emulator keeps what it promises: time, codes, ports and damage."""

from __future__ import annotations

import io
import math
import os
import select
import signal
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import numpy as np
import numpy.typing as npt
import pytest
import serial

from tests.firmware.emulated import (
    EMULATOR,
    HERE,
    EmulatedBoards,
    EmulatorError,
    read_injections,
)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="simavr and ptys: Linux only")

PROBE = HERE / "build" / "probe.elf"
CYCLES_PER_US = 16
INFO_BYTES, ACK_BYTES = 40, 9
INFOS = 40
PLATES_FRAME = np.dtype(
    [
        ("head", "u1", 3),
        ("sample", "<u4"),
        ("device_time_us", "<u4"),
        ("status", "<u2"),
        ("counts", "<i2", 4),
        ("crc", "<u4"),
    ]
)
PLATES_FRAME_BYTES = PLATES_FRAME.itemsize


def frame(kind: int, payload: bytes = b"") -> bytes:
    body = bytes([0xA5, kind, 7 + len(payload)]) + payload
    return body + (zlib.crc32(body, 0xFFFFFFFF) ^ 0xFFFFFFFF).to_bytes(4, "little")


HELLO, START, STOP = frame(0x81, b"\x01"), frame(0x82), frame(0x83)


def open_port(name: str) -> serial.Serial:
    port = serial.Serial(name, 500_000, timeout=5)
    time.sleep(0.02)  # until the emulator has seen that it is open
    return port


def plain_port(name: str) -> io.FileIO:
    return io.FileIO(os.open(name, os.O_RDWR | os.O_NOCTTY), "r+")


def read_within(port: io.FileIO, count: int, timeout_s: float = 5) -> bytes:
    """As many bytes as asked for, or fewer if none comes for so long."""
    read = b""
    while len(read) < count and select.select([port], [], [], timeout_s)[0]:
        read += port.read(count - len(read)) or b""
    return read


def ask(port: serial.Serial, question: bytes, count: int) -> bytes:
    port.write(question)
    return port.read(count)


def read_for_ever(port: serial.Serial) -> NoReturn:
    while True:
        port.read(100)


def ask_probe(port: serial.Serial, letter: bytes) -> int:
    answer = ask(port, letter, 2)
    assert len(answer) == 2
    return int.from_bytes(answer, "little")


def sample_frames(stream: bytes) -> npt.NDArray[np.void]:
    """The samples alone, without acks and health, of an undamaged stream from the plates."""
    at, samples = 0, b""
    while at + PLATES_FRAME.itemsize <= len(stream):
        assert stream[at] == 0xA5
        if stream[at + 1] == 1:
            samples += stream[at : at + PLATES_FRAME.itemsize]
        at += stream[at + 2]
    return np.frombuffer(samples, PLATES_FRAME)


def none_lost(stream: bytes) -> bool:
    return bool(np.all(np.diff(sample_frames(stream)["sample"]) == 1))


def wait_until(condition: Callable[[], bool], timeout_s: float = 5) -> None:
    end = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < end, "timed out"
        time.sleep(0.01)


@pytest.fixture
def plates() -> Iterator[EmulatedBoards]:
    with EmulatedBoards(dowel=False) as boards:
        yield boards


@pytest.fixture
def probe() -> Iterator[EmulatedBoards]:
    with EmulatedBoards(plates=PROBE, dowel=False) as boards:
        yield boards


# Ports


def test_both_boards_answer_hello_on_their_ports() -> None:
    with EmulatedBoards() as boards:
        for role, board in enumerate(["plates", "dowel"], start=1):
            with open_port(boards.ports[board]) as port:
                info = ask(port, HELLO, INFO_BYTES)
            assert (info[:3], info[4]) == (bytes([0xA5, 2, INFO_BYTES]), role)


def test_the_line_runs_at_500_kbaud_with_ten_bits_a_byte(plates: EmulatedBoards) -> None:
    wait_until(lambda: plates.stats("plates")["uart_cycles_per_byte"] == 320)


def test_a_reader_that_stalls_for_a_second_loses_nothing(plates: EmulatedBoards) -> None:
    with open_port(plates.ports["plates"]) as port:
        port.write(START)
        time.sleep(1.2)
        stream = port.read(1000 * PLATES_FRAME_BYTES)
    assert none_lost(stream)
    assert plates.stats("plates")["bytes_dropped"] == 0


def test_what_does_not_fit_into_the_backlog_is_counted() -> None:
    with EmulatedBoards(dowel=False) as boards, open_port(boards.ports["plates"]) as port:
        for _ in range(4):
            boards.command("garbage", "plates", 65536)
        stats = boards.stats("plates")
        waiting = stats["backlog_bytes"] + stats["bytes_delivered"]
        assert stats["bytes_dropped"] + waiting == 4 * 65536
        assert stats["bytes_dropped"] > 0
        assert len(port.read(waiting)) == waiting


def test_a_plain_open_gets_the_bytes_as_they_are(probe: EmulatedBoards) -> None:
    with plain_port(probe.ports["plates"]) as port:
        port.write(b"p")
        assert len(read_within(port, 2)) == 2


def test_nothing_waits_for_a_port_that_nobody_has_open(plates: EmulatedBoards) -> None:
    with open_port(plates.ports["plates"]) as port:
        before = sample_frames(ask(port, START, ACK_BYTES + 100 * PLATES_FRAME_BYTES))
        time.sleep(0.05)  # so that something is left unread
    time.sleep(0.3)
    with plain_port(plates.ports["plates"]) as plain:  # pyserial would drop what waits
        later = read_within(plain, 20 * PLATES_FRAME_BYTES)
    after = sample_frames(later[later.index(bytes([0xA5, 1, PLATES_FRAME_BYTES])) :])
    assert after["sample"][0] > before["sample"][-1] + 300


def test_links_follow_the_ports(tmp_path: Path) -> None:
    with EmulatedBoards(link=tmp_path) as boards:
        assert (tmp_path / "plates").readlink() == Path(boards.ports["plates"])
        boards.command("unplug", "plates")
        assert not (tmp_path / "plates").is_symlink()
        boards.command("plug", "plates")
        assert (tmp_path / "plates").readlink() == Path(boards.ports["plates"])
        boards.command("unplug", "plates")
        boards.command("plug_as", "plates", "elsewhere")
        assert not (tmp_path / "plates").is_symlink()
        with open_port(str(tmp_path / "elsewhere")) as port:
            assert ask(port, HELLO, INFO_BYTES)[:2] == b"\xa5\x02"
    assert not list(tmp_path.iterdir())


# Codes


def conversions_of_a_second(
    folder: Path, waveform: Path, *, plates_ppm: float = 0.0, repeat_waveform: bool = False
) -> npt.NDArray[np.void]:
    with EmulatedBoards(
        dowel=False,
        plates_ppm=plates_ppm,
        waveform=waveform,
        repeat_waveform=repeat_waveform,
        injected_log=folder / "log",
        speed=0,
    ) as boards:
        wait_until(lambda: boards.stats()["world_s"] > 1)
    return read_injections(folder / "log", "plates")


def test_each_conversion_gets_the_row_of_its_time(tmp_path: Path) -> None:
    rows = 500
    codes = np.random.default_rng(1).integers(0, 1024, (rows, 2))
    lines = [f"{ms / 1000},{heel},{toe}" for ms, (heel, toe) in enumerate(codes)]
    waveform = tmp_path / "steps.csv"
    waveform.write_text("time_s,left_heel,right_toe\n" + "\n".join(lines) + "\n")
    log = conversions_of_a_second(tmp_path, waveform, plates_ppm=-3283)
    time_ms = log["cycle"] / (16_000 * (1 - 3283e-6))
    row = np.minimum(time_ms.astype(int), rows - 1)
    on_edge = np.abs(time_ms - np.round(time_ms)) < 1e-4
    for channel, expected in ((0, codes[row, 0]), (1, 0 * row), (3, codes[row, 1])):
        here = (log["channel"] == channel) & ~on_edge
        assert np.count_nonzero(here) > 1000
        assert np.array_equal(log["code"][here], np.broadcast_to(expected, row.shape)[here])


def test_a_repeated_waveform_starts_again(tmp_path: Path) -> None:
    waveform = tmp_path / "square.csv"
    waveform.write_text("time_s,left_heel\n0,100\n0.05,900\n")
    log = conversions_of_a_second(tmp_path, waveform, repeat_waveform=True)
    heel = log[log["channel"] == 0]
    assert np.array_equal(heel["code"] == 900, heel["cycle"] // 800_000 % 2 == 1)


def test_every_recorded_count_is_the_sum_of_what_was_injected(tmp_path: Path) -> None:
    codes = np.random.default_rng(2).permutation(1024)
    waveform = tmp_path / "codes.csv"
    rows = [f"{row / 1000},{code},{1023 - code}" for row, code in enumerate(codes)]
    waveform.write_text("time_s,left_heel,right_toe\n" + "\n".join(rows) + "\n")
    log = tmp_path / "log"
    with (
        EmulatedBoards(
            dowel=False, waveform=waveform, repeat_waveform=True, injected_log=log
        ) as boards,
        open_port(boards.ports["plates"]) as port,
    ):
        stream = ask(port, START, ACK_BYTES + 1500 * PLATES_FRAME_BYTES)
    samples = sample_frames(stream)
    injected = read_injections(log, "plates")
    injected = injected[: len(injected) // 16 * 16].reshape(-1, 4, 4)  # tick, round, channel
    assert np.all(injected["channel"] == np.arange(4))
    first_cycle = injected["cycle"][:, 0, 0].astype(np.int64)
    cycle = samples["device_time_us"].astype(np.int64) * CYCLES_PER_US
    tick = np.abs(first_cycle - cycle[0]).argmin() + samples["sample"] - samples["sample"][0]
    assert np.all(np.abs(first_cycle[tick] - cycle) < 1000 * CYCLES_PER_US / 2)
    assert np.array_equal(samples["counts"], injected["code"].sum(axis=1)[tick])
    assert np.unique(injected["code"][tick][:, :, 0]).size == 1024


def test_a_set_code_stays_and_is_recorded(plates: EmulatedBoards) -> None:
    codes = (3, 512, 1023, 0)
    for channel, code in enumerate(codes):
        plates.command("set", "plates", channel, code)
    with open_port(plates.ports["plates"]) as port:
        samples = sample_frames(ask(port, START, ACK_BYTES + 10 * PLATES_FRAME_BYTES))
    assert samples["counts"][-1].tolist() == [4 * code for code in codes]


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        ("time,head\n0,1\n", 1, "time_s"),
        ("time_s,knee\n0,1\n", 1, "columns among"),
        ("time_s,head,head\n0,1,1\n", 1, "each column once"),
        ("time_s,head\n0,1\n0,2\n", 3, "later time"),
        ("time_s,head\n0,1024\n", 2, "0 to 1023"),
        ("time_s,head\n0,1.5\n", 2, "0 to 1023"),
        ("time_s,head\n0,-1\n", 2, "0 to 1023"),
        ("time_s,head\n0\n", 2, "as many fields"),
        ("time_s,head\n0,1,2\n", 2, "as many fields"),
        ("time_s,head\n", 1, "at least one row"),
        ("", 0, "header"),
    ],
)
def test_a_bad_waveform_is_refused_in_one_line(
    tmp_path: Path, text: str, line: int, expected: str
) -> None:
    waveform = tmp_path / "bad.csv"
    waveform.write_text(text)
    with pytest.raises(EmulatorError, match=f"ended with 2.*line {line}: .*{expected}") as refused:
        EmulatedBoards(plates=PROBE, dowel=False, waveform=waveform)
    assert str(refused.value).count("\n") == 1


# Time


def test_the_clock_is_off_as_asked(probe: EmulatedBoards) -> None:
    for ppm in (0, 20_000, -20_000):
        probe.command("ppm", "plates", ppm)
        before = probe.stats()
        time.sleep(0.2)
        after = probe.stats()
        cycles = after["plates"]["cycles"] - before["plates"]["cycles"]
        expected = 16e6 * (1 + ppm * 1e-6) * (after["world_s"] - before["world_s"])
        assert cycles == pytest.approx(expected, abs=50)


def test_a_clock_wanders_as_asked() -> None:
    ppm, period_s = 5000.0, 4.0
    turns = 2 * math.pi / period_s
    with EmulatedBoards(plates=PROBE, dowel=False, speed=0) as boards:
        boards.command("wander", "plates", ppm, period_s)
        before = boards.stats()
        begin_s = before["world_s"]
        for quarters in range(1, 9):
            wait_until(lambda q=quarters: boards.stats()["world_s"] > begin_s + q * period_s / 4)
            now = boards.stats()
            end_s, cycles = now["world_s"], now["plates"]["cycles"] - before["plates"]["cycles"]
            expected_ppm = ppm * math.sin(turns * end_s)
            assert now["plates"]["ppm"] == pytest.approx(expected_ppm, abs=ppm / 100)
            wandered_s = (math.cos(turns * begin_s) - math.cos(turns * end_s)) / turns * ppm * 1e-6
            assert cycles == pytest.approx(16e6 * (end_s - begin_s + wandered_s), abs=2000)


def test_the_world_keeps_up_with_the_wall(probe: EmulatedBoards) -> None:
    world_s, wall_s = probe.stats()["world_s"], time.monotonic()
    time.sleep(1)
    passed_s = probe.stats()["world_s"] - world_s
    assert passed_s == pytest.approx(time.monotonic() - wall_s, abs=0.05)


def test_a_stalled_emulator_catches_up(probe: EmulatedBoards) -> None:
    world_s, wall_s = probe.stats()["world_s"], time.monotonic()
    os.kill(probe.pid, signal.SIGSTOP)
    time.sleep(0.5)
    os.kill(probe.pid, signal.SIGCONT)
    time.sleep(0.5)
    passed_s = probe.stats()["world_s"] - world_s
    assert passed_s == pytest.approx(time.monotonic() - wall_s, abs=0.05)
    assert probe.stats()["worst_lateness_s"] > 0.4


def test_the_idle_share_of_a_sleeping_firmware(probe: EmulatedBoards) -> None:
    assert 0.9 < probe.stats("plates")["idle_share"] < 1


# Pins


def test_a_driven_pin_wins_over_a_pull_up(probe: EmulatedBoards) -> None:
    with open_port(probe.ports["plates"]) as port:
        for level in (1, 0):
            probe.command("pin", "plates", "D2", level)
            port.write(b"u")
            assert ask_probe(port, b"p") >> 10 & 1 == level
        probe.command("pin", "plates", "PB0", 1)
        assert ask_probe(port, b"p") & 1 == 1


def wait_until_carried(boards: EmulatedBoards, edges: int) -> None:
    wait_until(lambda: bool(boards.stats()["sync_edges"] == edges))


def test_the_sync_wire_is_exact_to_the_cycle() -> None:
    with (
        EmulatedBoards(plates=PROBE, dowel=PROBE, sync_wire=True) as boards,
        open_port(boards.ports["plates"]) as plates,
        open_port(boards.ports["dowel"]) as dowel,
    ):
        delays = []
        for edge in range(1, 21):
            sent = ask_probe(plates, b"t")
            wait_until_carried(boards, edge)
            delays.append((ask_probe(dowel, b"i") - sent) % 65536)
    assert max(delays) - min(delays) <= 2
    assert max(delays) <= 20


# Damage


def test_dropped_flipped_and_added_bytes(plates: EmulatedBoards) -> None:
    with open_port(plates.ports["plates"]) as port:
        info = ask(port, HELLO, INFO_BYTES)
        plates.command("drop", "plates", 10)
        assert ask(port, HELLO, INFO_BYTES - 10) == info[10:]
        plates.command("flip", "plates", 5)
        flipped = ask(port, HELLO, INFO_BYTES)
        changes = [(a ^ b).bit_count() for a, b in zip(info, flipped, strict=True)]
        assert changes == [1] * 5 + [0] * (INFO_BYTES - 5)
        plates.command("garbage", "plates", 100)
        assert len(port.read(100)) == 100
        assert ask(port, HELLO, INFO_BYTES) == info


def infos_through_damage(seed: int) -> tuple[bytes, dict[str, int]]:
    """What arrives of some infos, and the damage to them."""
    with EmulatedBoards(dowel=False) as boards, open_port(boards.ports["plates"]) as port:
        boards.command("damage", "plates", 500, 500, 500, 500, seed)
        for count in range(1, INFOS + 1):
            port.write(HELLO)
            wait_until(
                lambda count=count: boards.stats("plates")["bytes_out"] == count * INFO_BYTES
            )
        stats = boards.stats("plates")
        names = ("flips", "lost", "repeated", "noise")
        done = {name: stats[name] for name in names}
        came = INFOS * INFO_BYTES - done["lost"] + done["repeated"] + done["noise"]
        return port.read(came), done


def test_damage_at_random_is_counted_and_is_the_same_for_the_same_seed() -> None:
    came, done = infos_through_damage(seed=7)
    again, other = infos_through_damage(seed=7), infos_through_damage(seed=8)
    assert (came, done) == again
    assert came != other[0]
    assert len(came) == INFOS * INFO_BYTES - done["lost"] + done["repeated"] + done["noise"]
    for name, longest in (("flips", 1), ("lost", 64), ("repeated", 64), ("noise", 64)):
        expected = INFOS * INFO_BYTES * 500 / 25_000 * (longest + 1) / 2
        assert expected / 3 < done[name] < expected * 2, name


def test_a_stall_brings_all_at_once_and_loses_nothing(plates: EmulatedBoards) -> None:
    with open_port(plates.ports["plates"]) as port:
        stream = ask(port, START, ACK_BYTES + 50 * PLATES_FRAME_BYTES)
        plates.command("stall", "plates", 500)
        time.sleep(0.05)
        stream += port.read(port.in_waiting)  # what was in transit
        time.sleep(0.2)
        assert port.in_waiting == 0
        stream += port.read(1000 * PLATES_FRAME_BYTES)
    assert none_lost(stream)


def test_a_silent_board_goes_on_where_it_stood(plates: EmulatedBoards) -> None:
    with open_port(plates.ports["plates"]) as port:
        stream = ask(port, START, ACK_BYTES + 50 * PLATES_FRAME_BYTES)
        plates.command("silence", "plates")
        time.sleep(0.1)
        stream += port.read(port.in_waiting)
        time.sleep(0.2)
        assert port.in_waiting == 0
        plates.command("resume", "plates")
        stream += port.read(100 * PLATES_FRAME_BYTES)
    assert none_lost(stream)
    stats = plates.stats()
    assert stats["plates"]["cycles"] < 16e6 * (stats["world_s"] - 0.3)


def test_an_unplugged_port_ends_and_comes_back_under_a_new_name(plates: EmulatedBoards) -> None:
    with open_port(plates.ports["plates"]) as port:
        ask(port, START, ACK_BYTES)
        plates.command("unplug", "plates")
        with pytest.raises(serial.SerialException):
            read_for_ever(port)
        plates.command("plug", "plates")
    with open_port(plates.ports["plates"]) as port:
        assert ask(port, HELLO, INFO_BYTES)[:2] == b"\xa5\x02"


def eeprom_of(boards: EmulatedBoards) -> bytes:
    return bytes.fromhex(boards.command("eeprom", "plates")["hex"])


def test_a_reset_starts_the_firmware_anew_and_keeps_the_eeprom(plates: EmulatedBoards) -> None:
    with open_port(plates.ports["plates"]) as port:
        ask(port, frame(0x86, b"HINGE007"), ACK_BYTES)
        # The checksum after the name is written last.
        wait_until(lambda: b"HINGE007" in eeprom_of(plates) and eeprom_of(plates)[12] != 0xFF)
        before, cycles = eeprom_of(plates), plates.stats("plates")["cycles"]
        plates.command("reset", "plates")
        stats = plates.stats("plates")
        assert (stats["starts"], stats["cycles"] < cycles) == (1, True)
        assert eeprom_of(plates) == before
        time.sleep(0.05)
        assert b"HINGE007" in ask(port, HELLO, INFO_BYTES)


def test_the_eeprom_outlives_the_emulator_in_a_file(tmp_path: Path) -> None:
    eeprom = tmp_path / "plates.eeprom"
    with (
        EmulatedBoards(dowel=False, plates_eeprom=eeprom) as boards,
        open_port(boards.ports["plates"]) as port,
    ):
        ask(port, frame(0x86, b"HINGE008"), ACK_BYTES)
        # Also its checksum, which is written last: without it the board has no number.
        wait_until(lambda: b"HINGE008" in eeprom_of(boards) and eeprom_of(boards)[12] != 0xFF)
    assert b"HINGE008" in eeprom.read_bytes()
    with (
        EmulatedBoards(dowel=False, plates_eeprom=eeprom) as boards,
        open_port(boards.ports["plates"]) as port,
    ):
        assert b"HINGE008" in ask(port, HELLO, INFO_BYTES)


def test_a_crashed_firmware_is_told(probe: EmulatedBoards) -> None:
    with open_port(probe.ports["plates"]) as port:
        port.write(b"c")
        wait_until(lambda: probe.stats("plates")["state"] == "crashed")
    with pytest.raises(EmulatorError, match="firmware of plates crashed"):
        probe.close()


# Commands and the end


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("", "expected one of"),
        ("dance plates", "expected one of"),
        ("reset", "reset BOARD"),
        ("reset dowel", "emulated here"),
        ("set plates 8 0", "channel"),
        ("set plates 0 1024", "code"),
        ("ppm plates fast", "ppm"),
        ("pin plates D14 1", "pin"),
        ("plug plates", "unplugged"),
        ("resume plates", "silent"),
        ("drop plates -1", "bytes"),
        ("damage plates 1 2 3 4", "damage BOARD"),
        ("damage plates 1 2 3 -4 5", "rates"),
        ("damage plates 1 2 3 4 x", "seed"),
        ("stall plates 60000", "milliseconds"),
        ("wander plates 10 0", "period"),
        ("plug_as plates x", "links"),
    ],
)
def test_a_wrong_command_is_answered(probe: EmulatedBoards, command: str, expected: str) -> None:
    with pytest.raises(EmulatorError, match=expected):
        probe.command(*command.split())
    assert probe.stats()["ok"]


def test_it_ends_with_its_standard_input() -> None:
    emulator = subprocess.Popen(
        [EMULATOR, "--plates", PROBE], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with emulator:
        assert emulator.stdout is not None
        assert emulator.stdout.readline().startswith(b'{"plates": "/dev/')
        assert emulator.stdin is not None
        emulator.stdin.close()
        assert emulator.wait(5) == 0


def test_it_does_not_outlive_a_killed_parent() -> None:
    parent = subprocess.Popen(
        [sys.executable, "-m", "tests.firmware.emulated", "--no-dowel"],
        cwd=HERE.parent.parent,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with parent:
        assert parent.stdout is not None
        port = parent.stdout.readline().split()[-1]
        assert parent.stdout.readline() == f"export RIG_PORTS={port}\n"
        parent.kill()
    wait_until(lambda: not Path(port).exists())
