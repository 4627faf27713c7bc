"""The seconds of a trial that the charts show."""

SPANS_S = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 60.0, 120.0, 300.0, 600.0, 1200.0, 3600.0)
FIRST_SPAN_S = 10.0
AHEAD = 0.1  # this share of the span is shown before the moment jumped to


class ViewSpan:
    """`begin_s` to `end_s` of a trial; a trial shorter than a span is shown whole."""

    def __init__(self, first_s: float, last_s: float) -> None:
        self.first_s, self.last_s = first_s, last_s
        self.span_s = min(FIRST_SPAN_S, self.whole_s)
        self.begin_s = first_s

    @property
    def whole_s(self) -> float:
        """Length of the trial; not zero even for a trial of one sample."""
        return max(self.last_s - self.first_s, SPANS_S[0])

    @property
    def end_s(self) -> float:
        """The end of the span."""
        return self.begin_s + self.span_s

    def move(self, seconds: float) -> None:
        """Scrolls; positive is later."""
        latest_s = self.first_s + self.whole_s - self.span_s
        self.begin_s = min(max(self.begin_s + seconds, self.first_s), latest_s)

    def zoom(self, steps: int, held_s: float) -> None:
        """Shows more seconds, or fewer if `steps` is negative; `held_s` stays in place."""
        wider = [span_s for span_s in SPANS_S if span_s > self.span_s]
        closer = [span_s for span_s in SPANS_S if span_s < self.span_s][::-1]
        steps_s = (wider if steps > 0 else closer) or [self.span_s]
        self._become(steps_s[min(abs(steps), len(steps_s)) - 1], held_s)

    def show_whole(self, now_s: float) -> None:
        """The whole trial, or the usual span again, with this moment in it."""
        whole = self.span_s >= self.whole_s
        self._become(FIRST_SPAN_S if whole else self.whole_s, now_s)

    def follow(self, now_s: float) -> None:
        """Turns the page when the moment has left the span."""
        if not self.begin_s <= now_s <= self.end_s:
            self.move(now_s - AHEAD * self.span_s - self.begin_s)

    def _become(self, span_s: float, held_s: float) -> None:
        span_s = min(span_s, self.whole_s)
        share = min(max((held_s - self.begin_s) / self.span_s, 0.0), 1.0)
        self.begin_s, self.span_s = held_s - share * span_s, span_s
        self.move(0.0)
