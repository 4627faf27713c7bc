"""Damage on the line, through the whole engine: every good sample is kept, all others are in /gaps.

The expected file follows from the bytes alone: a frame that came through intact was good.
"""

from dataclasses import dataclass, field
from pathlib import Path

import h5py
import numpy as np
import pytest

from rig.device.discovery import Wanted
from rig.device.sampleframe import samples_dtype
from rig.device.wire import Kind, WireCounts
from rig.measure.validity import NOT_VALID, USABLE, WHOLE
from rig.sim.damage import Damage
from rig.stream.engine import Engine
from rig.stream.feed import Feed
from rig.trial.reader import verify
from tests.stream.simulated import engine_of, turn_until_closed

SECONDS = 3.0
PLATES = samples_dtype(4, 2)


@dataclass
class Overheard:
    """Damage that stores its input and output."""

    damage: Damage
    sent: bytearray = field(default_factory=bytearray)
    came: bytearray = field(default_factory=bytearray)

    def pass_on(self, sent: bytes) -> bytes:
        came = self.damage.pass_on(sent)
        self.sent += sent
        self.came += came
        return came

    def good_samples(self) -> np.ndarray:
        """The samples frames that came through intact, (N,) of the wire's own type, in order."""
        good, at = [], 0
        for frame in cut(bytes(self.sent)):
            if frame[1] == Kind.SAMPLES and (found := self.came.find(frame, at)) >= 0:
                good.append(frame)
                at = found
        return np.frombuffer(b"".join(good), PLATES)


def cut(frames: bytes) -> list[bytes]:
    whole, at = [], 0
    while at < len(frames):
        whole.append(frames[at : at + frames[at + 2]])
        at += frames[at + 2]
    return whole


def overhear(engine: Engine) -> Overheard:
    link = engine.feeds["plates"].board.port._far_end  # type: ignore[attr-defined]
    link.damage = Overheard(link.damage)
    return link.damage


def record(path: Path, faults: str) -> tuple[Feed, Overheard]:
    """A trial, the feed of its plates, and what went over their line since that was opened."""
    wanted = Wanted(f"sim://plates?seed=7&stand_s=3600&{faults}", "sim://dowel?seed=7&stand_s=3600")
    with engine_of(wanted) as engine:
        line = overhear(engine)
        engine.feeds["plates"].board.parser.counts = WireCounts()
        engine.start()
        turn_until_closed(engine, engine.record(path, seconds=SECONDS))
    return engine.feeds["plates"], line


FAULTS = {
    "flips": "flips_hz=10",
    "single bytes lost": "losses_hz=10",
    "stretches lost": "losses_hz=3&loss_bytes=333",
    "frames twice": "repeats_hz=10",
    "bytes twice": "repeats_hz=10&repeat_bytes=9",
    "noise": "noises_hz=10",
    "long noise": "noises_hz=2&noise_bytes=5000",
    "all at once": "flips_hz=9&losses_hz=9&loss_bytes=40&repeats_hz=9&noises_hz=9&link_seed=4",
}


@pytest.mark.parametrize("faults", FAULTS.values(), ids=FAULTS.keys())
def test_every_good_sample_is_kept_and_every_other_is_a_gap(faults: str, tmp_path: Path) -> None:
    path = tmp_path / "t.h5"
    feed, line = record(path, faults)
    good = line.good_samples()
    with h5py.File(path) as file:
        plates, counted = file["plates"], file["validity/plates"].attrs
        sample = plates["sample"][:]
        inside = good[(good["sample"] >= sample[0]) & (good["sample"] <= sample[-1])]
        for name in ("sample", "device_time_us", "status", "counts"):
            assert np.array_equal(plates[name][:], inside[name]), name
        missing = np.setdiff1d(np.arange(sample[0], sample[-1]), sample)
        ours = file["gaps/board"][:] == b"plates"
        gaps = zip(file["gaps/first_sample"][ours], file["gaps/count"][ours], strict=True)
        filled = [number for first, count in gaps for number in range(first, first + count)]
        assert filled == missing.tolist()
        assert counted["samples_lost"] == len(missing)
        assert counted["samples_received"] == len(sample)
        assert (np.diff(plates["time"][:]) > 0).all()
        assert len(file["dowel/sample"]) > 0
        assert not (file["gaps/board"][:] == b"dowel").any()
    expect_exact_counts(feed, line)
    expect_verdict(path, len(missing), len(sample))


def expect_exact_counts(feed: Feed, line: Overheard) -> None:
    """The line did what it reports, and the parser and the decoder counted correctly."""
    injected = line.damage.injected
    done = injected.repeated_bytes + injected.noise_bytes - injected.lost_bytes
    assert len(line.came) == len(line.sent) + done
    assert injected.flips or done
    counts = feed.board.parser.counts
    came = line.came[: counts.bytes]  # what came after the last read is in no count
    times = {frame: came.count(frame) for frame in set(cut(bytes(line.sent)))}
    in_frames = sum(len(frame) * count for frame, count in times.items())
    assert counts.bytes_skipped + len(feed.board.parser.pending) == len(came) - in_frames
    twice = [frame for frame, count in times.items() if count == 2]
    assert feed.decoder.repeated == sum(frame[1] == Kind.SAMPLES for frame in twice)
    assert bool(counts.resyncs) == bool(counts.bytes_skipped)


def expect_verdict(path: Path, lost: int, kept: int, *, role: str = "plates") -> None:
    _, verdict = verify(path)
    words = f"{role}: {lost} of {lost + kept} samples lost"
    share = lost / (lost + kept)
    assert verdict.level == (WHOLE if not lost else USABLE if share <= 0.01 else NOT_VALID)
    assert [reason for reason in verdict.reasons if reason.startswith(words)] or not lost


def test_damage_to_a_part_of_a_trial_is_only_there(tmp_path: Path) -> None:
    record(tmp_path / "t.h5", "flips_hz=300&damage_at_s=1&damage_s=0.5")
    with h5py.File(tmp_path / "t.h5") as file:
        first = file["gaps/first_sample"][:]
        assert len(first) > 50
        assert first.min() >= 1000
        assert first.max() < 1500


def test_what_is_late_is_no_gap_and_what_was_never_sent_is_one(tmp_path: Path) -> None:
    path = tmp_path / "t.h5"
    wanted = Wanted(
        "sim://plates?stall_at_s=1&stall_s=0.8", "sim://dowel?silent_at_s=1&silent_s=0.8"
    )
    with engine_of(wanted) as engine:
        engine.start()
        turn_until_closed(engine, engine.record(path, seconds=SECONDS))
    with h5py.File(path) as file:
        assert (np.diff(file["plates/sample"][:]) == 1).all()
        gaps = {name: column[:].tolist() for name, column in file["gaps"].items()}
        assert gaps == {"board": [b"dowel"], "first_sample": [1000], "count": [800]}
        boards = file["events/board"][:]
        for role in ("plates", "dowel"):
            kinds = file["events/kind"][boards == role.encode()].tolist()
            assert [kind for kind in kinds if kind.startswith(b"link")] == [
                b"link_lost",
                b"link_back",
            ]
    expect_verdict(path, 800, len_of(path, "dowel"), role="dowel")


def len_of(path: Path, role: str) -> int:
    with h5py.File(path) as file:
        return len(file[role]["sample"])
