"""What is known of the open trial: its data, the findings and the reviewers' statements."""

import math
from bisect import bisect_right
from dataclasses import replace

from gui.picture import Picture, Progress
from gui.review import edited
from gui.review.picture import (
    WHOLE_TRIAL,
    Findings,
    Frame,
    Opened,
    Repetition,
    Said,
    Span,
)


class Content:
    """Grows while the trial is read and analysed.

    `working` is whether the analysis is under way, `reading` the share of the trial read, 0 to 1.
    """

    def __init__(self, opened: Opened) -> None:
        self.opened = opened
        self.findings = Findings(losses=opened.contact_off)
        self.said: tuple[Said, ...] = ()
        self.gaps: tuple[Span, ...] = ()
        self.reading, self.working = 0.0, True
        self.ratings: tuple[Said, ...] = ()
        self.marks_s: tuple[float, ...] = ()
        self._reckon()

    @property
    def repetitions(self) -> tuple[Repetition, ...]:
        """As found, or as set by reviewers."""
        return self.findings.repetitions

    def find(self, findings: Findings) -> None:
        """Takes the findings of the analysis."""
        self.findings, self.working = findings, False
        self._reckon()

    def hear(self, said: tuple[Said, ...]) -> None:
        """Takes all statements of reviewers."""
        self.said = said
        self._reckon()

    def moments_s(self, kind: str) -> list[float]:
        """The moments of a kind that can be jumped to."""
        if kind == "repetition":
            return [one.onset_s for one in self.repetitions]
        if kind == "loss":
            return [begin_s for _, begin_s, _ in self.findings.losses]
        return list(self.marks_s) if kind == "mark" else [begin_s for begin_s, _ in self.gaps]

    def current(self, now_s: float) -> int:
        """The number of the repetition at a moment, or WHOLE_TRIAL."""
        at = bisect_right(self.repetitions, now_s, key=lambda one: one.onset_s) - 1
        here = at >= 0 and now_s <= self.repetitions[at].end_s
        return self.repetitions[at].number if here else WHOLE_TRIAL

    def nearest(self, now_s: float) -> list[Repetition]:
        """Repetitions, sorted by distance from a moment."""
        return sorted(self.repetitions, key=lambda one: abs(one.bottom_s - now_s))

    def dressed(self, frame: Frame) -> Picture:
        """The picture of a frame, with findings and statements in the span of its charts."""
        begin_s, end_s = frame.wish.begin_s, frame.wish.end_s
        strips = replace(
            frame.picture.strips,
            losses=[one for one in self.findings.losses if one[1] < end_s and one[2] > begin_s],
            marks_s=[time_s for time_s in self.marks_s if begin_s <= time_s <= end_s],
        )
        progress = self._progress(frame.wish.now_s)
        return replace(frame.picture, strips=strips, progress=progress)

    def _progress(self, now_s: float) -> Progress:
        phases = self.findings.phases
        at = bisect_right(phases, now_s, key=lambda span: span.start_s) - 1
        phase = phases[at].phase if at >= 0 and now_s <= phases[at].end_s else ""
        over = bisect_right(self.repetitions, now_s, key=lambda one: one.end_s)
        last = self.repetitions[over - 1] if over else None
        known = last is not None and all(map(math.isfinite, last.tempo_s))
        tempo_s = last.tempo_s if last and known else None
        return Progress(phase, over, len(self.repetitions), tempo_s)

    def _reckon(self) -> None:
        self.ratings = edited.ratings(self.said, self.repetitions)
        self.marks_s = edited.marks(self.opened.marks_s, self.said)
