"""A least-squares plane from the counts of a foot's two channels to their known loads."""

import numpy as np

from rig.measure.calibrating.masses import Float

PARAMETERS = 3  # heel, toe, offset
LEAST_HOLDS = PARAMETERS + 3  # with fewer, the scatter gives no uncertainty


class Line:
    """known = matrix (counts - zero) by ordinary least squares, with variances from the scatter.

    `counts` and `known_n` have shape (N, 2), `matrix` is two by two.
    """

    def __init__(self, counts: Float, known_n: Float) -> None:
        middle = counts.mean(axis=0)  # keeps the numbers similar in size
        design = np.column_stack((counts - middle, np.ones(len(counts))))
        inverse = np.linalg.inv(design.T @ design)
        solution = inverse @ design.T @ known_n
        freedom = len(counts) - PARAMETERS
        self.leverage = np.einsum("ij,jk,ik->i", design, inverse, design)
        self.residuals_n = known_n - design @ solution
        self.residual_sd_n = scatter(self.residuals_n, freedom)
        self.total_sd_n = float(scatter(self.residuals_n.sum(axis=1), freedom))
        variance = self.residual_sd_n**2 * freedom / (freedom - 2)
        self.matrix = solution[:2].T
        self.matrix_variance = np.outer(variance, np.diag(inverse)[:2])
        self.zero_counts = middle - np.linalg.solve(self.matrix, solution[2])
        at_zero = np.append(self.zero_counts - middle, 1.0)
        self.zero_variance = variance * (at_zero @ inverse @ at_zero) / np.diag(self.matrix) ** 2

    def deleted_residuals(self) -> Float:
        """How far each row is from the plane through all others, in standard deviations, (N,): the
        larger of heel and toe. Externally studentized, Cook & Weisberg (1982)."""
        left = np.maximum(1 - self.leverage[:, None], 1e-9)  # a single row may determine the plane
        squares = (self.residuals_n**2).sum(axis=0)
        freedom = len(self.residuals_n) - PARAMETERS - 1
        of_others = (squares - self.residuals_n**2 / left) / freedom
        away = np.abs(self.residuals_n) / np.sqrt(np.maximum(of_others, 1e-12) * left)
        furthest: Float = away.max(axis=1)
        return furthest


def scatter(residuals: Float, freedom: int) -> Float:
    """Standard deviation of residuals (N,) or of each column of (N, M)."""
    deviation: Float = np.sqrt((residuals**2).sum(axis=0) / freedom)
    return deviation
