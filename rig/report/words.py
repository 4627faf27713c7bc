"""Every text of the pages in one place: a table for each language, English complete."""

import math
import tomllib
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from rig.measure.technique.figures import FIGURES, Figure

ENGLISH = "en"
NOTHING = "\N{EN DASH}"
MINUS = "\N{MINUS SIGN}"


@cache
def table(language: str = ENGLISH) -> dict[str, str]:
    """All texts of a language by their keys, `section.name`."""
    said = tomllib.loads((files("rig.report") / "language" / f"{language}.toml").read_text("utf-8"))
    return {
        f"{section}.{name}": text for section, texts in said.items() for name, text in texts.items()
    }


def say(key: str, **values: Any) -> str:
    """The text of a key with values inserted. Raises KeyError for an unknown key.

    For a `count` of 1, KEY_one is used if it exists.
    """
    if values.get("count") == 1:
        key = f"{key}_one" if f"{key}_one" in table() else key
    return table()[key].format(**values)


def number(value: float | None, decimals: int = 0, *, sign: bool = False) -> str:
    """A number as it is printed; a dash for an unknown one."""
    if value is None or not math.isfinite(value):
        return NOTHING
    shown = f"{value:+.{decimals}f}" if sign else f"{value:.{decimals}f}"
    if float(shown) == 0:
        shown = shown.lstrip("+-")
    return shown.replace("-", MINUS)


def quantity(figure: str | Figure, value: float, *, sign: bool = False) -> str:
    """A figure with its unit."""
    known = FIGURES[figure] if isinstance(figure, str) else figure
    return f"{number(value, known.decimals, sign=sign)} {known.unit}".strip()


def day(when: date) -> str:
    """A day such as 21 November 2026."""
    return f"{when.day} {say(f'month.m{when.month}')} {when.year}"


def short_day(when: date) -> str:
    """A day such as 21 Nov."""
    return f"{when.day} {say(f'month.m{when.month}')[:3]}"


def moment(when: datetime | None) -> str:
    """A time of day by its own clock, with the offset from UTC."""
    if when is None:
        return say("head.no_time")
    offset = f"{when:%z}"
    return f"{local(when)} (UTC{offset[:3]}:{offset[3:]})".replace("(UTC-", f"(UTC{MINUS}")


def local(when: datetime) -> str:
    """A time of day by its own clock."""
    return f"{day(when)}, {when:%H:%M}"


def span(start_s: float, end_s: float) -> str:
    """From when to when in a trial."""
    return f"{start_s:.2f} {NOTHING} {end_s:.2f} s"
