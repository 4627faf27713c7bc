"""Which rows go into one C3D file."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from rig.export.pieces import Piece, pieces

NO_EVENTS = np.array([], np.int64)


def numbers(*runs: int) -> NDArray[np.uint64]:
    """Numbers of samples in runs of these lengths, with 7 missing between them."""
    starts = np.cumsum([0, *runs[:-1]]) + 7 * np.arange(len(runs)) + 1000
    return np.concatenate([start + np.arange(run) for start, run in zip(starts, runs, strict=True)])


def test_twelve_minutes_are_two_files() -> None:
    full = 655_350  # 65,535 frames: what 16 bits can count
    assert pieces(numbers(720_004), NO_EVENTS, rows_a_frame=10) == [
        Piece(0, full),
        Piece(full, 720_000),
    ]


def test_a_gap_ends_a_file_and_less_than_a_frame_is_in_none() -> None:
    found = pieces(numbers(25, 9, 30), NO_EVENTS, rows_a_frame=10)
    assert found == [Piece(0, 20), Piece(34, 64)]
    assert pieces(numbers(9), NO_EVENTS, rows_a_frame=10) == []
    assert pieces(numbers(1), NO_EVENTS, rows_a_frame=1) == [Piece(0, 1)]
    assert pieces(np.array([], np.uint64), NO_EVENTS, rows_a_frame=1) == []


def test_more_events_than_a_file_can_name_begin_another() -> None:
    event_rows = np.arange(0, 600 * 5, 5)
    found = pieces(numbers(3000), event_rows, rows_a_frame=10)
    assert found == [Piece(0, 1270), Piece(1270, 2540), Piece(2540, 3000)]
    for piece in found:
        inside = (piece.start <= event_rows) & (event_rows < piece.end)
        assert inside.sum() <= 255


def test_more_events_than_that_in_one_frame_do_not_stop_it() -> None:
    crowd = np.full(600, 15)
    assert pieces(numbers(100), crowd, rows_a_frame=10)[-1].end == 100


@given(
    st.lists(st.integers(1, 200), min_size=1, max_size=8),
    st.lists(st.integers(0, 1000), max_size=30),
    st.sampled_from([1, 10]),
)
def test_files_are_whole_and_leave_out_less_than_a_frame_of_each_run(
    runs: list[int], event_rows: list[int], frame: int
) -> None:
    sample = numbers(*runs)
    found = pieces(sample, np.array(sorted(event_rows), np.int64), rows_a_frame=frame)
    for piece in found:
        assert (piece.end - piece.start) % frame == 0
        assert (np.diff(sample[piece.rows]) == 1).all()
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert sum(piece.end - piece.start for piece in found) == sum(run - run % frame for run in runs)
