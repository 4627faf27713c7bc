"""Runs of samples frames to blocks of samples: numbers unwrapped, losses found, none filled in."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rig.device.messages import WORD, Info
from rig.device.sampleframe import samples_dtype
from rig.device.wire import Run

FEW = 16
LONG_SAMPLES = 1_000_000  # a board's clock wraps every 71 minutes, unnoticed in a gap that long


@dataclass(frozen=True, slots=True)
class Gap:
    """Samples that were lost: number of the first, and how many."""

    first_sample: int
    count: int


class Samples(NamedTuple):
    """A block of samples of one board, N >= 0 rows.

    `sample` (N,) uint64 and `device_time_us` (N,) uint64 are unwrapped, `status` (N,) uint16,
    `counts` (N, channels) int32; `gaps` were found before or between the rows.
    """

    sample: NDArray[np.uint64]
    device_time_us: NDArray[np.uint64]
    status: NDArray[np.uint16]
    counts: NDArray[np.int32]
    gaps: list[Gap]

    def __len__(self) -> int:
        """Number of rows."""
        return len(self.sample)


class SampleDecoder:
    """Decodes the samples of one board in the order in which they come."""

    def __init__(self, info: Info) -> None:
        self.lost = 0
        self.repeated = 0
        self._dtype = samples_dtype(info.channels, info.bytes_per_count)
        self._wide = info.bytes_per_count == 3
        self._period_us = 1_000_000 // info.sample_rate_hz
        self._sample: int | None = None
        self._device_time_us = 0
        self._counted_on = 0

    @property
    def device_time_us(self) -> int | None:
        """Unwrapped time of the newest sample; None before the first."""
        return None if self._sample is None else self._device_time_us

    @property
    def newest_sample(self) -> int:
        """Unwrapped number of the newest sample; -1 before the first."""
        return -1 if self._sample is None else self._sample

    @property
    def counted_on(self) -> int:
        """The offset added to the board's own sample numbers since its last reset."""
        return self._counted_on

    @property
    def counted_on_us(self) -> int:
        """The offset added to the board's own clock since its last reset."""
        return self._counted_on * self._period_us

    def state(self) -> tuple[int, int, int] | None:
        """Number and time of the newest sample, and the offset added to them, for `resume`."""
        if self._sample is None:
            return None
        return (self._sample, self._device_time_us, self._counted_on)

    def resume(self, state: tuple[int, int, int] | None) -> None:
        """Continues after the newest sample of another decoder."""
        if state is not None:
            self._sample, self._device_time_us, self._counted_on = state

    def fits(self, run: Run) -> bool:
        """Whether its frames are as long as this board's are."""
        return run.length == self._dtype.itemsize

    def follows_in(self, run: Run) -> int:
        """How many samples after the newest one a fitting run begins, by the board's own
        numbers."""
        word = self._words(run).item(0) + self._counted_on
        newest = self._sample or 0
        return _nearest(word, newest) - newest

    def begin_anew(self, run: Run, following_in: int) -> int:
        """The board counts from 0 again: a run begins so many samples, at least 1, after the
        newest.

        From there on an offset is added, so that numbers and times keep increasing. Returns the
        number of the run's first sample.
        """
        first = (self._sample or 0) + max(1, following_in)
        self._counted_on = first - self._words(run).item(0)
        return first

    def unwrapped(self, time_us: int, sample: int) -> tuple[int, int]:
        """Time and sample number from another frame, unwrapped near those of the newest sample."""
        return (
            _nearest(time_us + self.counted_on_us, self._device_time_us),
            _nearest(sample + self._counted_on, self._sample or 0),
        )

    def decode(self, run: Run) -> Samples:
        """The samples of a run of samples frames, without those that came already."""
        if not self.fits(run):
            return self._samples(np.empty(0, self._dtype), np.empty(0, np.uint64), [])
        rows = np.frombuffer(run.frames, self._dtype)
        if self._counted_on:
            rows = self._count_on(rows)
        words = rows["sample"]
        if self._sample is None:
            self._sample = words.item(0) - 1
            self._device_time_us = self._time_of(words.item(0), rows["device_time_us"].item(0))
        following = self._sample + 1
        if words.item(0) == following & WORD and _ascends_by_one(words):
            sample = np.arange(following, following + len(words), dtype=np.uint64)
            return self._samples(rows, sample, [])
        return self._samples(*self._sort_out(rows, self._sample))

    def _words(self, run: Run) -> NDArray[np.uint32]:
        words: NDArray[np.uint32] = np.frombuffer(run.frames, self._dtype)["sample"]
        return words

    def _count_on(self, rows: NDArray[np.void]) -> NDArray[np.void]:
        rows = rows.copy()
        rows["sample"] += np.uint32(self._counted_on & WORD)
        rows["device_time_us"] += np.uint32(self.counted_on_us & WORD)
        return rows

    def _time_of(self, sample: int, word: int) -> int:
        """The time that ends in `word` and belongs to a sample: both count from the reset."""
        time_us = _nearest(word, sample * self._period_us)
        return time_us if time_us >= 0 else word

    def _samples(
        self, rows: NDArray[np.void], sample: NDArray[np.uint64], gaps: list[Gap]
    ) -> Samples:
        if len(sample) and sample.item(0) - (self._sample or 0) > LONG_SAMPLES:
            first = self._device_time_us + (sample.item(0) - (self._sample or 0)) * self._period_us
            word = rows["device_time_us"].item(0)
            self._device_time_us = max(self._device_time_us, _nearest(word, first))
        times = self._unwrapped_times(rows["device_time_us"])
        if len(sample):
            self._sample, self._device_time_us = sample.item(-1), times.item(-1)
        return Samples(
            sample,
            times,
            rows["status"],
            _widen(rows["counts"]) if self._wide else rows["counts"].astype(np.int32),
            gaps,
        )

    def _unwrapped_times(self, words: NDArray[np.uint32]) -> NDArray[np.uint64]:
        if not len(words):
            return words.astype(np.uint64)
        word = words.item(0)
        first = self._device_time_us + ((word - self._device_time_us) & WORD)
        if word <= words.item(-1):  # a block is shorter than the 71 minutes between two wraps
            unwrapped = words.astype(np.uint64)
            if first != word:  # the addition costs more than all the rest
                unwrapped += np.uint64(first - word)
            return unwrapped
        times: NDArray[np.uint64] = (words - words[0]).astype(np.uint64) + np.uint64(first)
        return times

    def _sort_out(
        self, rows: NDArray[np.void], last: int
    ) -> tuple[NDArray[np.void], NDArray[np.uint64], list[Gap]]:
        """Drops what came already and finds what did not come."""
        steps = np.diff(rows["sample"], prepend=np.array([last & WORD], np.uint32))
        sample = last + np.cumsum(steps.astype(np.int32), dtype=np.int64)
        newest_before = np.maximum.accumulate(np.concatenate(([last], sample[:-1])))
        new = sample > newest_before
        self.repeated += int(len(rows) - new.sum())
        rows, sample, before = rows[new], sample[new], newest_before[new]
        gaps = gaps_between(before, sample)
        self.lost += sum(gap.count for gap in gaps)
        return rows, sample.astype(np.uint64), gaps


