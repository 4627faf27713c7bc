"""A weight of a person who stands still on both plates, refused otherwise."""

import numpy as np
import pytest

from rig.measure.calibrating.weight import weigh
from rig.measure.calibration import nominal_plates

NOMINAL = nominal_plates(5 / 4096)
RATE_HZ = 1000.0


def counts_of(loads_n: tuple[float, ...], *, sd_n: float = 0.5, seconds: float = 2.0) -> np.ndarray:
    draw = np.random.default_rng(1)
    rows = round(seconds * RATE_HZ)
    force = np.array(loads_n) + sd_n * draw.standard_normal((rows, 4))
    counts = force / np.array(NOMINAL.newtons_per_count) + np.array(NOMINAL.zero_counts)
    return np.rint(counts).astype(np.int32)


def test_weight_is_what_stands_there() -> None:
    found = weigh(counts_of((170, 160, 165, 155)), NOMINAL, sample_rate_hz=RATE_HZ)
    assert found.refused is None
    assert found.weight_n == pytest.approx(650, abs=0.2)
    assert found.sd_n == pytest.approx(1.0, abs=0.2)


@pytest.mark.parametrize(
    ("counts", "refused"),
    [
        (counts_of((0, 0, 0, 0)), "no_person"),
        (counts_of((340, 310, 0, 0)), "foot_missing"),
        (counts_of((170, 160, 165, 155), sd_n=5), "person_not_still"),
        (counts_of((170, 160, 165, 155), seconds=1.9), "gathering"),
    ],
)
def test_what_is_no_weight_is_refused(counts: np.ndarray, refused: str) -> None:
    assert weigh(counts, NOMINAL, sample_rate_hz=RATE_HZ).refused.code == refused
