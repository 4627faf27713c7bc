"""A ring against a plain list."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rig.stream.ring import Ring


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