def apart(samples: Samples, least_us: int) -> list[Samples]:
    """Splits where the board's clock steps over more than `least_us`; mostly one block."""
    if not samples.gaps:
        return [samples]
    steps = np.diff(samples.device_time_us.astype(np.int64))
    borders = [0, *(np.flatnonzero(steps > least_us) + 1).tolist(), len(samples)]
    return [_part(samples, first, end) for first, end in pairwise(borders)]


def _part(samples: Samples, first: int, end: int) -> Samples:
    rows = slice(first, end)
    return Samples(
        samples.sample[rows],
        samples.device_time_us[rows],
        samples.status[rows],
        samples.counts[rows],
        _gaps_in(samples, first, end),
    )


def _gaps_in(samples: Samples, first: int, end: int) -> list[Gap]:
    """Those before or between some of its rows."""
    if first == end:
        return samples.gaps
    after, last = (samples.sample.item(first - 1) if first else -1), samples.sample.item(end - 1)
    return [gap for gap in samples.gaps if after < gap.first_sample <= last]


def _nearest(word: int, whole: int) -> int:
    """The number that ends in `word` and is nearest to `whole`."""
    half = (WORD + 1) // 2
    return whole + ((word - whole + half) & WORD) - half


def gaps_between(before: NDArray[Any], sample: NDArray[Any]) -> list[Gap]:
    """Gaps in front of samples, (N,); `before`, (N,), are the samples that precede them."""
    return [
        Gap(int(before[row]) + 1, int(sample[row] - before[row]) - 1)
        for row in np.flatnonzero(sample - before > 1)
    ]


def _ascends_by_one(words: NDArray[np.uint32]) -> bool:
    if len(words) < FEW:  # in a short block NumPy's calls cost more than what they do
        listed: list[int] = words.tolist()
        return listed == list(range(listed[0], listed[0] + len(listed)))
    return bool((words[1:] - words[:-1] == 1).all())


def _widen(counts: NDArray[np.uint8]) -> NDArray[np.int32]:
    """24-bit little-endian signed, shape (N, channels, 3), to (N, channels)."""
    words = np.zeros((*counts.shape[:2], 4), np.uint8)
    words[..., 1:] = counts
    return words.view("<i4")[..., 0] >> 8
