"""Who is simulated: bodies, tempos, hands, errors and faults, all drawn from frozen seeds.

Seeds from 500,000 on are used nowhere else: tuning uses others.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from urllib.parse import urlencode

import numpy as np

from rig.sim.frontend import FRONT_ENDS

# The short form's are the first from 600,000 on that have a slow lift and every other fault.
FIRST_SEED, FIRST_SEED_OF_SHORT_FORM = 500_000, 602_150
REPETITIONS = 3
STAND_S, LAST_S, STANDING_S = 2.5, 1.0, 30.0

CLEAN, STANDING, ERROR, FAULT, BALANCE, CONTROL = (
    "clean",
    "standing",
    "error",
    "fault",
    "balance",
    "control",
)
# How many participants of each; those of the control do a hinge and a squat.
COUNTS = {CLEAN: 64, STANDING: 40, ERROR: 110, FAULT: 50, BALANCE: 36, CONTROL: 12}
COUNTS_OF_SHORT_FORM = {CLEAN: 1, STANDING: 1, ERROR: 2, FAULT: 4, BALANCE: 1, CONTROL: 1}

Draw = np.random.Generator

# Errors of technique that may lose a contact, and the sizes from which one is drawn.
ERRORS = (
    ("lumbar_flexion", 6.0, 14.0),
    ("lumbar_flexion", -12.0, -5.0),
    ("thoracic_flexion", 5.0, 12.0),
    ("neck_flexion", -10.0, -4.0),
    ("lockout_arch", 5.0, 12.0),
)
FAULTS = ("dowel_lift", "dowel_slip", "broken_wire", "stuck_channel", "dowel_squeeze")
IMBALANCES = (
    ("early_chest", 5.0, 15.0),
    ("early_knees", 5.0, 15.0),
    ("cop_bias", -30.0, 50.0),
    ("side_bias", -20.0, 20.0),
    ("heel_lift", 20.0, 80.0),
    ("tremor", 3.0, 10.0),
)
POINTS = ("head", "thoracic", "sacrum")


class Case(NamedTuple):
    """A participant on a front end: its settings, and how long it is recorded."""

    group: str
    seed: int
    front_end: str
    settings: tuple[tuple[str, Any], ...]
    seconds: float

    @property
    def query(self) -> str:
        """The settings of both boards' URLs; the boards' clocks are wrong, the sync wire is
        connected."""
        boards = {"plates_ppm": 1330, "dowel_ppm": -3283, "sync": 1}
        return urlencode(
            [("seed", self.seed), ("front_end", self.front_end), *boards.items(), *self.settings]
        )

    @property
    def drill(self) -> str:
        """The participant's drill."""
        return str(dict(self.settings)["drill"])

    @property
    def deviation(self) -> str:
        """The deviation, empty if there is none."""
        return str(dict(self.settings).get("deviation", ""))


def cases(counts: dict[str, int], first_seed: int) -> Iterator[Case]:
    """All cases: each participant on both front ends."""
    groups = [group for group, count in counts.items() for _ in range(count)]
    for seed, group in enumerate(groups, start=first_seed):
        for drill in _drills(group):
            for front_end in FRONT_ENDS:
                yield _case(group, seed, drill, front_end)


def _drills(group: str) -> tuple[str, ...]:
    return {STANDING: ("stand",), CONTROL: ("hinge", "squat")}.get(group, ("hinge",))


def _case(group: str, seed: int, drill: str, front_end: str) -> Case:
    draw = np.random.default_rng((seed, 10))
    held = {**_hands(draw), "back_stiffness": round(2 ** draw.uniform(-1.0, 1.0), 3)}
    doing: dict[str, Any] = {"drill": drill, "stand_s": STAND_S, **_tempo(draw), **held}
    moves_s = sum(doing[name] for name in ("descent_s", "hold_s", "ascent_s", "rest_s"))
    deviation = DEVIATIONS.get(group, lambda _: "")(draw)
    said = [("deviation", deviation)] if deviation else [("mistake_each", 0)]
    seconds = STANDING_S if drill == "stand" else STAND_S + REPETITIONS * moves_s + LAST_S
    return Case(group, seed, front_end, (*doing.items(), *said), seconds)


def _tempo(draw: Draw) -> dict[str, Any]:
    spans_s = {
        "descent_s": (1.0, 4.0),
        "ascent_s": (0.9, 2.5),
        "rest_s": (1.5, 2.8),
    }
    tempo = {name: round(draw.uniform(*span), 3) for name, span in spans_s.items()}
    hold_s = round(float(draw.choice((0.0, 1.0)) * draw.uniform(0.1, 1.0)), 3)  # half of them hold
    return {"repetitions": REPETITIONS, **tempo, "hold_s": hold_s}


def _hands(draw: Draw) -> dict[str, Any]:
    return {name: round(draw.uniform(4.0, 12.0), 2) for name in ("neck_hand_n", "low_hand_n")}


def _error(draw: Draw) -> str:
    kind, least, most = ERRORS[draw.integers(len(ERRORS))]
    lasting_s = draw.uniform(0.4, 1.6)
    return _written(
        kind,
        size=draw.uniform(least, most),
        onset_s=draw.uniform(0.0, 0.5),
        duration_s=lasting_s,
        ramp_s=draw.uniform(0.1, lasting_s / 2),
    )


def _fault(draw: Draw) -> str:
    kind = FAULTS[draw.integers(len(FAULTS))]
    if kind in ("broken_wire", "stuck_channel"):
        channel = POINTS[draw.integers(len(POINTS))]
        return _written(kind, channel=channel, onset_s=STAND_S + draw.uniform(0, 3))
    said = {"onset_s": draw.uniform(0, 1), "ramp_s": draw.uniform(0.05, 0.5)}
    if kind == "dowel_slip":
        said["size"] = draw.choice((-1.0, 1.0)) * draw.uniform(10.0, 40.0)
    return _written(kind, duration_s=1.5, **said)


def _imbalance(draw: Draw) -> str:
    kind, least, most = IMBALANCES[draw.integers(len(IMBALANCES))]
    return _written(kind, size=draw.uniform(least, most))


def _written(kind: str, **said: Any) -> str:
    words = (
        f"{name}={value if isinstance(value, str) else round(value, 3)}"
        for name, value in said.items()
    )
    return ",".join((kind, *words))


DEVIATIONS: dict[str, Callable[[Draw], str]] = {
    ERROR: _error,
    FAULT: _fault,
    BALANCE: _imbalance,
}
