"""What is measured: our own paths, each with the plain or copying alternative.

A case creates its work once; one call of the work handles `units` of what `each` names.
"""

import itertools
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from rig.device.wire import Parser
from rig.measure.contact import ContactDetector, ContactLevels
from rig.sim.board import simulated_info
from rig.stream.ring import Ring, Rows
from rig.stream.samples import SampleDecoder
from rig.trial.header import Header
from rig.trial.writer import TrialWriter
from tests.benchmarks import shares
from tests.benchmarks.frames import cut, plates_frames, plates_info
from tests.benchmarks.plain import FRAME_BYTES, PlainDecoder, PlainDetector, RolledBuffer

Work = Callable[[], object]

FRAMES_A_READ = (1, 10, 100, 10_000)
WINDOW_ROWS = 10_000  # 10 s
LEVELS = ContactLevels((100,) * 3, (60,) * 3)
CROSSING_EACH = 50  # samples


@dataclass(frozen=True, slots=True)
class Case:
    """One path: its unit, units per call, and a function that creates it in a folder."""

    each: str
    units: int
    make: Callable[[Path], Work]


def frames_in_all(frames_a_read: int) -> int:
    return max(1000, min(100 * frames_a_read, 10_000))


def decode(frames_a_read: int) -> Work:
    reads = cut(plates_frames(frames_in_all(frames_a_read)), frames_a_read * FRAME_BYTES)

    def work() -> int:
        parser, decoder, rows = Parser(), SampleDecoder(plates_info()), 0
        for read in reads:
            for run in parser.receive(read):
                rows += len(decoder.decode(run))
        return rows

    return work


def decode_plain(frames_a_read: int) -> Work:
    reads = cut(plates_frames(frames_in_all(frames_a_read)), frames_a_read * FRAME_BYTES)

    def work() -> int:
        decoder = PlainDecoder()
        return sum(len(decoder.receive(read)) for read in reads)

    return work


def columns(rows: int) -> tuple[np.ndarray, ...]:
    number = np.arange(rows, dtype=np.uint64)
    counts = np.arange(rows * 4, dtype=np.int32).reshape(rows, 4)
    return number, number * np.uint64(1000), number.astype(np.uint16), counts, number / 1000


def append_to(buffer: Ring | RolledBuffer, rows: int) -> Work:
    values = columns(rows)
    return lambda: buffer.append(*values)


def full_ring() -> Ring:
    ring = Ring(4)
    ring.append(*columns(ring.capacity_rows + ring.capacity_rows // 2))
    return ring


def read_rows(rows: int) -> Callable[[], Rows]:
    ring = full_ring()
    return lambda: ring.since(ring.written - rows)


def read_window_pickled() -> Work:
    read = read_rows(WINDOW_ROWS)
    return lambda: pickle.loads(pickle.dumps(tuple(read()), protocol=5))


def read_window_plain() -> Work:
    window = read_rows(WINDOW_ROWS)()
    kept = list(zip(*(column.tolist() for column in window[1:]), strict=True))
    return lambda: [np.array(column) for column in zip(*kept, strict=True)]


def contact_blocks(rows: int, crossings: bool) -> list[tuple[np.ndarray, np.ndarray]]:
    """Samples and counts in blocks of `rows`: always in contact, or lost and regained forever."""
    number = np.arange(contact_samples(rows))
    lost = crossings & (number // CROSSING_EACH % 2 == 1)
    counts = np.where(lost, 0, 150).astype(np.int32)[:, None].repeat(3, axis=1)
    edges = itertools.pairwise(range(0, len(number) + 1, rows))
    return [(number[a:b].astype(np.uint64), counts[a:b]) for a, b in edges]


def contact_samples(rows: int) -> int:
    return max(2000, rows * 4)


def detect(rows: int, crossings: bool) -> Work:
    blocks = contact_blocks(rows, crossings)

    def work() -> int:
        detector = ContactDetector(LEVELS)
        return sum(len(detector.detect(*block)) for block in blocks)

    return work


def detect_plain(rows: int, crossings: bool) -> Work:
    blocks = [(s.tolist(), c.tolist()) for s, c in contact_blocks(rows, crossings)]

    def work() -> int:
        detector = PlainDetector(LEVELS)
        return sum(len(detector.detect(*block)) for block in blocks)

    return work


def write(folder: Path, rows: int, rows_at_once: int) -> Work:
    """Appends rows of the plates to a trial file; nothing is flushed."""
    infos = {"plates": simulated_info("plates", "SIMP0001")}
    header = Header("2020-01-01T00:00:00+00:00", simulated=True)
    writer = TrialWriter(folder / f"by-{rows_at_once}.h5", header, infos)
    number, time_us, status, counts, time_s = columns(rows_at_once)
    block = {
        "counts": counts,
        "sample": number,
        "device_time_us": time_us,
        "status": status,
        "time": time_s,
        "force": counts.astype(np.float32),
    }

    def work() -> None:
        for _ in range(rows // rows_at_once):
            writer.append_samples("plates", block)

    return work


def _cases() -> dict[str, Case]:
    cases = {}
    for n in FRAMES_A_READ:
        frames = frames_in_all(n)
        cases[f"decode_{n}"] = Case("frame", frames, lambda _, n=n: decode(n))
        cases[f"decode_{n}_plain"] = Case("frame", frames, lambda _, n=n: decode_plain(n))
    for n in (5, 1000):
        cases[f"append_{n}"] = Case("append", 1, lambda _, n=n: append_to(Ring(4), n))
        cases[f"append_{n}_rolled"] = Case(
            "append", 1, lambda _, n=n: append_to(RolledBuffer(4), n)
        )
        for word, crossings in (("quiet", False), ("crossing", True)):
            samples, key = contact_samples(n), f"detect_{n}_{word}"
            cases[key] = Case("sample", samples, lambda _, n=n, c=crossings: detect(n, c))
            cases[f"{key}_plain"] = Case(
                "sample", samples, lambda _, n=n, c=crossings: detect_plain(n, c)
            )
    cases["window"] = Case("window", 1, lambda _: read_rows(WINDOW_ROWS))
    cases["window_plain"] = Case("window", 1, lambda _: read_window_plain())
    cases["window_pickled"] = Case("window", 1, lambda _: read_window_pickled())
    for name, (_, make) in shares.PARTS.items():
        cases[name] = Case("second of both boards", shares.SECONDS, make)
    cases["write_400"] = Case("row", 400, lambda folder: write(folder, 400, 400))
    cases["write_400_by_one"] = Case("row", 50, lambda folder: write(folder, 50, 1))
    return cases


CASES = _cases()
