"""Numbers unwrapped, losses found, nothing filled in."""

import numpy as np
import pytest

from rig.device.messages import Info
from rig.device.sampleframe import samples_dtype
from rig.device.wire import Kind, Run, samples_length
from rig.stream.samples import Gap, SampleDecoder
from tests.device.test_messages import PLATES


def run_of(samples: list[int], *, info: Info = PLATES, counts: np.ndarray | None = None) -> Run:
    rows = np.zeros(len(samples), samples_dtype(info.channels, info.bytes_per_count))
    rows["sample"] = np.array(samples, np.uint64) & 0xFFFFFFFF
    rows["device_time_us"] = np.array(samples, np.uint64) * 1000 & 0xFFFFFFFF
    if counts is not None:
        rows["counts"] = counts
    length = samples_length(info.channels, info.bytes_per_count)
    return Run(Kind.SAMPLES, length, rows.tobytes())


def test_the_first_sample_begins_where_it_is() -> None:
    block = SampleDecoder(PLATES).decode(run_of([7000, 7001]))
    assert block.sample.tolist() == [7000, 7001]
    assert block.device_time_us.tolist() == [7_000_000, 7_001_000]
    assert block.gaps == []


def test_number_and_time_go_on_where_32_bits_end() -> None:
    decoder = SampleDecoder(PLATES)
    decoder.decode(run_of([2**32 - 2, 2**32 - 1]))
    block = decoder.decode(run_of([2**32, 2**32 + 1]))
    assert block.sample.tolist() == [2**32, 2**32 + 1]
    assert np.diff(block.device_time_us).tolist() == [1000]
    assert decoder.lost == 0


def test_time_wraps_within_a_block_and_across_a_gap() -> None:
    decoder = SampleDecoder(PLATES)
    first = decoder.decode(run_of([4_294_966, 4_294_967, 4_294_968]))
    later = decoder.decode(run_of([4_300_000]))
    assert np.diff([*first.device_time_us, *later.device_time_us]).tolist() == [
        1000,
        1000,
        5_032_000,
    ]


def test_lost_samples_have_no_row_but_a_gap() -> None:
    decoder = SampleDecoder(PLATES)
    first = decoder.decode(run_of([10, 11, 15, 16]))
    second = decoder.decode(run_of([20]))
    assert first.sample.tolist() == [10, 11, 15, 16]
    assert first.gaps == [Gap(12, 3)]
    assert second.gaps == [Gap(17, 3)]
    assert decoder.lost == 6


def test_a_repeated_sample_is_left_out_and_counted() -> None:
    decoder = SampleDecoder(PLATES)
    block = decoder.decode(run_of([10, 11, 11, 10, 12, 14]))
    assert block.sample.tolist() == [10, 11, 12, 14]
    assert block.device_time_us.tolist() == [10_000, 11_000, 12_000, 14_000]
    assert block.gaps == [Gap(13, 1)]
    assert decoder.repeated == 2


def test_a_block_of_nothing_but_repeats_is_empty() -> None:
    decoder = SampleDecoder(PLATES)
    decoder.decode(run_of([10, 11]))
    assert len(decoder.decode(run_of([10, 11]))) == 0
    assert decoder.decode(run_of([12])).sample.tolist() == [12]


def test_counts_of_three_bytes_keep_their_sign() -> None:
    info = Info("plates", "1A2B3C4D", "0.1.0", 1, 4, 3, 1000, 5_000_000, 1 << 23, 1, 0, 0, 0)
    values = [0, -1, 2**23 - 1, -(2**23)]
    raw = [[list((value & 0xFFFFFF).to_bytes(3, "little")) for value in values]]
    block = SampleDecoder(info).decode(run_of([5], info=info, counts=np.array(raw)))
    assert block.counts.tolist() == [values]
    assert block.counts.dtype == np.int32


@pytest.mark.parametrize("length", [23, 26])
def test_a_run_with_another_number_of_channels_is_left_out(length: int) -> None:
    decoder = SampleDecoder(PLATES)
    assert len(decoder.decode(Run(Kind.SAMPLES, length, bytes(length)))) == 0
