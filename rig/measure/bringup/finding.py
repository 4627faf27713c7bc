"""What a look at one thing gave, in the words of `rig check`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """What one look at one thing gave: `passed` is None where it was not checked.

    `measured` is in `unit`, `expected` says what it must be, `fault` the likely fault and what to
    do; it is empty where all is well.
    """

    step: str
    subject: str
    passed: bool | None
    measured: float | None = None
    unit: str = ""
    expected: str = ""
    fault: str = ""


def spoken(column: str) -> str:
    """A column's name in words."""
    return column.replace("_", " ")


def not_checked(step: str, subject: str, why: str) -> Finding:
    """Says that nothing was looked at, and why."""
    return Finding(step, subject, None, fault=why)
