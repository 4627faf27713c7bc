"""The chain solver against the inverse of the whole matrix."""

import numpy as np
import pytest

from rig.measure.repetition.chain import solve_chain


@pytest.mark.parametrize("links", [1, 2, 3, 4, 7, 10, 33])
def test_mean_and_covariances_are_those_of_the_whole_matrix(links: int) -> None:
    draw = np.random.default_rng(1000 + links)
    size = 3 * links
    root = np.zeros((size, size))
    for row in range(links):
        for column in range(max(row - 1, 0), row + 1):
            root[3 * row : 3 * row + 3, 3 * column : 3 * column + 3] = draw.normal(size=(3, 3))
    whole = root @ root.T + np.eye(size)
    blocks = whole.reshape(links, 3, links, 3).swapaxes(1, 2)
    precision = np.stack([blocks[k, k] for k in range(links)])
    coupling = np.array([blocks[k, k + 1] for k in range(links - 1)]).reshape(-1, 3, 3)
    information = draw.normal(size=(links, 3, 2))
    found = solve_chain(precision, coupling, information)
    covariance = np.linalg.inv(whole)
    mean = covariance @ information.reshape(size, 2)
    parts = covariance.reshape(links, 3, links, 3).swapaxes(1, 2)
    assert found.mean.reshape(size, 2) == pytest.approx(mean)
    for k in range(links):
        assert found.covariance[k] == pytest.approx(parts[k, k])
    for k in range(links - 1):
        assert found.towards_next[k] == pytest.approx(parts[k, k + 1])
