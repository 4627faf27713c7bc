"""Each fault of a bring-up gives its own words; a good figure gives none."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pytest

from rig.measure.bringup.channels import end_fault, idle, mains_hum_hz, noise
from rig.measure.bringup.finding import Finding
from rig.measure.bringup.hands import fell, load, moved, touch, wire_break
from rig.measure.bringup.lines import answered, cue, sync, ttl
from rig.measure.bringup.link import LinkCounts, clock_ppm_and_late_ms, link

RATE_HZ = 1000
N = 2000


@dataclass(frozen=True)
class Info:
    role: str
    columns: tuple[str, ...]
    full_scale_counts: int = 4096
    sample_rate_hz: int = RATE_HZ


PLATES = Info("plates", ("left_heel", "left_toe", "right_heel", "right_toe"))
DOWEL = Info("dowel", ("head", "thoracic", "sacrum"))
PLATES_REST = np.full(4, 200.0)
DOWEL_REST = np.full(3, 184.0)


def constant(*values: float, rows: int = N) -> np.ndarray:
    return np.tile(np.array(values, np.int32), (rows, 1))


def noisy(counts: np.ndarray, spread: float = 1.0, seed: int = 1) -> np.ndarray:
    draw = np.random.default_rng(seed).standard_normal(counts.shape)
    return np.round(counts + spread * draw).astype(np.int32)


def failed(findings: Iterable[Finding]) -> dict[str, str]:
    findings = list(findings)
    assert all(bool(finding.fault) == (finding.passed is False) for finding in findings)
    return {finding.subject: finding.fault for finding in findings if not finding.passed}


def test_channels_at_rest_pass() -> None:
    assert failed(idle(constant(191, 200, 205, 209), PLATES)) == {}
    assert failed(idle(constant(170, 184, 215), DOWEL)) == {}


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        (0, "no voltage at the pin"),
        (40, "amplifier is at its end"),
        (150, "turn its trimmer"),
        (260, "turn its trimmer"),
        (3113, "amplifier is at its end"),
        (4092, "the pin is at 5 V"),
    ],
)
def test_a_plate_channel_that_rests_wrong(counts: int, words: str) -> None:
    faults = failed(idle(constant(200, counts, 200, 200), PLATES))
    assert faults.keys() == {"left toe"}
    assert words in faults["left toe"]


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        (0, "a wire of its cable is broken"),
        (16, "a wire of its cable is broken"),
        (131, "resistors are not 47 kohm"),
        (260, "something presses"),
        (4092, "its two wires touch"),
    ],
)
def test_a_dowel_channel_that_rests_wrong(counts: int, words: str) -> None:
    faults = failed(idle(constant(184, 184, counts), DOWEL))
    assert faults.keys() == {"sacrum"}
    assert words in faults["sacrum"]


def test_limits_follow_the_full_scale() -> None:
    fine = Info("plates", PLATES.columns, full_scale_counts=4096 * 256)
    assert failed(idle(constant(*(200 * 256,) * 4), fine)) == {}
    assert len(failed(idle(constant(200, 200, 200, 200), fine))) == 4


def test_a_channel_within_its_range_is_at_no_end() -> None:
    assert end_fault(PLATES, 985) == ""
    assert end_fault(DOWEL, 3800) == ""


def test_quiet_channels_pass() -> None:
    assert failed(noise(noisy(constant(200, 200, 200, 200), 1.7), PLATES)) == {}
    assert failed(noise(constant(184, 184, 184), DOWEL)) == {}


def test_one_count_for_seconds_is_no_amplifier() -> None:
    counts = noisy(constant(200, 200, 200, 200))
    counts[:, 3] = 200
    assert "one count all the time" in failed(noise(counts, PLATES))["right toe"]


@pytest.mark.parametrize("hum_hz", [50.0, 60.0])
@pytest.mark.parametrize("harmonic", [1, 2])
def test_hum_is_named_by_its_mains(hum_hz: float, harmonic: int) -> None:
    counts = noisy(constant(200, 200, 200, 200))
    wave = 12 * np.sin(2 * np.pi * harmonic * (hum_hz + 0.1) * np.arange(N) / RATE_HZ)
    counts[:, 0] += np.round(wave).astype(np.int32)
    faults = failed(noise(counts, PLATES))
    assert faults.keys() == {"left heel"}
    assert f"mains hum at {hum_hz:.0f} Hz" in faults["left heel"]


def test_noise_without_a_line_is_no_hum() -> None:
    counts = noisy(constant(184, 184, 184), 20.0)
    assert mains_hum_hz(counts[:, 0], RATE_HZ) is None
    assert "loose contact" in failed(noise(counts, DOWEL))["head"]


def test_a_touch_of_the_asked_channel_passes() -> None:
    assert touch(constant(400, 202, 200, 200), PLATES_REST, 0, PLATES).passed
    assert touch(constant(184, 3900, 190), DOWEL_REST, 1, DOWEL).passed


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ((200, 200, 200, 200), "nothing moves"),
        ((200, 400, 200, 200), "left toe moves instead: their wires are swapped at A0 and A1"),
        ((100, 200, 200, 200), "swap the middle wires"),
        ((400, 320, 200, 200), "left toe moves along"),
    ],
)
def test_a_touch_that_shows_wrong(counts: tuple[int, ...], words: str) -> None:
    finding = touch(constant(*counts), PLATES_REST, 0, PLATES)
    assert finding.passed is False
    assert words in finding.fault


def test_a_dowel_sensor_that_hardly_moves_or_falls() -> None:
    assert "hardly moves" in touch(constant(1500, 184, 184), DOWEL_REST, 0, DOWEL).fault
    upside_down = touch(constant(500, 184, 184), np.array([3900.0, 184, 184]), 0, DOWEL)
    assert "falls when pressed" in upside_down.fault


def test_a_load_that_is_taken_passes() -> None:
    assert load(noisy(constant(3000, 200, 200, 200), 5), PLATES_REST, 0, PLATES).passed
    assert load(noisy(constant(3500, 200, 200, 200), 5), PLATES_REST, 0, PLATES).passed
    assert load(constant(4044, 184, 184), DOWEL_REST, 0, DOWEL).passed


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ((300, 200, 200, 200), "too little"),
        ((90, 200, 200, 200), "swap the middle wires"),
        ((4014, 200, 200, 200), "at its end, 4014 counts: overload"),
        ((3113, 200, 200, 200), "flat top at 3113 counts"),
    ],
)
def test_a_load_that_shows_wrong(counts: tuple[int, ...], words: str) -> None:
    finding = load(constant(*counts), PLATES_REST, 0, PLATES)
    assert finding.passed is False
    assert words in finding.fault


def test_a_pressed_sensor_whose_wires_touch() -> None:
    assert "two wires touch" in load(constant(184, 4092, 184), DOWEL_REST, 1, DOWEL).fault


def test_a_pulled_wire_must_show() -> None:
    assert wire_break(constant(0, 184, 184), 0, DOWEL).passed
    assert "1 Mohm bleed" in wire_break(constant(184, 184, 184), 0, DOWEL).fault
    assert "sacrum goes dead instead" in wire_break(constant(184, 184, 8), 0, DOWEL).fault


def test_what_counts_as_moving() -> None:
    assert not moved(constant(230, 170, 200, 200), PLATES_REST, PLATES)
    assert moved(constant(200, 150, 200, 200), PLATES_REST, PLATES)
    assert fell(constant(184, 80, 184), DOWEL_REST)
    assert not fell(constant(184, 100, 184), DOWEL_REST)


def sync_faults(
    count: int, *, bad: int = 0, level: int = 0, skipped: int = 0, foreign: str = ""
) -> dict[str, str]:
    good = np.arange(count) >= bad
    widths = np.full(count, 20.0)
    return failed(sync(widths, seconds=5, good=good, level=level, skipped=skipped, foreign=foreign))


def test_the_sync_wire() -> None:
    assert sync_faults(49) == {}
    assert "open, or ground" in sync_faults(0, level=1)["pulses"]
    assert "touches ground" in sync_faults(0, level=0)["pulses"]
    assert "missing" in sync_faults(30)["pulses"]
    assert "too many" in sync_faults(90)["pulses"]
    assert "too many" in sync_faults(49, skipped=7)["pulses"]
    assert sync_faults(49, bad=1).keys() == {"widths"}
    assert "another board" in sync_faults(49, foreign="block 3")["code"]


def ttl_faults(
    out: list[int], into: list[int], levels: list[int], skipped: int = 0
) -> dict[str, str]:
    lines = [np.repeat(np.array(line, np.int8), 100) for line in (out, into)]
    return failed(ttl(*lines, levels, skipped, pulses=2))


def test_ttl_through_a_jumper() -> None:
    pulses, edges = [0, 1, 0, 1, 0], [1, 0, 1, 0]
    assert ttl_faults(pulses, pulses, edges) == {}
    assert ttl_faults([0] * 5, [0] * 5, []).keys() == {"TTL out"}
    assert "jumper makes no contact" in ttl_faults(pulses, [1] * 5, [])["TTL in"]
    assert "touches ground" in ttl_faults(pulses, [0] * 5, [])["TTL in"]
    assert "loose jumper" in ttl_faults(pulses, pulses, [1, 0, 1, 0, 1, 0])["TTL in"]
    assert "loose jumper" in ttl_faults(pulses, pulses, edges, skipped=2)["TTL in"]
    assert "does not follow" in ttl_faults(pulses, [*pulses[::-1][1:], 0], edges)["TTL in follows"]


def test_the_cue() -> None:
    levels = {"on_counts": 3532, "off_counts": 3105}
    assert cue(True, in_contact=False, most_counts=3900, **levels).passed
    assert "did not end" in cue(False, in_contact=True, most_counts=3900, **levels).fault
    assert "no contact" in cue(False, in_contact=False, most_counts=3000, **levels).fault
    assert "too short" in cue(False, in_contact=False, most_counts=3900, **levels).fault
    assert answered("buzzer", yes=True).passed
    assert "D9" in answered("buzzer", yes=False).fault
    assert "D13" in answered("LED", yes=False).fault


def arrivals(ppm: float = 0.0, late_ms: float = 0.5) -> tuple[np.ndarray, np.ndarray]:
    device_us = 7_000_000 + np.arange(0, 5_000_000, 4000)
    late_s = np.random.default_rng(2).uniform(0, late_ms / 1e3, len(device_us))
    return device_us, 100.0 + device_us / 1e6 / (1 + ppm * 1e-6) + late_s


def link_faults(counts: LinkCounts, ppm: float = 0.0, late_ms: float = 0.5) -> dict[str, str]:
    return failed(link_findings(counts, ppm, late_ms))


def link_findings(counts: LinkCounts, ppm: float, late_ms: float = 0.5) -> list[Finding]:
    return link(counts, *arrivals(ppm, late_ms), fitted_ppm=1234.0, board="plates")


def test_the_clock_is_found() -> None:
    for ppm in (-3283.0, 0.0, 1330.0, 9000.0):
        found_ppm, late_ms = clock_ppm_and_late_ms(*arrivals(ppm))
        assert found_ppm == pytest.approx(ppm, abs=50)
        assert late_ms == pytest.approx(0.475, abs=0.1)


def test_the_link() -> None:
    fine = LinkCounts(samples=5000, lost=0, damaged=0, missed_ticks=0, dropped_frames=0)
    assert link_faults(fine, 1330) == {}
    assert link_faults(fine._replace(lost=3)).keys() == {"plates lost samples"}
    assert link_faults(fine._replace(damaged=1)).keys() == {"plates damaged frames"}
    on_board = fine._replace(lost=3, missed_ticks=1, dropped_frames=2)
    assert link_faults(on_board).keys() == {"plates missed ticks", "plates dropped frames"}
    clock_ppm = [link_findings(fine, ppm)[4].measured for ppm in (1300.0, 7000.0)]
    assert clock_ppm[0] == 1230
    assert clock_ppm[1] == pytest.approx(7000, abs=100)
    assert "16 MHz" in link_faults(fine, 7000)["plates clock"]
    assert "latency timer" in link_faults(fine, late_ms=40)["plates arrival"]
