"""Live events from samples: contacts of the dowel, phases of the hinge.

Both take consecutive blocks of any size; the result does not depend on how they were cut.
"""

from collections.abc import Iterator
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rig.device.messages import Info
from rig.measure.calibration import PlateCalibration, force_n
from rig.measure.contact import ContactChange, ContactDetector, ContactLevels
from rig.measure.livelosses import LiveDisturbance, LiveDisturbances
from rig.measure.repetition.live import PhaseTracker
from rig.stream.samples import Samples
from rig.trial.event import CONTACT_OFF, CONTACT_ON, PHASE, Event

HostTimes = NDArray[np.float64]
# Phases are judged several blocks at a time: one by one would cost five times as much, and a phase
# lasts much longer.
TOGETHER_ROWS = 50


class Decider(Protocol):
    """Judges the samples of one board. It must not block."""

    @property
    def due_sample(self) -> int | None:
        """The first sample to come that may decide something urgent; None if nothing is urgent."""

    def events(self, samples: Samples, host_s: HostTimes) -> Iterator[Event]:
        """Events decided within a block, on the host's clock."""


class ContactDecider:
    """Contacts of the dowel's points that begin and end, and losses that turned out to be none."""

    def __init__(self, dowel: Info, levels: ContactLevels) -> None:
        self._dowel = dowel
        self._detector = ContactDetector(levels)
        self._disturbances = LiveDisturbances(
            dowel.full_scale_counts, points=dowel.channels, rate_hz=dowel.sample_rate_hz
        )

    def use(self, levels: ContactLevels) -> None:
        """Uses other levels from the next block on."""
        if levels is not self._detector.levels:
            self._detector.use(levels)

    @property
    def in_contact(self) -> dict[str, bool]:
        """Debounced state of each point."""
        return dict(zip(self._dowel.columns, self._detector.in_contact, strict=True))

    @property
    def due_sample(self) -> int | None:
        """Where the current debounce would end."""
        return self._detector.due_sample

    def events(self, samples: Samples, host_s: HostTimes) -> Iterator[Event]:
        """Changes of contact, each at the sample at which it began.

        Disturbances that are no losses come first, so that a consumer announcing losses stays
        silent.
        """
        changes = self._detector.detect(samples.sample, samples.counts)
        for found in self._disturbances.follow(changes, samples.counts) if changes else ():
            yield self._disturbance(found, samples, host_s)
        for change in changes:
            yield self._contact(change, samples, host_s)

    def _contact(self, change: ContactChange, samples: Samples, host_s: HostTimes) -> Event:
        return Event(
            self._time_s(change.decided_row, change.sample, samples, host_s),
            CONTACT_ON if change.on else CONTACT_OFF,
            "dowel",
            self._dowel.columns[change.point],
            change.sample,
            change.counts,
        )

    def _disturbance(self, found: LiveDisturbance, samples: Samples, host_s: HostTimes) -> Event:
        point = "" if found.point is None else self._dowel.columns[found.point]
        time_s = self._time_s(found.decided_row, found.sample, samples, host_s)
        return Event(time_s, found.kind, "dowel", point, found.sample)

    def _time_s(self, row: int, sample: int, samples: Samples, host_s: HostTimes) -> float:
        """Host time of a sample that may be in an earlier block than the row that decided."""
        back = int(samples.sample[row]) - sample
        return float(host_s[row]) - back / self._dowel.sample_rate_hz


class PhaseDecider:
    """Phases of the repetitions of the person on the plates: provisional."""

    due_sample = None

    def __init__(
        self, plates: Info, calibration: PlateCalibration, *, in_a_thread: bool = True
    ) -> None:
        self._rate_hz = plates.sample_rate_hz
        # Looking back takes a tenth of a second: contacts do not wait for it.
        self._tracker = PhaseTracker(plates.sample_rate_hz, in_a_thread=in_a_thread)
        self._calibration = calibration
        self._waiting: list[Samples] = []

    @property
    def count_is_sure(self) -> bool:
        """Whether the count of repetitions is final for the samples received so far."""
        return self._tracker.sure

    def use(self, calibration: PlateCalibration) -> None:
        """Uses another calibration from the next block on."""
        self._calibration = calibration

    def events(self, samples: Samples, host_s: HostTimes) -> Iterator[Event]:
        """Phases that begin, each at its sample; `point` names it, `value` is the repetition."""
        self._waiting.append(samples)
        if sum(len(block.sample) for block in self._waiting) < TOGETHER_ROWS:
            return
        sample, counts = (
            np.concatenate([getattr(block, name) for block in self._waiting])
            for name in ("sample", "counts")
        )
        self._waiting.clear()
        total_n = force_n(counts, self._calibration).sum(axis=1)
        for change in self._tracker.track(sample, total_n):
            back = int(samples.sample[-1]) - change.sample
            time_s = float(host_s[-1]) - back / self._rate_hz
            yield Event(
                time_s, PHASE, "plates", change.phase, change.sample, float(change.repetition)
            )
