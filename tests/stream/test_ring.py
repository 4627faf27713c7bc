"""A ring against a plain list."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rig.stream.ring import Ring, ring_bytes


def append(ring: Ring, numbers: np.ndarray) -> None:
    counts = np.stack((numbers, -numbers), axis=1).astype(np.int32)
    ring.append(
        numbers.astype(np.uint64),
        (numbers * 1000).astype(np.uint64),
        (numbers % 7).astype(np.uint16),
        counts,
        numbers / 1000,
    )


@given(st.lists(st.tuples(st.integers(0, 40), st.booleans()), max_size=30))
def test_a_reader_gets_every_row_or_is_told_what_it_missed(blocks: list[tuple[int, bool]]) -> None:
    ring = Ring(2, capacity_rows=16)
    written = seen = 0
    for size, reads in blocks:
        append(ring, np.arange(written, written + size))
        written += size
        if reads:
            rows = ring.since(seen)
            assert rows.first == max(seen, written - 16)
            expected = np.arange(rows.first, written)
            assert rows.sample.tolist() == expected.tolist()
            assert rows.device_time_us.tolist() == (expected * 1000).tolist()
            assert rows.status.tolist() == (expected % 7).tolist()
            assert rows.counts.tolist() == [[n, -n] for n in expected]
            assert rows.host_s.tolist() == (expected / 1000).tolist()
            seen = rows.first + len(rows)
    assert ring.written == written


def test_rows_are_copies() -> None:
    ring = Ring(2, capacity_rows=4)
    append(ring, np.arange(4))
    rows = ring.since(0)
    append(ring, np.arange(4, 8))
    assert rows.sample.tolist() == [0, 1, 2, 3]


def test_the_room_of_a_ring_in_a_file_is_taken_before_it_is_written_to(tmp_path: Path) -> None:
    ring = Ring.create(tmp_path / "x.ring", 4)
    about = (tmp_path / "x.ring").stat()
    assert about.st_size == ring_bytes(4, ring.capacity_rows)
    if sys.platform != "win32":
        assert about.st_blocks * 512 >= about.st_size
    seen = Ring.attach(tmp_path / "x.ring", 4)
    append_four(ring)
    assert seen.since(0).sample.tolist() == [0, 1, 2, 3]


def append_four(ring: Ring) -> None:
    numbers = np.arange(4)
    wide = np.zeros((4, 4), np.int32)
    ring.append(numbers.astype("u8"), numbers.astype("u8"), numbers.astype("u2"), wide, numbers / 1)


@pytest.mark.skipif(sys.platform != "linux", reason="pages of memory as Linux counts them")
def test_the_memory_of_a_ring_without_a_file_is_there_from_the_first() -> None:
    rows = 1 << 20
    before = psutil.Process().memory_info().rss
    ring = Ring(4, capacity_rows=rows)
    taken = psutil.Process().memory_info().rss - before
    assert ring.capacity_rows == rows
    assert taken > 0.9 * ring_bytes(4, rows)


NO_ROOM = """
import os, resource, sys
from pathlib import Path
from rig.errors import UsageError
from rig.stream.ring import Ring
if sys.argv[2] == "zeros" and hasattr(os, "posix_fallocate"):
    del os.posix_fallocate  # as where there is none
resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))
try:
    Ring.create(Path(sys.argv[1]), 4)
except UsageError as error:
    print(error)
"""


@pytest.mark.skipif(os.name != "posix", reason="a limit of the size of files")
@pytest.mark.parametrize("way", ["allocated", "zeros"])
def test_a_ring_without_room_is_said_in_one_line_and_leaves_no_file(
    tmp_path: Path, way: str
) -> None:
    words = [sys.executable, "-c", NO_ROOM, str(tmp_path / "x.ring"), way]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("cannot keep 2.8 MB of samples in ")
    assert len(done.stdout.splitlines()) == 1
    assert not list(tmp_path.iterdir())


def test_a_closed_ring_maps_its_file_no_longer_and_has_no_rows(tmp_path: Path) -> None:
    ring = Ring.create(tmp_path / "x.ring", 4)
    append_four(ring)
    if hasattr(psutil.Process, "memory_maps"):
        assert "x.ring" in mapped()
    ring.close()
    ring.close()
    assert "x.ring" not in mapped()
    assert ring.written == len(ring.since(0)) == len(ring.latest(3)) == 0


def mapped() -> set[str]:
    if not hasattr(psutil.Process, "memory_maps"):
        return set()
    return {Path(one.path).name for one in psutil.Process().memory_maps()}
