"""The position in a trial: the moment, the seconds around it, and the cursors."""

from gui.review.picture import Wish
from gui.review.playing import Playback
from gui.review.viewing import ViewSpan


class Way:
    """Plain state, each part moved independently.

    `playback` is the position in the trial, `span` the seconds of it that the charts show,
    `cursors_s` the moment of each cursor by its name.
    """

    def __init__(self, begin_s: float = 0.0, end_s: float = 0.0) -> None:
        self.playback, self.span = Playback(begin_s, end_s), ViewSpan(begin_s, end_s)
        self.cursors_s: dict[str, float] = {}

    @property
    def now_s(self) -> float:
        """The present moment."""
        return self.playback.now_s

    @property
    def cursors(self) -> tuple[tuple[str, float], ...]:
        """Names and moments, in the order of the names."""
        return tuple(sorted(self.cursors_s.items()))

    @property
    def wish(self) -> Wish:
        """What to show at this position."""
        cursors_s = tuple(at_s for _, at_s in self.cursors)
        return Wish(self.now_s, self.span.begin_s, self.span.end_s, cursors_s)

    def step(self, elapsed_s: float) -> None:
        """Advances the playback by the time passed."""
        self.playback.step(elapsed_s)
        self.span.follow(self.now_s)

    def seek(self, time_s: float) -> None:
        """Goes to a moment, with the charts."""
        self.playback.seek(time_s)
        self.span.follow(self.now_s)

    def put_cursor(self, name: str) -> None:
        """Puts a cursor at the present moment."""
        self.cursors_s[name] = self.now_s
