"""The options for the foot placement."""

import math
from collections.abc import Callable
from typing import Any

import click

# Name, meaning, and the largest possible value.
FEET = (
    ("stance-width", "Between the middles of the feet.", 1000),
    ("heel-offset", "From the heel stop to the heel: 0 if it touches.", 200),
    ("foot-length", "Length of the foot.", 400),
)


def feet_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """--foot-length-mm, --heel-offset-mm and --stance-width-mm, NaN if omitted."""
    for name, about, most_mm in FEET:
        option = click.option(
            f"--{name}-mm", type=click.FloatRange(0, most_mm), default=math.nan, help=about
        )
        command = option(command)
    return command
