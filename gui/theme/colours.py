"""Two themes, dark and light: distinct for colour-blind eyes, after Okabe and Ito (2008).

Their colours are brightened on a dark and darkened on a light background until text in them has the
contrast of 4.5 to 1 that WCAG 2 requires. No state is shown by colour alone.
"""

from dataclasses import dataclass

from PyQt5.QtGui import QColor


@dataclass(frozen=True, slots=True)
class Theme:
    """The use of each colour. Backgrounds end with `_ground`."""

    name: str
    window_ground: QColor
    panel_ground: QColor
    button_ground: QColor
    pressed_ground: QColor
    field_ground: QColor
    text: QColor
    dim: QColor
    line: QColor
    faint: QColor  # what is disabled
    body: QColor
    left: QColor
    right: QColor
    heel: QColor
    toe: QColor
    on: QColor
    lost: QColor
    warn: QColor
    mark: QColor
    loud_ground: QColor
    loud_text: QColor
    banner_ground: QColor
    offer_ground: QColor
    recording_ground: QColor
    recording_text: QColor
    unreal_ground: QColor
    unreal_text: QColor


DARK = Theme(
    name="dark",
    window_ground=QColor("#12161b"),
    panel_ground=QColor("#1b2129"),
    button_ground=QColor("#2b3541"),
    pressed_ground=QColor("#16324a"),
    field_ground=QColor("#0b0e11"),
    text=QColor("#f4f6f8"),
    dim=QColor("#b9c3ce"),
    line=QColor("#46525f"),
    faint=QColor("#8793a0"),
    body=QColor("#38434f"),
    left=QColor("#56b4e9"),
    right=QColor("#f0a830"),
    heel=QColor("#d5dde5"),
    toe=QColor("#8492a0"),
    on=QColor("#2fd0a0"),
    lost=QColor("#ff7a45"),
    warn=QColor("#f0e442"),
    mark=QColor("#ffc2e0"),
    loud_ground=QColor("#ff7a45"),
    loud_text=QColor("#000000"),
    banner_ground=QColor("#4a1d0c"),
    offer_ground=QColor("#16283a"),
    recording_ground=QColor("#8c1d2f"),
    recording_text=QColor("#ffffff"),
    unreal_ground=QColor("#f0e442"),
    unreal_text=QColor("#000000"),
)

LIGHT = Theme(
    name="light",
    window_ground=QColor("#dce2e8"),
    panel_ground=QColor("#f8fafc"),
    button_ground=QColor("#e6ecf2"),
    pressed_ground=QColor("#c5dff2"),
    field_ground=QColor("#ffffff"),
    text=QColor("#10151a"),
    dim=QColor("#44505c"),
    line=QColor("#9aa7b4"),
    faint=QColor("#5d6975"),
    body=QColor("#c3cdd7"),
    left=QColor("#0072b2"),
    right=QColor("#a86200"),
    heel=QColor("#3b4651"),
    toe=QColor("#7a8794"),
    on=QColor("#007a5c"),
    lost=QColor("#bd3a06"),
    warn=QColor("#5b4a8a"),
    mark=QColor("#6a1f50"),
    loud_ground=QColor("#b83500"),
    loud_text=QColor("#ffffff"),
    banner_ground=QColor("#fde4d8"),
    offer_ground=QColor("#e0eefa"),
    recording_ground=QColor("#8c1d2f"),
    recording_text=QColor("#ffffff"),
    unreal_ground=QColor("#f0e442"),
    unreal_text=QColor("#000000"),
)

THEMES = {theme.name: theme for theme in (DARK, LIGHT)}

# Which colour is written on which background.
WRITTEN = (
    ("text", "window_ground"),
    ("text", "panel_ground"),
    ("dim", "window_ground"),
    ("dim", "panel_ground"),
    ("faint", "panel_ground"),
    ("lost", "panel_ground"),
    ("warn", "panel_ground"),
    ("warn", "window_ground"),
    ("text", "button_ground"),
    ("text", "pressed_ground"),
    ("text", "field_ground"),
    ("dim", "field_ground"),
    ("text", "banner_ground"),
    ("text", "offer_ground"),
    ("loud_text", "loud_ground"),
    ("recording_text", "recording_ground"),
    ("unreal_text", "unreal_ground"),
    ("panel_ground", "left"),
    ("panel_ground", "right"),
)

_current = DARK


def now() -> Theme:
    """The theme in use."""
    return _current


def become(theme: Theme) -> None:
    """Makes `now` return this theme; `gui.theme.use` notifies the widgets."""
    global _current
    _current = theme


def mix(back: QColor, front: QColor, share: float) -> QColor:
    """The colour between two: `share` 0 is `back`, 1 is `front`."""
    share = min(1.0, max(0.0, share))
    parts = zip(back.getRgb()[:3], front.getRgb()[:3], strict=True)
    return QColor(*(round(b + (f - b) * share) for b, f in parts))
