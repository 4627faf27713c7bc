"""A chain of unknowns, each tied to the next: solved together, with their covariances.

Every second link is eliminated, then every second of the rest (odd-even reduction): NumPy works on
many links at a time, and the cost grows only with their number.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float64]


class Solved(NamedTuple):
    """For n links of d unknowns: `mean` (n, d, r) for r right-hand sides, `covariance` (n, d, d),
    and `towards_next` (n-1, d, d), the covariance of each link with the next one."""

    mean: Float
    covariance: Float
    towards_next: Float


class _Reduced(NamedTuple):
    """A chain without every second link, and what puts these back: the inverse of each, what it
    takes from its left and right neighbours, and its own information times its inverse."""

    precision: Float
    coupling: Float
    information: Float
    inner: Float
    to_left: Float
    to_right: Float
    own: Float


def solve_chain(precision: Float, coupling: Float, information: Float) -> Solved:
    """The Gaussian with this block-tridiagonal precision and information vector.

    `precision` (n, d, d) are the diagonal blocks, `coupling` (n-1, d, d) those from each link to
    the next, `information` (n, d, r). Raises numpy.linalg.LinAlgError if it is singular.
    """
    if len(precision) == 1:
        alone = inverse(precision)
        return Solved(alone @ information, alone, coupling[:0])
    even = _without_odd(precision, coupling, information)
    solved = solve_chain(even.precision, even.coupling, even.information)
    return _with_odd(solved, even, len(precision))


def variance_in_chain(precision: Float, coupling: Float, wanted: Float) -> float:
    """The variance of a sum of unknowns with the weights `wanted` (n, d, 1), in the Gaussian with
    this block-tridiagonal precision; see `solve_chain`."""
    variance = 0.0
    while len(precision) > 1:
        even = _without_odd(precision, coupling, wanted)
        variance += float((wanted[1::2] * even.own).sum())
        precision, coupling, wanted = even.precision, even.coupling, even.information
    return variance + float((wanted * (inverse(precision) @ wanted)).sum())


def _without_odd(precision: Float, coupling: Float, information: Float) -> _Reduced:
    inner = inverse(precision[1::2])
    left, right = _turned(coupling[0::2]), coupling[1::2]
    count, both = len(inner), len(right)  # the last odd link may have no right neighbour
    to_left, to_right = inner @ left, inner[:both] @ right
    own = inner @ information[1::2]

    even_precision, even_information = precision[0::2].copy(), information[0::2].copy()
    even_precision[:count] -= _turned(left) @ to_left
    even_information[:count] -= _turned(left) @ own
    even_precision[1 : both + 1] -= _turned(right) @ to_right
    even_information[1 : both + 1] -= _turned(right) @ own[:both]
    even_coupling = -_turned(left[:both]) @ to_right
    return _Reduced(even_precision, even_coupling, even_information, inner, to_left, to_right, own)


def _with_odd(even: Solved, reduced: _Reduced, length: int) -> Solved:
    """Inserts the eliminated links between the others again."""
    _, _, _, inner, to_left, to_right, own = reduced
    count, both = len(inner), len(to_right)
    mean_left, of_left = even.mean[:count], even.covariance[:count]
    mean_right, of_right = even.mean[1 : both + 1], even.covariance[1 : both + 1]
    across = even.towards_next[:both]

    mean = own - to_left @ mean_left
    mean[:both] -= to_right @ mean_right
    covariance = inner + to_left @ of_left @ _turned(to_left)
    mixed = to_left[:both] @ across @ _turned(to_right)
    covariance[:both] += to_right @ of_right @ _turned(to_right) + mixed + _turned(mixed)
    from_left = -(of_left @ _turned(to_left))
    from_left[:both] -= across @ _turned(to_right)
    to_next = -(to_left[:both] @ across + to_right @ of_right)
    return Solved(
        _zipped(even.mean, mean, length),
        _zipped(even.covariance, covariance, length),
        _zipped(from_left, to_next, length - 1),
    )


def inverse(blocks: Float) -> Float:
    """The inverse of each block (n, d, d)."""
    inverted: Float = np.linalg.inv(blocks).astype(np.float64, copy=False)
    return inverted


def _zipped(first: Float, second: Float, length: int) -> Float:
    whole = np.empty((length, *first.shape[1:]))
    whole[0::2], whole[1::2] = first, second
    return whole


def _turned(blocks: Float) -> Float:
    turned: Float = np.swapaxes(blocks, -1, -2)
    return turned
