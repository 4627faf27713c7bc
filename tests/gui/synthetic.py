"""Pictures and states from numpy alone, for tests and for viewing the window."""

import math
from dataclasses import replace

import numpy as np

from gui.picture import Balance, Contact, Link, Picture, Recording, Status, Strips

POINTS = ("head", "thoracic", "sacrum")
LINKS = (
    Link("plates", "HR-PLATES-0007 on /dev/ttyACM0", 1000.4, 0, 0.0, False),
    Link("dowel", "HR-DOWEL-0003 on /dev/ttyACM1", 998.7, 0, 0.0, False),
)
RECORDING = Recording("data/trials/P07-2026-hinge-0003.h5", True, 34.2, 67_400, 68_400)
STATUS = Status(LINKS, None, "", connected=True)


class Person:
    """A person who stands and sways for `seconds` of samples at 1000 a second."""

    def __init__(self, seconds: float = 60.0, seed: int = 7) -> None:
        draw = np.random.default_rng(seed)
        self.time_s = np.arange(round(seconds * 1000)) / 1000
        sway = 60 * np.sin(self.time_s * 1.9) + 15 * np.sin(self.time_s * 7.1)
        lean = 20 * np.sin(self.time_s * 0.7)
        shape = np.array([[1, 1, -1], [-1, 1, -1], [1, -1, 1], [-1, -1, 1]])
        load_n = 178 + shape[:, 0] * sway[:, None] + shape[:, 1] * lean[:, None]
        self.load_n = (load_n + draw.normal(0, 1.5, load_n.shape)).astype("f4")
        share = 0.45 + 0.1 * np.sin(self.time_s[:, None] * [1.1, 1.7, 2.3])
        self.share = (share + draw.normal(0, 0.01, share.shape)).astype("f4")

    def picture(self, end_s: float, **changes: object) -> Picture:
        """The picture at a time."""
        return Picture(self.balance(end_s), contacts(), self.strips(end_s, **changes))

    def balance(self, end_s: float) -> Balance:
        rows = self.load_n[self._row(end_s - 1.0) : self._row(end_s) : 10].astype(float)
        total = rows.sum(axis=1)
        y = (rows[:, [0, 2]].sum(axis=1) * 20 + rows[:, [1, 3]].sum(axis=1) * 290) / total
        x = (rows[:, 2:].sum(axis=1) - rows[:, :2].sum(axis=1)) * 100 / total
        return balance(tuple(rows[-1].tolist()), np.stack((x, y), axis=1))

    def strips(self, end_s: float, **changes: object) -> Strips:
        part = slice(self._row(end_s - 10.0), self._row(end_s))
        time_s = self.time_s[part]
        strips = Strips(end_s - 10.0, end_s, time_s, self.load_n[part], time_s, self.share[part])
        return replace(strips, **changes)

    def _row(self, time_s: float) -> int:
        return max(0, round(time_s * 1000))


def balance(load_n=(190.0, 160.0, 180.0, 170.0), cop_mm=((-5.0, 140.0), (2.0, 150.0))) -> Balance:
    heel, total = load_n[0] + load_n[2], sum(load_n)
    symmetry = (load_n[2] + load_n[3] - load_n[0] - load_n[1]) / total * 100
    return Balance(load_n, total, np.array(cop_mm, float), heel / total, symmetry, False)


def no_load() -> Balance:
    """Empty plates."""
    return Balance((0.4, -0.2, 0.1, 0.3), 0.6, np.full((20, 2), math.nan), math.nan, math.nan, True)


def contacts(lost: tuple[str, ...] = (), missing: tuple[str, ...] = ()) -> tuple[Contact, ...]:
    return tuple(
        Contact(point, point not in lost, 0.03 if point in lost else 0.55)
        for point in POINTS
        if point not in missing
    )
