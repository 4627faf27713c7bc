"""What a disk refuses HDF5 where no error can be raised."""

import sys
from types import SimpleNamespace
from typing import Any

import pytest

from rig.trial.hdf5file import hush_refusals

REFUSED = RuntimeError(
    "Can't decrement id ref count (file write failed: errno = 28, "
    "error message = 'No space left on device', buf = 0x1)"
)


def test_it_is_not_printed_and_all_else_is(monkeypatch: pytest.MonkeyPatch) -> None:
    printed: list[Any] = []
    monkeypatch.setattr(sys, "unraisablehook", printed.append)
    hush_refusals()
    hush_refusals()
    sys.unraisablehook(SimpleNamespace(exc_value=REFUSED))
    other = SimpleNamespace(exc_value=ValueError("another"))
    sys.unraisablehook(other)
    assert printed == [other]
