"""What is stored for a board: gaps between its rows, from the very first one on."""

from types import SimpleNamespace
from typing import cast

import numpy as np

from rig.stream.feed import Feed
from rig.stream.ring import Rows
from rig.stream.samples import Gap
from rig.stream.track import Track

FEED = cast(Feed, SimpleNamespace(ring=SimpleNamespace(written=0), rejoins=[], counters=dict))


def rows_of(*samples: int) -> Rows:
    n = len(samples)
    return Rows(
        0,
        np.array(samples, np.uint64),
        np.arange(n, dtype=np.uint64),
        np.zeros(n, np.uint16),
        np.zeros((n, 4), np.int32),
        np.arange(n, dtype=np.float64),
    )


def test_the_first_stored_sample_may_be_number_0() -> None:
    track = Track(FEED)
    assert track.note_written(rows_of(0, 1, 2)) == []
    assert (track.first_sample, track.last_sample, track.rows) == (0, 2, 3)
    assert track.note_written(rows_of(5, 6)) == [Gap(3, 2)]
    assert track.lost == 2


def test_a_gap_within_the_first_rows_is_one_and_none_is_before_them() -> None:
    track = Track(FEED)
    assert track.note_written(rows_of(700, 703)) == [Gap(701, 2)]
    assert track.first_sample == 700
