"""Appearance: colours that can change while the window runs, fonts, and the style sheet."""

from gui.theme.colours import DARK, LIGHT, THEMES, WRITTEN, Theme, mix, now
from gui.theme.dress import RECOLOURED, make_panel, use
from gui.theme.text import (
    FACTOR,
    HUGE,
    LARGE,
    LEAST_TEXT_PX,
    NORMAL,
    SMALL,
    fitted,
    font,
    scale_fonts,
    text_px,
    write,
)

__all__ = [
    "DARK",
    "FACTOR",
    "HUGE",
    "LARGE",
    "LEAST_TEXT_PX",
    "LIGHT",
    "NORMAL",
    "RECOLOURED",
    "SMALL",
    "THEMES",
    "WRITTEN",
    "Theme",
    "fitted",
    "font",
    "make_panel",
    "mix",
    "now",
    "scale_fonts",
    "text_px",
    "use",
    "write",
]
