"""The way through a trial: the moment, the seconds around it, and where cursors were put."""

from gui.review.picture import Wish
from gui.review.playing import Playback
from gui.review.viewing import ViewSpan


class Way:
    """`playback` is where in the trial one is, `span` which seconds of it the charts show,
    `cursors_s` the moment of each cursor by its name: plain state, each part moved by itself."""

    def __init__(self, begin_s: float = 0.0, end_s: float = 0.0) -> None:
        self.playback, self.span = Playback(begin_s, end_s), ViewSpan(begin_s, end_s)
        self.cursors_s: dict[str, float] = {}

    @property
    def now_s(self) -> float:
        """The moment."""
        return self.playback.now_s

    @property
    def cursors(self) -> tuple[tuple[str, float], ...]:
        """Names and moments, in the order of their names."""
        return tuple(sorted(self.cursors_s.items()))

    @property
    def wish(self) -> Wish:
        """What is to be shown from here."""
        cursors_s = tuple(at_s for _, at_s in self.cursors)
        return Wish(self.now_s, self.span.begin_s, self.span.end_s, cursors_s)

    def step(self, elapsed_s: float) -> None:
        """So much time has passed while it plays."""
        self.playback.step(elapsed_s)
        self.span.follow(self.now_s)

    def seek(self, time_s: float) -> None:
        """Goes to a moment, and the charts with it."""
        self.playback.seek(time_s)
        self.span.follow(self.now_s)

    def put_cursor(self, name: str) -> None:
        """Here."""
        self.cursors_s[name] = self.now_s
