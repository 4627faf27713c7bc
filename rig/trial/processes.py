"""Whether another program still runs, and on which computer this one does."""

import hashlib
import os
import socket
import sys
import uuid
from functools import cache
from pathlib import Path


@cache
def machine() -> str:
    """A word for this computer: two of the same name are told apart, and nobody learns its
    addresses.

    Where the system gives none, it is another word in each process: then nothing is known of the
    others, and they count as those of another computer.
    """
    told = f"{socket.gethostname()} {uuid.getnode():012x}"
    return hashlib.sha256(told.encode(errors="replace")).hexdigest()[:16]


@cache
def boot() -> str:
    """A word for the time since this computer was started; "" where the system gives none. What ran
    before is gone, whoever has its number now."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""


def is_running(process: int) -> bool:
    """Whether a process of this computer with this number runs; where in doubt, it does."""
    if process <= 0:
        return False
    if sys.platform == "win32":
        return _is_running_on_windows(process)
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):  # it is another user's
        return True
    return True


def _is_running_on_windows(process: int) -> bool:
    """There the signal 0 would end it."""
    import ctypes

    synchronize, no_such, timed_out = 0x0010_0000, 87, 0x102
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined]
    kernel.OpenProcess.restype = ctypes.c_void_p
    kernel.WaitForSingleObject.argtypes = (ctypes.c_void_p, ctypes.c_uint32)
    kernel.CloseHandle.argtypes = (ctypes.c_void_p,)
    handle = kernel.OpenProcess(synchronize, False, process)
    if not handle:
        return bool(ctypes.get_last_error() != no_such)  # type: ignore[attr-defined]
    try:
        return bool(kernel.WaitForSingleObject(handle, 0) == timed_out)
    finally:
        kernel.CloseHandle(handle)
