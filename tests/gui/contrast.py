"""Distances of colours: WCAG's contrast, and for colour-blind eyes."""

import numpy as np
from PyQt5.QtGui import QColor

# Machado, Oliveira and Fernandes (2009), severity 1.0; on linear RGB.
BLINDNESS = {
    "none": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
_LUMINANCE = np.array([0.2126, 0.7152, 0.0722])
_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
_WHITE = np.array([0.9505, 1.0, 1.089])


def linear(rgb: np.ndarray) -> np.ndarray:
    """Light of values from 0 to 255 (sRGB)."""
    share = np.asarray(rgb, float) / 255
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def contrast(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """WCAG 2's ratio of two colours, 1 to 21."""
    light, dark = linear(one) @ _LUMINANCE, linear(other) @ _LUMINANCE
    return (np.maximum(light, dark) + 0.05) / (np.minimum(light, dark) + 0.05)


def difference(one: QColor, other: QColor, blindness: str) -> float:
    """Distance in CIE L*a*b* as these eyes see both; about 2 is barely visible."""
    lab = [_lab(np.clip(BLINDNESS[blindness] @ linear(rgb(c)), 0, 1)) for c in (one, other)]
    return float(np.linalg.norm(lab[0] - lab[1]))


def rgb(colour: QColor) -> np.ndarray:
    return np.array(colour.getRgb()[:3])


def _lab(light: np.ndarray) -> np.ndarray:
    share = _XYZ @ light / _WHITE
    f = np.where(share > 0.008856, np.cbrt(share), 7.787 * share + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])
