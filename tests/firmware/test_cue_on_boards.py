"""Contact and cue on the dowel's real firmware, against its conversions and pins, by the cycle."""

import sys
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from rig.device.commands import arm, hello, identify, set_levels
from rig.device.messages import Cue, Cues, Result, Status
from rig.device.wire import Kind, frame
from rig.measure.contact import ContactChange, ContactDetector, ContactLevels
from tests.firmware.eeprom import levels_record, write_eeprom
from tests.firmware.emulated import EmulatedBoards
from tests.firmware.listener import (
    CYCLES_PER_US,
    Chip,
    Listener,
    alone,
    expect_nothing_lost,
    let_pass,
)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="simavr and ptys: Linux only")

BUZZER, LED = "PB1", "PB5"
HEAD, THORACIC, SACRUM = POINTS = range(3)
CONTACTS = Status.CONTACT_HEAD | Status.CONTACT_THORACIC | Status.CONTACT_SACRUM
OWN_LEVELS = ContactLevels((3532,) * 3, (3104,) * 3, 20)
HELD_CODE, BETWEEN_CODE, LOST_CODE = 1000, 800, 700
CYCLES_PER_MS = 1000 * CYCLES_PER_US
MOST_LATE_MS = 2.0
"""From the end of the debounce to the buzzer."""


def dowel(
    folder: Path, waveform: Path | None = None, eeprom: Path | None = None
) -> AbstractContextManager[tuple[EmulatedBoards, Listener]]:
    return alone("dowel", folder, dowel_ppm=-3283.0, waveform=waveform, dowel_eeprom=eeprom)


def chip_of(folder: Path) -> Chip:
    return Chip(folder / "codes", folder / "pins", "dowel")


def hold(boards: EmulatedBoards, *points: int) -> None:
    for point in points:
        boards.command("set", "dowel", point, HELD_CODE)


def lose(boards: EmulatedBoards, *points: int) -> None:
    for point in points:
        boards.command("set", "dowel", point, LOST_CODE)


def hold_and_arm(boards: EmulatedBoards, listener: Listener, cues: Cues) -> None:
    """All three points in contact, samples sent, cues armed."""
    hold(boards, *POINTS)
    assert listener.order(arm(cues)) == Result.DONE
    listener.start()
    listener.hear_samples(50)


def edges_of(chip: Chip, pin: str, level: int) -> npt.NDArray[np.int64]:
    cycle, levels = chip.edges(pin)
    return cycle[levels == level]


def losses(chip: Chip, point: int) -> npt.NDArray[np.int64]:
    """Cycle of the first conversion of each loss of contact of a point."""
    low = chip.codes[:, :, point].ravel() <= LOST_CODE
    begins = np.flatnonzero(~low[:-1] & low[1:]) + 1
    return chip.cycles[:, :, point].ravel()[begins]


# How soon


def expect_in_time(chip: Chip, point: int, count: int, debounce_samples: int) -> None:
    """Each loss of the point was followed by the buzzer within debounce and 2 ms."""
    lost, rose = losses(chip, point), edges_of(chip, BUZZER, 1)
    assert len(lost) == count
    begun = rose[np.searchsorted(rose, lost)]
    late_ms = (begun - lost) / CYCLES_PER_MS - debounce_samples
    print(f"from loss to buzzer: debounce + {late_ms.min():.3f} to {late_ms.max():.3f} ms")
    assert late_ms.min() > 0
    assert late_ms.max() <= MOST_LATE_MS


def expect_in_time_of_sample(chip: Chip, cues: list[Cue], most_ms: float) -> None:
    """The same, counted from the first conversion of the first sample under the level."""
    began = chip.began([cue.sample for cue in cues if cue.on])
    rose = edges_of(chip, BUZZER, 1)
    late_ms = (rose - began) / CYCLES_PER_MS - OWN_LEVELS.debounce_samples
    print(f"from sample to buzzer: debounce + {late_ms.min():.3f} to {late_ms.max():.3f} ms")
    assert len(late_ms) == 20
    assert 0 < late_ms.min() < late_ms.max() <= most_ms


def lose_again_and_again(boards: EmulatedBoards, point: int, times: int) -> None:
    for turn in range(times):
        hold(boards, point)
        let_pass(boards, 0.060 + 0.0003 * turn)
        lose(boards, point)
        let_pass(boards, 0.060)
    hold(boards, point)
    let_pass(boards, 0.200)  # until the logs are written


