"""Whether forces can be those of a person in newtons, and their sign."""

from collections.abc import Iterator

import numpy as np

from rig.errors import UsageError
from rig.importing.source import Float
from rig.measure.balance import LEAST_FOOT_N, LEAST_TOTAL_N

LIGHT_N, MOST_N = 250.0, 50_000.0
NEARLY_ALL = 99.0


def upwards(force_n: Float) -> tuple[Float, list[str]]:
    """Loads (N, 4) with their sum positive under load, and sentences.

    Raises UsageError if no sample has all four, or the sum cannot be a person's in newtons.
    """
    total_n = force_n.sum(axis=1)
    total_n = total_n[np.isfinite(total_n)]
    if not len(total_n):
        raise UsageError("expected forces, no sample has all that are needed")
    largest_n = float(np.percentile(np.abs(total_n), NEARLY_ALL))
    _refuse_other_units(largest_n)
    loaded_n = total_n[np.abs(total_n) >= LEAST_FOOT_N]
    turned = float(np.median(loaded_n)) < 0
    return (-force_n if turned else force_n), list(_said(largest_n, turned=turned))


def _refuse_other_units(largest_n: float) -> None:
    if largest_n < LEAST_TOTAL_N:
        raise UsageError(
            f"expected the vertical force of a person in newtons, got at most {largest_n:.3g}: "
            "another unit, or empty plates"
        )
    if largest_n > MOST_N:
        raise UsageError(
            f"expected the vertical force of a person in newtons, got {largest_n:.3g}: another unit"
        )


def _said(largest_n: float, *, turned: bool) -> Iterator[str]:
    if turned:
        yield "Vertical forces were negative under load: their sign was turned."
    if largest_n < LIGHT_N:
        yield f"The largest vertical force is {largest_n:.0f} N: little for a person in newtons."
