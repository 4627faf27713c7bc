"""A column of a table, and the unit in its name."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

UNITS = {
    "s": "s",
    "us": "us",
    "n": "N",
    "ns": "N s",
    "m": "m",
    "mm": "mm",
    "percent": "%",
    "counts": "counts",
}


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """A column of a table, `values` (N,): numbers, or text; masked where missing."""

    name: str
    says: str
    values: NDArray[Any]

    @property
    def unit(self) -> str:
        """The unit at the end of its name; empty if it has none."""
        return UNITS.get(self.name.rpartition("_")[2], "")


Table = tuple[Column, ...]


def text_column(name: str, says: str, words: Iterable[str]) -> Column:
    """A column of text."""
    return Column(name, says, np.array(list(words), np.str_))


def number_column(name: str, says: str, numbers: Iterable[float | None]) -> Column:
    """A column of floating numbers; None or NaN is missing."""
    values = np.array([np.nan if number is None else number for number in numbers], np.float64)
    return Column(name, says, np.ma.masked_invalid(values))


def count_column(name: str, says: str, numbers: Iterable[int | None]) -> Column:
    """A column of whole numbers; None is missing."""
    known = list(numbers)
    values = np.array([number or 0 for number in known], np.int64)
    missing = [number is None for number in known]
    return Column(name, says, np.ma.masked_array(values, missing))
