"""Chains of unknowns, compared with the inverse of the whole matrix."""

from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rig.measure.repetition.chain import Float, inverse, solve_chain, variance_in_chain


class Chain(NamedTuple):
    """The arguments of `solve_chain`."""

    precision: Float  # (n, d, d)
    coupling: Float  # (n-1, d, d)
    information: Float  # (n, d, r)


def chain_of(links: int, unknowns: int, columns: int, seed: int) -> Chain:
    """A random chain: each link known a little on its own, and tied to the next one."""
    draw = np.random.default_rng(seed)
    own = draw.normal(size=(links, unknowns, unknowns))
    precision = own @ np.swapaxes(own, 1, 2) + 0.1 * np.eye(unknowns)
    ties = draw.normal(size=(max(links - 1, 0), unknowns, 2 * unknowns))
    here, there = ties[:, :, :unknowns], ties[:, :, unknowns:]
    precision[:-1] += np.swapaxes(here, 1, 2) @ here
    precision[1:] += np.swapaxes(there, 1, 2) @ there
    coupling = np.swapaxes(here, 1, 2) @ there
    return Chain(precision, coupling, draw.normal(size=(links, unknowns, columns)))


def dense(chain: Chain) -> Float:
    """The whole precision matrix."""
    links, unknowns, _ = chain.precision.shape
    whole = np.zeros((links * unknowns, links * unknowns))
    for link in range(links):
        own = slice(link * unknowns, (link + 1) * unknowns)
        whole[own, own] = chain.precision[link]
        if link + 1 < links:
            after = slice(own.stop, own.stop + unknowns)
            whole[own, after] = chain.coupling[link]
            whole[after, own] = chain.coupling[link].T
    return whole


@given(
    links=st.integers(1, 10),
    unknowns=st.integers(1, 3),
    columns=st.integers(1, 4),
    seed=st.integers(0, 2**32 - 1),
)
def test_a_chain_is_solved_as_the_whole_matrix_is(
    links: int, unknowns: int, columns: int, seed: int
) -> None:
    chain = chain_of(links, unknowns, columns, seed)
    solved = solve_chain(*chain)
    covariance = np.linalg.inv(dense(chain))
    blocks = covariance.reshape(links, unknowns, links, unknowns).swapaxes(1, 2)
    mean = covariance @ chain.information.reshape(links * unknowns, columns)

    assert solved.mean.shape == chain.information.shape
    assert solved.covariance.shape == chain.precision.shape
    assert solved.towards_next.shape == chain.coupling.shape
    close = {"rel": 1e-6, "abs": 1e-8}
    assert solved.mean.reshape(mean.shape) == pytest.approx(mean, **close)
    for link in range(links):
        assert solved.covariance[link] == pytest.approx(blocks[link, link], **close)
        if link + 1 < links:
            assert solved.towards_next[link] == pytest.approx(blocks[link, link + 1], **close)


@given(links=st.integers(1, 10), unknowns=st.integers(1, 3), seed=st.integers(0, 2**32 - 1))
def test_the_variance_of_a_sum_is_that_of_the_whole_matrix(
    links: int, unknowns: int, seed: int
) -> None:
    chain = chain_of(links, unknowns, 1, seed)
    weights = chain.information.ravel()
    expected = weights @ np.linalg.inv(dense(chain)) @ weights
    assert variance_in_chain(*chain) == pytest.approx(expected, rel=1e-6, abs=1e-8)


def test_what_is_given_is_left_as_it_is() -> None:
    chain = chain_of(7, 3, 2, seed=1)
    before = [part.copy() for part in chain]
    solve_chain(*chain)
    variance_in_chain(*chain)
    for part, kept in zip(chain, before, strict=True):
        assert np.array_equal(part, kept)


def test_links_that_are_not_tied_are_each_by_themselves() -> None:
    chain = chain_of(5, 2, 1, seed=2)._replace(coupling=np.zeros((4, 2, 2)))
    solved = solve_chain(*chain)
    assert solved.covariance == pytest.approx(inverse(chain.precision))
    assert solved.mean == pytest.approx(inverse(chain.precision) @ chain.information)
    assert not solved.towards_next.any()


@pytest.mark.parametrize("links", [1, 2, 5])
def test_what_nothing_is_known_of_is_refused(links: int) -> None:
    chain = chain_of(links, 2, 1, seed=3)
    nothing = Chain(
        np.zeros_like(chain.precision), np.zeros_like(chain.coupling), chain.information
    )
    with pytest.raises(np.linalg.LinAlgError):
        solve_chain(*nothing)
