"""A closed trial that lacks its last bytes, as after a power cut: its samples are complete.

HDF5 records how long a file is, and releases unused space as it closes. If the power fails between
the two, the file is shorter than its recorded length, and HDF5 refuses it.
"""

import os
import shutil
import struct
from pathlib import Path

import h5py

from rig.errors import UsageError
from rig.trial.facts import raw_sha256
from rig.trial.hdf5file import LIBRARY
from rig.trial.private import new_file
from rig.trial.reader import SENSELESS
from rig.trial.soundness import CHECKSUMMED, SIGNATURE

# In the file head (superblock 2 and 3): the length of an address, and the end of the file.
_HEAD = struct.Struct("<8sBB18xQ")
ADDRESS_BYTES = 8


def missing_bytes(path: Path) -> int:
    """How many bytes a file lacks at its end; 0 if it is complete, or no HDF5 file.

    Raises OSError if it cannot be read.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return 0
    signature, version, address_bytes, end = _HEAD.unpack(head)
    if signature != SIGNATURE or version < CHECKSUMMED or address_bytes != ADDRESS_BYTES:
        return 0
    return max(0, int(end) - path.stat().st_size)


def copy_whole(path: Path, copy: Path) -> None:
    """Writes the trial at `path`, whose end is cut off, as a new file that HDF5 can read.

    Raises UsageError if more than its end is missing: its raw data are not those it was closed
    with. Raises OSError if it cannot be read or written.
    """
    missing = missing_bytes(path)
    os.close(new_file(copy))
    shutil.copyfile(path, copy)
    os.truncate(copy, path.stat().st_size + missing)
    try:
        with h5py.File(copy, "r", libver=LIBRARY) as file:
            whole = raw_sha256(file) == file["validity"].attrs["sha256"]
    except (OSError, *SENSELESS) as error:
        raise UsageError(_lost_words(path, missing)) from error
    if not whole:
        raise UsageError(_lost_words(path, missing))


def _lost_words(path: Path, missing: int) -> str:
    return f"cannot recover {path}: its last {missing} bytes are gone, and there were samples in it"
