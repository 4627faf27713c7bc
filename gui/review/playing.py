"""The position in a trial and the playback speed: the caller passes the time."""

SPEEDS = (0.1, 0.25, 0.5, 1.0, 2.0, 4.0)


class Playback:
    """A moment between the begin and the end of a trial, which moves during playback."""

    def __init__(self, begin_s: float, end_s: float) -> None:
        self.begin_s, self.end_s = begin_s, end_s
        self.now_s = begin_s
        self.speed = 1.0
        self.playing = False

    def step(self, elapsed_s: float) -> None:
        """Advances by the time passed; stops at the end."""
        if self.playing:
            self.seek(self.now_s + elapsed_s * self.speed)
            self.playing = self.now_s < self.end_s

    def seek(self, time_s: float) -> None:
        """Goes to a moment, within the trial."""
        self.now_s = min(max(time_s, self.begin_s), self.end_s)

    def toggle(self) -> None:
        """Plays or pauses; from the end it starts from the begin."""
        self.playing = not self.playing
        if self.playing and self.now_s >= self.end_s:
            self.now_s = self.begin_s

    def change_speed(self, steps: int) -> None:
        """One of SPEEDS faster or slower."""
        at = SPEEDS.index(self.speed) + steps
        self.speed = SPEEDS[min(max(at, 0), len(SPEEDS) - 1)]
