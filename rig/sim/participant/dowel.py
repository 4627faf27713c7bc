"""The dowel on the back: a rigid rod on three springs that can only push, and two hands."""

from collections.abc import Iterable
from itertools import combinations

import numpy as np

from rig.sim.participant.body import (
    LOWER_TRUNK,
    MIDDLE_TRUNK,
    REFERENCE_HEIGHT_M,
    SACRUM_ABOVE_HIP_M,
    UPPER_TRUNK,
    Body,
)
from rig.sim.participant.chain import Float

# Heights above the sacrum at REFERENCE_HEIGHT_M: head, thoracic, sacrum; upper and lower hand.
POINTS_M = np.array([0.68, 0.38, 0.0])
STIFFNESS_N_M = np.array([4000.0, 3000.0, 5000.0])  # assumed
HANDS_M = np.array([0.58, 0.14])
ROD_MIDDLE_M, ROD_N = 0.38, 4.9  # the pipe of arduino/HARDWARE.md: 1 m, about 0.5 kg
SIDES = range(3)


class Back:
    """The positions of a back's three points, and the forces there of a dowel held against them.

    `stiffness` is that of the back, as a multiple of the assumed one.
    """

    def __init__(self, body: Body, stiffness: float = 1.0) -> None:
        scale = body.height_m / REFERENCE_HEIGHT_M
        self._stiffness_n_m = STIFFNESS_N_M * stiffness
        self._points_m = POINTS_M * scale
        self._hands_m, self._middle_m = HANDS_M * scale, ROD_MIDDLE_M * scale
        links_m = body.links_m
        above_hip_m = self._points_m + SACRUM_ABOVE_HIP_M * scale
        self._middle_trunk_m = links_m[MIDDLE_TRUNK]
        self._upper_trunk_m = links_m[UPPER_TRUNK]
        below_m = links_m[LOWER_TRUNK] + links_m[MIDDLE_TRUNK]
        self._thoracic_m = above_hip_m[1] - below_m
        self._head_m = above_hip_m[0] - below_m - links_m[UPPER_TRUNK]

    def offsets_m(self, lumbar: Float, thoracic: Float, neck: Float) -> Float:
        """How far the points are behind the line of the pelvis, (N, 3), for flexions in radians."""
        upper, head = lumbar + thoracic, lumbar + thoracic + neck
        middle_m = self._middle_trunk_m * np.sin(lumbar)
        thoracic_m = middle_m + self._thoracic_m * np.sin(upper)
        head_m = middle_m + self._upper_trunk_m * np.sin(upper) + self._head_m * np.sin(head)
        return -np.stack((head_m, thoracic_m, np.zeros_like(head_m)), axis=1)

    def forces_n(
        self, offsets_m: Float, hands_n: Float, trunk: Float, *, held: Float, slip_m: Float
    ) -> Float:
        """The forces at the points, (N, 3).

        `hands_n` (N, 2) press the dowel, its weight presses by the sine of the trunk's angle in
        radians (N,); `held` (N,) is the share of both that reaches the back. A dowel that slips up
        by `slip_m` (N,) is pressed that much lower.
        """
        weight_n, pressed_n = ROD_N * np.sin(trunk).clip(0), hands_n.sum(axis=1)
        load_n = held * (pressed_n + weight_n)
        torque = held * (
            np.einsum("nh,h->n", hands_n, self._hands_m)
            - pressed_n * slip_m
            + weight_n * self._middle_m
        )
        forces = np.zeros_like(offsets_m)
        settled = load_n <= 0
        for points in ((0, 1, 2), *combinations(SIDES, 2)):
            tried, fits = self._try(points, offsets_m, load_n, torque)
            now = fits & ~settled
            forces[now] = tried[now]
            settled |= fits
        return forces

    def _try(
        self, points: Iterable[int], offsets_m: Float, load_n: Float, torque: Float
    ) -> tuple[Float, np.ndarray[tuple[int], np.dtype[np.bool_]]]:
        """Forces (N, 3) if exactly these points touch, and whether that is consistent (N,): those
        that touch are pressed, the others are clear."""
        touching = np.isin(SIDES, list(points))
        stiffness, heights_m = self._stiffness_n_m * touching, self._points_m
        pressed = offsets_m * stiffness
        matrix = [
            [stiffness.sum(), stiffness @ heights_m],
            [stiffness @ heights_m, stiffness @ heights_m**2],
        ]
        turned = np.einsum("ni,i->n", pressed, heights_m)
        missing = np.stack((load_n - pressed.sum(axis=1), torque - turned))
        shift_m, tilt = np.einsum("ij,jn->in", np.linalg.inv(matrix), missing)
        depth_m = offsets_m + shift_m[:, None] + tilt[:, None] * heights_m
        fits = ((depth_m >= 0) == touching).all(axis=1)
        return np.where(touching, depth_m * self._stiffness_n_m, 0.0), fits