@pytest.mark.parametrize("point", POINTS)
def test_the_buzzer_begins_within_debounce_and_2_ms_of_the_loss(point: int, tmp_path: Path) -> None:
    with dowel(tmp_path) as (boards, listener):
        hold_and_arm(boards, listener, Cues.BOTH)
        for _ in range(20):
            lose(boards, point)
            listener.hear_samples(60)
            hold(boards, point)
            listener.hear_samples(61)
    expect_in_time(chip_of(tmp_path), point, 20, OWN_LEVELS.debounce_samples)
    expect_nothing_lost(listener)


def test_the_buzzer_is_in_time_on_a_board_that_chatters_and_is_asked(tmp_path: Path) -> None:
    with dowel(tmp_path) as (boards, listener):
        hold_and_arm(boards, listener, Cues.BOTH)
        boards.command("square", "dowel", "D8", 10_000, 10_000_000)  # until the end
        for _ in range(20):
            lose(boards, HEAD)
            for _ in range(15):
                listener.tell(hello() + set_levels(OWN_LEVELS))
                listener.hear_samples(4)
            hold(boards, HEAD)
            listener.hear_samples(61)
    expect_in_time_of_sample(chip_of(tmp_path), listener.cues, MOST_LATE_MS)
    expect_nothing_lost(listener)


FLOOD = [hello(), set_levels(OWN_LEVELS), frame(Kind.GET_LEVELS), b"\xa5", b"\xa5\x88\x15"]


