"""The second zero of a trial that is closed already: raw data are not touched."""

import os
import secrets
import shutil
from contextlib import suppress
from pathlib import Path

import h5py

from rig.errors import UsageError
from rig.measure.calibrating.zero import Zero
from rig.ondisk import put_in_place
from rig.trial import newtons
from rig.trial.claim import Claim
from rig.trial.endings import RECORDING
from rig.trial.hdf5file import LIBRARY, disk_says
from rig.trial.leftovers import ZERO, sweep
from rig.trial.private import keep_private, new_file
from rig.trial.reader import opened
from rig.trial.writer import write_verdict


def zero_after(path: Path, zero: Zero, *, before: Zero | None) -> tuple[float, ...]:
    """Stores the zero taken after a trial in its file; returns the drift in newtons, (4,).

    `before` is the last zero before it: the trial must be between the two. A copy is changed and
    then replaces the file, so that nothing is ever half written. Raises UsageError if the trial
    does not wait for this zero, or cannot be written.
    """
    with opened(path) as file:
        _refuse_unless_closed(path, file)
        _refuse_unless_waiting(path, file, zero, before)
    sweep(path.parent)
    copy = path.with_name(f".{path.name}.{secrets.token_hex(4)}{ZERO}")
    with Claim(copy, called=path).held():
        return _closed_by_copy(path, copy, zero)


def _closed_by_copy(path: Path, copy: Path, zero: Zero) -> tuple[float, ...]:
    try:
        os.close(new_file(copy))
    except OSError as error:  # an existing file belongs to another
        raise UsageError(f"cannot write {path}: {error.strerror}") from error
    try:
        shutil.copyfile(path, copy)
        shutil.copystat(path, copy)
        keep_private(copy)
        drift = _changed(copy, zero)
        put_in_place(copy, path, replacing=True)
    except (OSError, RuntimeError) as error:
        raise UsageError(f"cannot write {path}: {disk_says(error) or error}") from error
    finally:
        with suppress(OSError):
            copy.unlink(missing_ok=True)
    return drift


def _refuse_unless_closed(path: Path, file: h5py.File) -> None:
    if file.attrs["end_reason"] == RECORDING:
        raise UsageError(f"expected a closed trial, {path} is not: rig recover rebuilds it")


def _refuse_unless_waiting(path: Path, file: h5py.File, zero: Zero, before: Zero | None) -> None:
    plates = file["calibration"].get("plates")
    if plates is None or newtons.BEFORE not in plates:
        raise UsageError(f"expected a trial with a zero before it, {path} has none")
    if newtons.AFTER in plates:
        raise UsageError(f"expected a trial that waits for its second zero, {path} has it")
    serial = str(file["plates"].attrs["board_serial"])
    if serial != zero.board_serial:
        raise UsageError(f"expected a zero of board {serial}, got one of {zero.board_serial}")
    if before is None or plates[newtons.BEFORE].attrs["zero_id"] != before.zero_id:
        raise UsageError(f"expected the next zero after {path}, another was taken in between")


def _changed(copy: Path, zero: Zero) -> tuple[float, ...]:
    with h5py.File(copy, "r+", libver=LIBRARY) as file:
        newtons.write_zero_after(file, zero)
        write_verdict(file)
        return tuple(file["calibration/plates"][newtons.AFTER]["drift_n"][:].tolist())
