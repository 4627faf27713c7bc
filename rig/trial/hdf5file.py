"""A new HDF5 file in the format of trials, and growing tables in it."""

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

import h5py
import numpy as np
from numpy.typing import ArrayLike

from rig.errors import UsageError
from rig.ondisk import keep
from rig.trial.columns import Columns
from rig.trial.folder import refuse_unless_new
from rig.trial.private import new_file

CHUNK_ROWS = 1000  # about a second
# For each column. A written chunk is not read again before the end, but HDF5 2 would keep up to 8
# MB of them: 90 MB in an hour.
CACHE_BYTES = 1 << 16
# For headers and indices. HDF5 would keep 2 MB of them, which is 15 MB of memory in an hour.
HEADER_CACHE_BYTES = 1 << 17
# The format of HDF5 1.8: the first with a checksum in each header, and the last in which a file
# opens even if its writer was killed.
LIBRARY = ("v108", "v108")


def disk_says(error: BaseException) -> str:
    """The disk's reason for a failed write, for which h5py raises OSError and RuntimeError; "" for
    any other error."""
    if told := re.search(r"error message = '([^']*)'", str(error)):
        return told[1]
    return error.strerror or str(error) if isinstance(error, OSError) else ""


LET_GO = "Can't decrement id ref count"  # h5py's message for a refusal when an object is released


def _is_refused_letting_go(error: object) -> bool:
    return isinstance(error, RuntimeError) and LET_GO in str(error)


class _HushedUnraisable:
    """Prints what `before` would, except for what a disk refused HDF5."""

    def __init__(self, before: Callable[[Any], object]) -> None:
        self._before = before

    def __call__(self, unraisable: Any) -> None:
        if not _is_refused_letting_go(unraisable.exc_value):
            self._before(unraisable)


class _HushedTraceback:
    """The same for the traceback, which Cython prints first and by another hook."""

    def __init__(self, before: Callable[..., object]) -> None:
        self._before = before

    def __call__(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if not _is_refused_letting_go(error):
            self._before(kind, error, trace)


def hush_refusals() -> None:
    """Suppresses all output about a disk that refuses when HDF5 releases an object, where no error
    can be raised: the next flush reports it to whoever closes the file."""
    if not isinstance(sys.unraisablehook, _HushedUnraisable):
        sys.unraisablehook = _HushedUnraisable(sys.unraisablehook)
    if not isinstance(sys.excepthook, _HushedTraceback):
        sys.excepthook = _HushedTraceback(sys.excepthook)


class Table:
    """A group of equally long columns that grow together.

    The columns are held open: HDF5 writes when one is released, where an error could not be raised.
    """

    def __init__(self, group: h5py.Group, columns: Columns) -> None:
        self.columns: dict[str, h5py.Dataset] = {
            name: group.create_dataset(
                name,
                shape=(0, *shape),
                maxshape=(None, *shape),
                chunks=(CHUNK_ROWS, *shape),
                dtype=kind,
            )
            for name, (kind, shape) in columns.items()
        }

    def __len__(self) -> int:
        """Number of rows."""
        return len(next(iter(self.columns.values())))

    def append(self, columns: dict[str, ArrayLike]) -> None:
        """Appends rows; every column must be given."""
        first = len(self)
        rows = len(np.atleast_1d(next(iter(columns.values()))))
        for name, dataset in self.columns.items():
            dataset.resize(first + rows, axis=0)
            dataset[first:] = columns[name]


def new_hdf5(path: Path) -> h5py.File:
    """A new file for writing, in the format of trials. Raises UsageError if it cannot be created.

    Others can never read it, not even before it has contents.
    """
    refuse_unless_new(path)
    try:
        os.close(new_file(path))
        keep(path.parent)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}") from error
    try:
        file = h5py.File(path, "w", libver=LIBRARY, rdcc_nbytes=CACHE_BYTES)
    except OSError as error:
        path.unlink()
        raise UsageError(f"cannot write {path}: {error.strerror or error}") from error

    _keep_header_cache_small(file)
    return file


def _keep_header_cache_small(file: h5py.File) -> None:
    cache = file.id.get_mdc_config()
    cache.set_initial_size = True
    cache.initial_size = cache.min_size = cache.max_size = HEADER_CACHE_BYTES
    cache.incr_mode = cache.flash_incr_mode = cache.decr_mode = 0  # the size stays fixed
    file.id.set_mdc_config(cache)