@pytest.mark.parametrize("command", FLOOD, ids=["hello", "levels", "ask", "sync", "half"])
def test_a_flood_of_commands_delays_the_buzzer_by_no_more_than_a_millisecond(
    command: bytes, tmp_path: Path
) -> None:
    """As fast as the line carries them: more than the board can answer."""
    with dowel(tmp_path) as (boards, listener):
        hold_and_arm(boards, listener, Cues.BOTH)
        for _ in range(20):
            lose(boards, HEAD)
            listener.tell(command * (2500 // len(command)))
            listener.hear_samples(60)
            hold(boards, HEAD)
            listener.hear_samples(61)
    expect_in_time_of_sample(chip_of(tmp_path), listener.cues, MOST_LATE_MS + 1)
    expect_nothing_lost(listener)


@pytest.mark.parametrize("debounce_samples", [1, 20, 50])
def test_the_cue_needs_no_start(debounce_samples: int, tmp_path: Path) -> None:
    levels = ContactLevels(OWN_LEVELS.on_counts, OWN_LEVELS.off_counts, debounce_samples)
    eeprom = write_eeprom(tmp_path / "eeprom", levels_record(levels))
    with dowel(tmp_path, eeprom=eeprom) as (boards, listener):
        assert listener.order(arm(Cues.BUZZER)) == Result.DONE
        lose_again_and_again(boards, HEAD, 6)
        assert listener.cues == []
    expect_in_time(chip_of(tmp_path), HEAD, 6, debounce_samples)


@pytest.mark.parametrize("started", [False, True])
def test_the_cue_needs_no_open_port(started: bool, tmp_path: Path) -> None:
    with dowel(tmp_path) as (boards, listener):
        assert listener.order(arm(Cues.BUZZER)) == Result.DONE
        if started:
            listener.start()
        listener.close()
        lose_again_and_again(boards, HEAD, 10)
    expect_in_time(chip_of(tmp_path), HEAD, 10, OWN_LEVELS.debounce_samples)


def test_the_cue_needs_no_computer_that_reads_and_what_it_did_is_read_later(
    tmp_path: Path,
) -> None:
    with dowel(tmp_path) as (boards, listener):
        assert listener.order(arm(Cues.BUZZER)) == Result.DONE
        listener.start()
        listener.hear_samples(10)
        lose_again_and_again(boards, HEAD, 5)
        listener.hear_samples(10)
    chip = chip_of(tmp_path)
    expect_in_time(chip, HEAD, 5, OWN_LEVELS.debounce_samples)
    expect_cues_at_the_pin(chip, listener, 10)
    expect_nothing_lost(listener)


def expect_cues_at_the_pin(chip: Chip, listener: Listener, count: int) -> None:
    """Each reported cue has the microsecond at which the buzzer's pin changed."""
    cycle, level = chip.edges(BUZZER)
    told_us = np.array([cue.device_time_us for cue in listener.cues])
    late_us = told_us - chip.device_us(cycle, listener.samples)
    print(f"a cue's time: {late_us.min():.1f} to {late_us.max():.1f} us behind the pin")
    assert len(late_us) == count
    assert [cue.on for cue in listener.cues] == level.tolist()
    assert np.abs(late_us).max() < 100


# What it reports

PATTERN_MS = {HEAD: (500,), THORACIC: (100, 100, 100, 200), SACRUM: (250, 250)}
"""On, off and so on, over and over; the head's is on throughout."""


@pytest.mark.parametrize("cues", [Cues.BUZZER, Cues.LED, Cues.BOTH])
@pytest.mark.parametrize("point", POINTS)
def test_the_pattern_tells_the_point(point: int, cues: Cues, tmp_path: Path) -> None:
    with dowel(tmp_path) as (boards, listener):
        hold_and_arm(boards, listener, cues)
        lose(boards, point)
        listener.hear_samples(1650)
        hold(boards, point)
        listener.hear_samples(100)
    chip = chip_of(tmp_path)
    assert [(cue.point, cue.on) for cue in listener.cues] == [(point, 1), (point, 0)]
    began_us, ended_us = (cue.device_time_us for cue in listener.cues)
    for pin, bit in ((BUZZER, Cues.BUZZER), (LED, Cues.LED)):
        cycle, level = chip.edges(pin)
        if bit not in cues:
            assert len(cycle) == 0
            continue
        at_ms = (chip.device_us(cycle, listener.samples) - began_us) / 1000
        assert np.array_equal(level, np.arange(len(level)) % 2 ^ 1)
        expect_pattern(at_ms, point, (ended_us - began_us) / 1000)


def expect_pattern(at_ms: np.ndarray, point: int, length_ms: float) -> None:
    """Edges of a cue since its beginning; the main loop follows the pattern to a millisecond."""
    parts = PATTERN_MS[point]
    edges_ms = np.cumsum([0, *parts * 20]) if len(parts) > 1 else np.zeros(1)
    expected_ms = edges_ms[edges_ms < length_ms - 1.5]
    if len(expected_ms) % 2:
        expected_ms = np.append(expected_ms, length_ms)
    assert len(at_ms) == len(expected_ms)
    off_ms = np.abs(at_ms - expected_ms).max()
    print(f"edges off the pattern: {off_ms:.3f} ms at most")
    assert off_ms < 1.5


def test_of_several_lost_points_the_first_is_heard(tmp_path: Path) -> None:
    with dowel(tmp_path) as (boards, listener):
        hold_and_arm(boards, listener, Cues.BUZZER)
        lose(boards, SACRUM)
        listener.hear_samples(700)
        lose(boards, HEAD)
        listener.hear_samples(1200)
        hold(boards, HEAD)
        listener.hear_samples(600)
        hold(boards, SACRUM)
        listener.hear_samples(60)
    cues = [(cue.point, cue.on) for cue in listener.cues]
    assert cues == [(SACRUM, 1), (HEAD, 1), (HEAD, 0), (SACRUM, 0)]
    chip = chip_of(tmp_path)
    cycle, _ = chip.edges(BUZZER)
    at_us = chip.device_us(cycle, listener.samples)
    head_us, back_us, end_us = (cue.device_time_us for cue in listener.cues[1:])
    high_us = np.diff(at_us)[::2]
    assert high_us.max() > back_us - head_us - 1  # steady while the head is lost
    behind_ms = (at_us[at_us > back_us + 1000] - back_us) / 1000
    assert np.abs(behind_ms[:2] - [250, 500]).max() < 1.5  # the sacrum's pattern, from its start
    assert at_us[-1] - end_us < 1000


def test_the_cue_wins_the_led_from_identify_and_gives_it_back(tmp_path: Path) -> None:
    with dowel(tmp_path) as (boards, listener):
        hold_and_arm(boards, listener, Cues.LED)
        assert listener.order(identify(60)) == Result.DONE
        listener.hear_samples(600)
        lose(boards, HEAD)
        listener.hear_samples(900)
        hold(boards, HEAD)
        listener.hear_samples(900)
    chip = chip_of(tmp_path)
    began_us, ended_us = (cue.device_time_us for cue in listener.cues)
    at_us = chip.device_us(chip.edges(LED)[0], listener.samples)
    assert len(at_us[at_us < began_us - 100]) >= 4
    assert len(at_us[(at_us > began_us + 1000) & (at_us < ended_us - 1000)]) == 0
    assert len(at_us[at_us > ended_us + 1000]) >= 5


# When there is none


def test_an_unarmed_board_is_quiet_and_still_tells_contact(tmp_path: Path) -> None:
    with dowel(tmp_path) as (boards, listener):
        hold_and_arm(boards, listener, Cues.NONE)
        lose(boards, *POINTS)
        listener.hear_samples(100)
        lost = listener.samples["status"][-1]
        hold(boards, *POINTS)
        listener.hear_samples(100)
    assert listener.cues == []
    assert lost & CONTACTS == 0
    assert listener.samples["status"][-1] & CONTACTS == CONTACTS
    chip = chip_of(tmp_path)
    assert len(chip.edges(BUZZER)[0]) == len(chip.edges(LED)[0]) == 0


def test_a_point_that_was_never_in_contact_has_no_cue(tmp_path: Path) -> None:
    with dowel(tmp_path) as (boards, listener):
        assert listener.order(arm(Cues.BOTH)) == Result.DONE
        listener.start()
        for point in POINTS:
            boards.command("set", "dowel", point, BETWEEN_CODE)
        listener.hear_samples(300)
        lose(boards, *POINTS)
        listener.hear_samples(300)
    assert listener.cues == []
    assert len(chip_of(tmp_path).edges(BUZZER)[0]) == 0


def test_arm_0_ends_the_cue_at_once_and_only_a_new_loss_begins_another(tmp_path: Path) -> None:
    with dowel(tmp_path) as (boards, listener):
        hold_and_arm(boards, listener, Cues.BUZZER)
        lose(boards, HEAD)
        listener.hear_samples(100)
        assert listener.order(arm(Cues.NONE)) == Result.DONE
        listener.hear_samples(100)
        assert listener.order(arm(Cues.BUZZER)) == Result.DONE
        listener.hear_samples(300)
        told = listener.cues
        hold(boards, HEAD)
        listener.hear_samples(100)
        lose(boards, HEAD)
        listener.hear_samples(100)
    chip = chip_of(tmp_path)
    assert [(cue.point, cue.on) for cue in told] == [(HEAD, 1), (HEAD, 0)]
    fell = edges_of(chip, BUZZER, 0)[0]
    newest = np.searchsorted(chip.last_cycle, fell)  # sample of that number is finished by then
    assert abs(int(newest) - told[1].sample) <= 1
    expect_cues_at_the_pin(chip, listener, 3)
    assert len(losses(chip, HEAD)) == 2


def test_arm_refuses_what_is_no_cue_and_is_forgotten_by_a_reset(tmp_path: Path) -> None:
    with dowel(tmp_path) as (boards, listener):
        assert listener.order(frame(Kind.ARM, b"\x03")) == Result.DONE
        assert listener.order(frame(Kind.ARM, b"\x04")) == Result.REFUSED
        assert armed(listener) == Cues.BOTH
        boards.command("reset", "dowel")
        let_pass(boards, 0.05)
        assert armed(listener) == Cues.NONE


def armed(listener: Listener) -> int:
    return listener.ask(frame(Kind.GET_LEVELS), Kind.LEVELS).payload[14]


def test_a_point_switched_from_buzzer_to_led_goes_on_there(tmp_path: Path) -> None:
    with dowel(tmp_path) as (boards, listener):
        hold_and_arm(boards, listener, Cues.BUZZER)
        lose(boards, HEAD)
        listener.hear_samples(100)
        assert listener.order(arm(Cues.LED)) == Result.DONE
        listener.hear_samples(100)
    chip = chip_of(tmp_path)
    assert chip.edges(BUZZER)[1].tolist() == [1, 0]
    assert chip.edges(LED)[1].tolist() == [1]
    assert [(cue.point, cue.on) for cue in listener.cues] == [(HEAD, 1)]


# Board and computer decide the same

LEVELS = {
    "own": OWN_LEVELS,
    "debounce 1": ContactLevels((3532,) * 3, (3104,) * 3, 1),
    "debounce 7, a level apart": ContactLevels((3400, 3101, 3532), (3399, 3100, 2900), 7),
    "debounce 90": ContactLevels((3532,) * 3, (3104,) * 3, 90),
}
CODES = (0, 700, 775, 776, 777, 800, 849, 850, 881, 882, 883, 884, 1023)


def write_random_contact(path: Path, seed: int, longest_ms: int) -> Path:
    """A minute of codes on and about the levels, each held for 1 ms up to `longest_ms`."""
    rng = np.random.default_rng(seed)
    columns = []
    for _ in POINTS:
        held = rng.integers(1, longest_ms + 1, 60_000)
        columns.append(np.repeat(rng.choice(CODES, 60_000), held)[:60_000])
    rows = (
        f"{ms / 1000},{','.join(map(str, codes))}" for ms, codes in enumerate(np.transpose(columns))
    )
    path.write_text("time_s,head,thoracic,sacrum\n" + "\n".join(rows) + "\n")
    return path


@pytest.mark.parametrize("name", LEVELS)
def test_board_and_computer_decide_the_same_from_the_same_samples(
    name: str, tmp_path: Path
) -> None:
    levels = LEVELS[name]
    waveform = write_random_contact(tmp_path / "w.csv", 3, 3 * levels.debounce_samples + 2)
    eeprom = write_eeprom(tmp_path / "eeprom", levels_record(levels))
    with dowel(tmp_path, waveform, eeprom) as (_, listener):
        listener.start()
        listener.hear_samples(200)
        assert listener.order(arm(Cues.BOTH)) == Result.DONE
        listener.hear_samples(5000)
    expect_nothing_lost(listener)
    chip, samples = chip_of(tmp_path), listener.samples
    first, last = (int(samples["sample"][place]) for place in (0, -1))
    assert np.array_equal(samples["counts"], chip.counts[first - 1 : last])
    before = chip.counts[: first - 1]  # the board decides from its reset on
    counts = np.concatenate((before, samples["counts"]))
    changes = ContactDetector(levels).detect(np.arange(1, last + 1, dtype=np.uint64), counts)
    print(f"{name}: {len(changes)} changes in {last} samples")
    assert len(changes) > 10
    assert np.array_equal(samples["status"] & CONTACTS, contact_bits(changes, last)[first - 1 :])
    armed_at = listener.latest_sample_before_ack(arm(Cues.BOTH))
    expect_cues(listener.cues, [c for c in changes if c.decided_row + 1 > armed_at], last)


def contact_bits(changes: list[ContactChange], count: int) -> npt.NDArray[np.uint16]:
    """Bits 3 to 5 of the status of samples 1 to `count`."""
    bits = np.zeros(count, np.uint16)
    for change in changes:
        bits[change.decided_row :] ^= np.uint16(Status.CONTACT_HEAD << change.point)
    return bits


def expect_cues(told: list[Cue], changes: list[ContactChange], last: int) -> None:
    """The reported cues, except those decided by the last few samples, follow from the changes."""
    lost: set[int] = set()
    expected = []
    for change in sorted(changes, key=lambda change: (change.decided_row, change.point)):
        if change.decided_row + 1 <= last - 5 and (not change.on or change.point in lost):
            expected.append((change.point, int(not change.on), change.sample))
            (lost.discard if change.on else lost.add)(change.point)
    assert len(expected) > 5
    assert [(cue.point, cue.on, cue.sample) for cue in told][: len(expected)] == expected
    assert len(told) <= len(expected) + 6


def test_a_cue_comes_within_a_millisecond_of_the_sample_that_decided_it(tmp_path: Path) -> None:
    with dowel(tmp_path) as (boards, listener):
        hold_and_arm(boards, listener, Cues.BUZZER)
        for _ in range(20):
            lose(boards, SACRUM)
            listener.hear_samples(40)
            hold(boards, SACRUM)
            listener.hear_samples(41)
    chip = chip_of(tmp_path)
    cues = listener.cues
    assert len(cues) == 40
    decided = np.array([cue.sample for cue in cues]) + OWN_LEVELS.debounce_samples
    at_us = chip.device_us(chip.began(decided), listener.samples)
    late_us = np.array([cue.device_time_us for cue in cues]) - at_us
    print(
        f"first conversion of the deciding sample to cue: {late_us.min():.0f} to "
        f"{late_us.max():.0f} us"
    )
    assert late_us.min() > 0
    assert late_us.max() < 1000
