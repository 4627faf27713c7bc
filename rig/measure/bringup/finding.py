"""The result of one check, in the words of `rig check`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check: `passed` is None if it was not checked.

    `measured` is in `unit`, `expected` is what it must be, `fault` the likely fault and what to do;
    it is empty if all is well.
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
    """The finding that nothing was checked, and why."""
    return Finding(step, subject, None, fault=why)
