"""The loop's events during a trial: sorted, and held until it is known whether they belong to
it."""

from collections import deque
from dataclasses import replace

from rig.stream.acquisition import Told, ToldQueue
from rig.stream.track import Span, Track
from rig.trial.event import (
    CONTACT_ON,
    LIVE_ONLY,
    STAMPED,
    TTL_FALL,
    TTL_RISE,
    Begin,
    Event,
    SyncEdge,
)

BEFORE_S = 1.0  # an edge that began the trial comes a little before it
BEFORE = 200


class TrialEvents:
    """Events of a trial on the time of its `span`, as they become due."""

    def __init__(self, told: ToldQueue, span: Span, tracks: dict[str, Track]) -> None:
        self.begun: Begin | None = None
        self._told = told
        self._span = span
        self._tracks = tracks
        self._before: deque[Told] = deque(maxlen=BEFORE)
        self._waiting: list[Event] = []

    def begin(self, begin: Begin) -> None:
        """Queued like all other events: what comes before it is not part of the trial."""
        self._told.put_nowait(begin)

    def hear(self) -> list[SyncEdge]:
        """Sorts what the loop has sent: events wait for their turn, the sync edges do not."""
        edges = []
        while not self._told.empty():
            news = self._told.get_nowait()
            if isinstance(news, Event) and news.kind in LIVE_ONLY:
                continue
            if isinstance(news, Begin):
                self._begin_with(news)
            elif self.begun is None:
                self._before.append(news)
            elif isinstance(news, SyncEdge):
                edges.append(news)
            else:
                self._waiting.append(news)
        return edges

    def due(self) -> list[Event]:
        """Those whose time is known to be within the trial; the others wait."""
        until_s = self._span.until_s
        due = [event for event in self._waiting if event.time_s < until_s]
        self._waiting = [event for event in self._waiting if event.time_s >= until_s]
        return self._initial_contacts() + [self._placed(event) for event in due]

    def _begin_with(self, begin: Begin) -> None:
        self.begun = begin
        events = [news for news in self._before if isinstance(news, Event)]
        self._waiting += [
            event
            for event in events
            if event.kind in (TTL_RISE, TTL_FALL) and event.time_s >= begin.zero_s - BEFORE_S
        ]

    def _initial_contacts(self) -> list[Event]:
        """A contact_on at the first sample for each point that was on when recording began."""
        track = self._tracks.get("dowel")
        if self.begun is None or track is None or track.first_counts is None:
            return []
        points = list(self.begun.in_contact)
        self.begun.in_contact.clear()
        counts = dict(zip(track.feed.board.info.columns, track.first_counts.tolist(), strict=True))
        return [
            Event(0.0, CONTACT_ON, "dowel", point, track.first_sample, counts[point])
            for point in points
        ]

    def _placed(self, event: Event) -> Event:
        """On the trial's time; one that began just before the first sample begins with it."""
        time_s = event.time_s - self._span.zero_s
        if event.kind in STAMPED:
            return replace(event, time_s=time_s)
        track = self._tracks.get(event.board)
        sample = event.sample
        if sample is not None and track is not None and track.first_sample is not None:
            sample = max(sample, track.first_sample)
        return replace(event, time_s=max(time_s, 0.0), sample=sample)
