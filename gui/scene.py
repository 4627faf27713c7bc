"""The scene: the boards' rings, and the events of contacts and marks."""

from collections import deque
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gui.counting import Counting
from gui.picture import (
    Contact,
    Float,
    Picture,
    Progress,
    Strips,
)
from gui.rings import BoardRing, newest_balance
from rig.measure.calibration import PlateCalibration, force_n
from rig.stream.api import State
from rig.trial.event import Event

STRIP_S = 10.0
SILENT_S = 0.5  # the newest sample is out of date after this time
KEPT = 500  # losses and marks


@dataclass(slots=True)
class _Loss:
    point: str
    begin_s: float
    end_s: float = float("inf")


class Scene:
    """Takes the engine's states and events; gives what a view draws."""

    def __init__(self) -> None:
        self.counting = Counting()
        self._recorded = False
        self._looked_back_s: float | None = None
        self._span_s = STRIP_S
        self._rings: dict[str, BoardRing] = {}
        self._number = -1
        self._calibration: PlateCalibration | None = None
        self._in_contact: dict[str, bool] = {}
        self._silent: set[str] = set()
        self._losses: deque[_Loss] = deque(maxlen=KEPT)
        self._marks_s: deque[float] = deque(maxlen=KEPT)

    def take_state(self, state: State) -> None:
        """Attaches to other rings if the engine has begun again; counts a trial from its begin."""
        recorded = bool(state.trial and state.trial.begun)
        if recorded and not self._recorded:
            self.counting.begin()
        self._recorded = recorded
        self.counting.doubt(is_sure=state.count_is_sure)
        self._silent = {one.role for one in state.boards if one.silent_s > SILENT_S}
        self._calibration = state.calibration  # a new one after each zero
        if state.number == self._number and len(state.boards) == len(self._rings):
            return
        self.clear()
        try:
            self._rings = {one.role: BoardRing.attach(one) for one in state.boards}
        except (OSError, ValueError):
            return  # gone already: the next state lists what exists
        self._number = state.number
        self._in_contact = dict(state.in_contact)

    def take_event(self, event: Event) -> None:
        """Stores contacts lost or regained, marks, and phases."""
        kind, point, time_s = event.kind, event.point, event.time_s
        if kind == "mark":
            self._marks_s.append(time_s)
        elif kind == "phase":
            self.counting.take(point, int(event.value), time_s)
        elif kind == "contact_off":
            self._in_contact[point] = False
            self._losses.append(_Loss(point, time_s))
        elif kind == "contact_on":
            self._in_contact[point] = True
            for loss in self._losses:
                if loss.point == point:
                    loss.end_s = min(loss.end_s, time_s)

    def clear(self) -> None:
        """Releases the rings."""
        self._rings = {}
        self._number = -1
        self.counting.forget()

    def look_back(self, end_s: float | None) -> None:
        """Makes the strip charts end at a time; None: at the newest."""
        self._looked_back_s = end_s

    def zoom(self, span_s: float) -> None:
        """Makes the strip charts show so many seconds."""
        self._span_s = span_s

    def picture(self) -> Picture:
        """The present picture; the strip charts are past ones while looking back."""
        plates = self._rings.get("plates")
        balance = None
        if plates and self._calibration and "plates" not in self._silent:
            balance = newest_balance(plates, self._calibration)
        strips = self._strips()
        return Picture(balance, self.contacts(), strips, self._progress())

    def _progress(self) -> Progress:
        """The progress; without plates the phase is unknown."""
        progress = self.counting.progress
        followed = "plates" in self._rings and "plates" not in self._silent
        if not self._recorded:  # what is done between two sets is part of none
            progress = replace(progress, of=None)
        return progress if followed else replace(progress, phase="")

    def contacts(self) -> tuple[Contact, ...]:
        """The present state of each point; empty if unknown."""
        dowel = self._rings.get("dowel")
        if dowel is None or not dowel.ring.written or "dowel" in self._silent:
            return ()
        shares = dowel.shares(dowel.ring.latest(1).counts)[-1]
        return tuple(
            Contact(point, self._in_contact.get(point, False), float(share))
            for point, share in zip(dowel.columns, shares, strict=True)
        )

    def _strips(self) -> Strips:
        newest_s = max((ring.newest_s() for ring in self._rings.values()), default=0.0)
        end_s = newest_s if self._looked_back_s is None else self._looked_back_s
        begin_s = end_s - self._span_s
        load_time_s, load_n = self._loads(begin_s, end_s)
        contact_time_s, contact_share = self._shares(begin_s, end_s)
        return Strips(
            begin_s,
            end_s,
            load_time_s,
            load_n,
            contact_time_s,
            contact_share,
            [
                (loss.point, loss.begin_s, loss.end_s)
                for loss in self._losses
                if loss.end_s > begin_s and loss.begin_s < end_s
            ],
            [mark_s for mark_s in self._marks_s if begin_s <= mark_s <= end_s],
            oldest_s=self._oldest_s(),
            newest_s=newest_s,
        )

    def _oldest_s(self) -> float:
        """The oldest time of all rings, which hold at most a minute; 0 without rings."""
        return min((ring.oldest_s() for ring in self._rings.values()), default=0.0)

    def _loads(self, begin_s: float, end_s: float) -> tuple[Float, NDArray[np.float32]]:
        plates = self._rings.get("plates")
        if plates is None or self._calibration is None:
            return np.empty(0), np.empty((0, 4), np.float32)
        time_s, counts = plates.between(begin_s, end_s)
        return time_s, force_n(counts, self._calibration)

    def _shares(self, begin_s: float, end_s: float) -> tuple[Float, NDArray[np.float32]]:
        dowel = self._rings.get("dowel")
        if dowel is None:
            return np.empty(0), np.empty((0, 3), np.float32)
        time_s, counts = dowel.between(begin_s, end_s)
        return time_s, dowel.shares(counts)
