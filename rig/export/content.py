"""What is exported: a trial, and the results of its analysis."""

from collections.abc import Iterator
from dataclasses import dataclass

from rig.analysis.analysis import analyse
from rig.analysis.records import Analysis
from rig.errors import UsageError
from rig.trial.event import Event
from rig.trial.trial import Trial

INSTANTS = ("onset", "descent_end", "bottom", "ascent_start", "lockout")


@dataclass(frozen=True, slots=True, eq=False)
class Content:
    """`analysis` is None if the trial cannot be analysed: it is still exported."""

    trial: Trial
    analysis: Analysis | None

    @property
    def events(self) -> tuple[Event, ...]:
        """Those of the trial, and the instants of its repetitions with their number as point."""
        return (*self.trial.events, *self._instants())

    def _instants(self) -> Iterator[Event]:
        for one in self.analysis.repetitions if self.analysis else ():
            for instant in INSTANTS:
                time_s = getattr(one.times, f"{instant}_s")
                yield Event(time_s, instant, "plates", str(one.times.number))


def content_of(trial: Trial) -> Content:
    """A trial with its analysis."""
    try:
        return Content(trial, analyse(trial))
    except UsageError:  # rig analyze reports why
        return Content(trial, None)
