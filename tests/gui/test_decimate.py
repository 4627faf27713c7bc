import numpy as np
import pytest

from gui.views.decimate import columns_of, pieces

TIME_S = np.arange(10_000) / 1000


@pytest.mark.parametrize("width_px", [1, 7, 100, 1700, 10_000, 30_000])
def test_every_sample_lies_between_the_least_and_the_largest_of_its_column(width_px):
    values = np.random.default_rng(1).normal(size=(10_000, 2))
    found = columns_of(TIME_S, values, begin_s=0.0, end_s=10.0, width_px=width_px)
    column = np.searchsorted(np.arange(1, width_px + 1) * (10.0 / width_px), TIME_S, side="right")
    for row in range(2):
        for x, least, largest in zip(found.x_px, found.least[row], found.largest[row], strict=True):
            part = values[column == x, row]
            assert (least, largest) == (part.min(), part.max())


def test_a_peak_keeps_its_height_while_it_moves():
    values = np.random.default_rng(2).normal(size=(10_000, 1))
    heights = []
    for begin_s in (0.0, 0.013, 0.027):
        found = columns_of(TIME_S, values, begin_s=begin_s, end_s=begin_s + 5.0, width_px=500)
        first = round(begin_s / 0.01)
        heights.append(found.largest[0][np.searchsorted(found.x_px, 300 - first)])
    assert heights[0] == heights[1] == heights[2]


def test_no_samples_give_no_columns():
    found = columns_of(np.empty(0), np.empty((0, 3)), begin_s=0.0, end_s=10.0, width_px=100)
    assert found.least.shape == (3, 0)
    assert pieces(found.x_px, found.least[0], largest_gap_px=3) == []


def test_a_line_is_cut_at_nan_and_at_wide_gaps():
    x_px = np.array([0, 1, 2, 3, 4, 20, 21])
    heights = np.array([1, 1, np.nan, 1, 1, 1, 1])
    cut = pieces(x_px, heights, largest_gap_px=5)
    assert cut == [slice(0, 2), slice(3, 5), slice(5, 7)]
