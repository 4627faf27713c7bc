"""Both sides of a ratio do the same work."""

import numpy as np
import pytest

from tests.benchmarks import cases
from tests.benchmarks.frames import plates_counts, plates_frames
from tests.benchmarks.plain import PlainDecoder, PlainDetector, RolledBuffer


def test_the_plain_decoder_finds_the_same_counts() -> None:
    rows = PlainDecoder().receive(b"noise" + plates_frames(100))
    assert np.array_equal([row[3] for row in rows], plates_counts(100))


@pytest.mark.parametrize("frames_a_read", cases.FRAMES_A_READ)
def test_all_frames_come_out(frames_a_read: int) -> None:
    frames = cases.frames_in_all(frames_a_read)
    assert cases.decode(frames_a_read)() == cases.decode_plain(frames_a_read)() == frames


@pytest.mark.parametrize("rows", [5, 1000])
def test_the_plain_detector_finds_the_same_changes(rows: int) -> None:
    assert cases.detect(rows, True)() == cases.detect_plain(rows, True)() > 20
    assert cases.detect(rows, False)() == cases.detect_plain(rows, False)() == 3
    blocks = cases.contact_blocks(rows, True)
    plain = PlainDetector(cases.LEVELS)
    found = [c for s, n in blocks for c in plain.detect(s.tolist(), n.tolist())]
    assert found[0] == (20, 0, 0, True)


def test_the_rolled_buffer_ends_with_what_was_appended() -> None:
    buffer = RolledBuffer(4, capacity_rows=8)
    cases.append_to(buffer, 5)()
    assert buffer.columns[0].tolist() == [0, 0, 0, 0, 1, 2, 3, 4]


def test_every_window_holds_the_same_rows() -> None:
    window = cases.read_rows(cases.WINDOW_ROWS)()
    for other in (cases.read_window_plain()(), cases.read_window_pickled()()[1:]):  # type: ignore[index]
        for column, same in zip(window[1:], other, strict=True):
            assert np.array_equal(column, same)
