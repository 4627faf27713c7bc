"""Whether another program is still running, and on which computer this one runs."""

import hashlib
import os
import socket
import sys
import uuid
from functools import cache
from pathlib import Path


@cache
def machine() -> str:
    """An identifier of this computer: it distinguishes two of the same name without revealing
    addresses.

    If the system provides none, it differs in each process: other processes then count as those of
    another computer.
    """
    told = f"{socket.gethostname()} {uuid.getnode():012x}"
    return hashlib.sha256(told.encode(errors="replace")).hexdigest()[:16]


@cache
def boot() -> str:
    """An identifier of the current boot of this computer; "" if the system provides none. Processes
    from before it are gone, even if their number is in use now."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""


def is_running(process: int) -> bool:
    """Whether a process of this computer with this number is running; True if in doubt."""
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
    """On Windows the signal 0 would end it."""
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
