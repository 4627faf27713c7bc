"""Both boards on a bench: known masses at known places, on imperfect cells, and known forces on the
dowel's points.

sim://plates?bench=FILE&seed=7 reads the loads from a file, whenever it has changed: a line for each
mass, `left 20 0 155` for 20 kg on the left plate, 0 mm from its middle line and 155 mm from the
heel stop; `head 3.2` is 3.2 N on the dowel's head point. An empty or missing file means empty
plates and an untouched dowel.
"""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from rig.device.messages import COLUMNS
from rig.errors import UsageError
from rig.measure.balance import NOMINAL_GEOMETRY, PlateGeometry
from rig.measure.calibrating.masses import FEET, STANDARD_GRAVITY_M_S2, channels_of, region_share
from rig.measure.calibration import (
    FSR_SIEMENS_PER_NEWTON,
    NOMINAL_NEWTONS_PER_VOLT,
    NOMINAL_ZERO_V,
)
from rig.sim.clock import Float
from rig.sim.participant.sensors import BLEED_SIEMENS, divider_volts

FULL_SCALE_N = 974.0
SETTLES_S = 0.15
ASIDE_MM = 50.0
POINTS = COLUMNS["dowel"]
# Cells as good as those in the tier of a clinic.
BOW, LOOP, TILT = 0.0005, 0.001, 0.002


@dataclass(frozen=True, slots=True)
class Lying:
    """A mass on a plate, its middle at (x, y) from the plate's middle line and the heel stop."""

    foot: str
    mass_kg: float
    x_mm: float
    y_mm: float


@dataclass(frozen=True, slots=True)
class Cells:
    """The true behaviour of the load cells.

    `newtons_per_volt` (4, 4) turns volts above `zero_v` (4,) into newtons. Loaded half-way, a
    channel reads `bow` of full scale too much, and `loop` less on the way up than on the way down.
    A load over its right cell reads `tilt` more than one on the middle line.
    """

    newtons_per_volt: Float
    zero_v: Float
    bow: Float = field(default_factory=lambda: np.zeros(4))
    loop: Float = field(default_factory=lambda: np.zeros(4))
    tilt: Float = field(default_factory=lambda: np.zeros(4))

    @classmethod
    def from_seed(
        cls, seed: int, *, bow: float = 0.0, loop: float = 0.0, tilt: float = 0.0
    ) -> "Cells":
        """Cells drawn at random: slopes within 5 %, zeros within 10 counts of 4096, cross-talk
        within 3 %; the other errors up to the given shares."""
        draw = np.random.default_rng([seed, 4])
        matrix = np.diag(draw.uniform(0.95, 1.05, 4))
        for foot in FEET:
            own = channels_of(foot)
            matrix[own, own] += np.diag(draw.uniform(-0.03, 0.03, 2))[::-1]
        return cls(
            newtons_per_volt=matrix * NOMINAL_NEWTONS_PER_VOLT,
            zero_v=NOMINAL_ZERO_V + draw.uniform(-10, 10, 4) * 5 / 4096,
            bow=draw.uniform(-bow, bow, 4),
            loop=draw.uniform(0, loop, 4),
            tilt=draw.uniform(-tilt, tilt, 4),
        )

    def volts(self, load_n: Float, *, rising: Float, aside: Float) -> Float:
        """Volts behind the amplifiers, (N, 4), for loads (N, 4); `rising` is 1 on the way up and -1
        on the way down, `aside` 1 over the right cells, both (4,)."""
        bent = 4 * load_n * (1 - load_n / FULL_SCALE_N)  # a parabola over full scale
        seen_n = load_n * (1 + self.tilt * aside) + bent * (self.bow - self.loop * rising / 2)
        return self.zero_v + seen_n @ np.linalg.inv(self.newtons_per_volt).T


class Bench:
    """The loads on both boards, set by `put` or by the file at `path`."""

    def __init__(
        self, cells: Cells, geometry: PlateGeometry = NOMINAL_GEOMETRY, path: Path | None = None
    ) -> None:
        self._cells = cells
        self._geometry = geometry
        self._path = path
        self._written: str | None = None
        self._since_s = -np.inf
        self._before_n = self._load_n = np.zeros(4)
        self._rising = np.ones(4)
        self._aside = np.zeros(4)
        self._touch_n = np.zeros(3)

    def put(self, lying: list[Lying], at_s: float = -np.inf) -> None:
        """Replaces the masses on the plates, from `at_s` on."""
        loads_n = [self._load_of(mass) for mass in lying]
        self._before_n, self._load_n = self._load_n, np.sum([np.zeros(4), *loads_n], axis=0)
        self._since_s = at_s
        change_n = self._load_n - self._before_n
        self._rising = np.where(change_n == 0, self._rising, np.sign(change_n))
        moments = [load * mass.x_mm for load, mass in zip(loads_n, lying, strict=True)]
        moment = np.sum([np.zeros(4), *moments], axis=0)
        loaded = self._load_n != 0
        self._aside = moment / np.where(loaded, self._load_n, 1.0) / ASIDE_MM * loaded

    def plate_volts(self, time_s: Float) -> Float:
        """Volts behind the amplifiers at ascending times of the world, (N, 4)."""
        self._look(float(time_s[0]))
        left = np.exp(-np.maximum(time_s - self._since_s, 0) / SETTLES_S)[:, None]
        load_n = self._load_n + (self._before_n - self._load_n) * left
        return self._cells.volts(load_n, rising=self._rising, aside=self._aside)

    def dowel_volts(self, time_s: Float) -> Float:
        """Volts at the pins of the dowel's board at times of the world, (N, 3)."""
        self._look(float(time_s[0]))
        volts = divider_volts(self._touch_n * FSR_SIEMENS_PER_NEWTON + BLEED_SIEMENS)
        return np.tile(volts, (len(time_s), 1))

    def _load_of(self, mass: Lying) -> Float:
        load_n = np.zeros(4)
        share = region_share(np.array([mass.y_mm]), self._geometry)[0]
        load_n[channels_of(mass.foot)] = share * mass.mass_kg * STANDARD_GRAVITY_M_S2
        return load_n

    def _look(self, now_s: float) -> None:
        if self._path is None:
            return
        written = self._path.read_text() if self._path.exists() else ""
        if written != self._written and (written == "" or written.endswith("\n")):
            self._written = written
            lines = [line for line in written.splitlines() if line.strip()]
            touches = [line for line in lines if line.split()[0] in POINTS]
            self.put([_lying(line) for line in lines if line not in touches], now_s)
            self._touch_n = _touch_n(touches)


def bench_at(path: str, seed: int) -> Bench:
    """Cells drawn at random, with the loads given in the file at `path`."""
    return Bench(Cells.from_seed(seed, bow=BOW, loop=LOOP, tilt=TILT), path=Path(path))


def _lying(line: str) -> Lying:
    try:
        foot, mass_kg, x_mm, y_mm = line.split()
        channels_of(foot)
        return Lying(foot, float(mass_kg), float(x_mm), float(y_mm))
    except ValueError as error:
        raise _senseless(line) from error


def _touch_n(lines: list[str]) -> Float:
    forces_n = np.zeros(3)
    for line in lines:
        try:
            point, newtons = line.split()
            forces_n[POINTS.index(point)] = float(newtons)
        except ValueError as error:
            raise _senseless(line) from error
    return forces_n


def _senseless(line: str) -> UsageError:
    return UsageError(f"expected lines like left 20 0 155 or head 3.2 on the bench, got {line!r}")
