"""Errors for the user to read: one line, what was expected, what came, what to do.

Any other error that escapes is a defect of the program and keeps its traceback.
"""

from enum import IntEnum


class Exit(IntEnum):
    """Exit codes of the command `rig`."""

    DONE = 0
    ANSWER_IS_NO = 1
    WRONG_USE = 2
    DEVICE_FAILED = 3


class RigError(Exception):
    """An error in one line for the user; `exit_code` is that of the command."""

    exit_code = Exit.WRONG_USE


class UsageError(RigError):
    """Wrong arguments, or input that cannot be read or written."""


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
