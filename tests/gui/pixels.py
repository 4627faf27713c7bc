"""A view as an array of its pixels."""

import numpy as np
from PyQt5.QtCore import QRectF
from PyQt5.QtGui import QColor, QImage
from PyQt5.QtWidgets import QWidget


def pixels(widget: QWidget, box: QRectF | None = None) -> np.ndarray:
    """(height, width, 3) of the whole or a part, as it is drawn now."""
    image = widget.grab().toImage().convertToFormat(QImage.Format_RGB888)
    buffer = image.bits()
    buffer.setsize(image.byteCount())
    rows = np.frombuffer(buffer, np.uint8).reshape(image.height(), image.bytesPerLine())
    whole = rows[:, : image.width() * 3].reshape(image.height(), image.width(), 3).copy()
    if box is None:
        return whole
    part = box.toAlignedRect()
    return whole[part.top() : part.bottom() + 1, part.left() : part.right() + 1]


def like(image: np.ndarray, colour: QColor, within: int = 8) -> np.ndarray:
    """Where an image has this colour, or nearly."""
    return (np.abs(image.astype(int) - colour.getRgb()[:3]) <= within).all(axis=2)
