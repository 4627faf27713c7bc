"""Errors for the user to read: one line, what was expected, what came, what to do.

Any other error that escapes is a defect of the program and keeps its traceback.
"""

from enum import IntEnum
from typing import Self

from msgspec import Struct

from rig import texts

Value = str | int | float | list[str]


class Reason(Struct, frozen=True):
    """Why something is refused or not ready: a key of the catalogue's section `reason`, and the
    values in that text."""

    code: str
    values: dict[str, Value] = {}

    @classmethod
    def of(cls, code: str, /, **values: Value) -> Self:
        """With the values by their names."""
        return cls(code, values)

    @property
    def key(self) -> str:
        """Its key in the catalogue of texts."""
        return f"reason.{self.code}"

    def __str__(self) -> str:
        """In English."""
        return texts.filled(texts.english(), self.key, self.values)


class Exit(IntEnum):
    """Exit codes of the command `rig`."""

    DONE = 0
    ANSWER_IS_NO = 1
    WRONG_USE = 2
    DEVICE_FAILED = 3


class RigError(Exception):
    """An error in one line for the user; `exit_code` is that of the command."""

    exit_code = Exit.WRONG_USE

    @property
    def reason(self) -> Reason:
        """The same as a record."""
        return Reason("other", {"words": str(self)})


class UsageError(RigError):
    """Wrong arguments, or input that cannot be read or written."""


class RefusedError(UsageError):
    """What is asked for is not possible now: `reason` is why."""

    def __init__(self, code: str, /, **values: Value) -> None:
        self._reason = Reason(code, values)
        super().__init__(str(self._reason))

    @property
    def reason(self) -> Reason:
        """Why, as a record."""
        return self._reason


class DeviceError(RigError):
    """A port or a board failed, or none was found."""

    exit_code = Exit.DEVICE_FAILED


class DiskError(RigError):
    """The disk failed while a trial was being recorded."""

    exit_code = Exit.DEVICE_FAILED


class EndOfReplay(RigError):  # noqa: N818 (no fault)
    """A recording has been replayed to its end. `end_reason` is why it ended originally."""

    exit_code = Exit.DONE

    def __init__(self, message: str, end_reason: str) -> None:
        super().__init__(message)
        self.end_reason = end_reason
