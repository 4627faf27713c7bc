"""A trial and its journal under another pseudonym. Everything else is unchanged, raw data to the
bit; the old pseudonym is gone completely, while a changed file would still contain it."""

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import h5py

from rig.errors import UsageError
from rig.ondisk import keep_new
from rig.parsed import json_of
from rig.trial.facts import raw_sha256
from rig.trial.hdf5file import disk_says, new_hdf5
from rig.trial.journal import NOTE, Entry, JournalWriter, read_journal
from rig.trial.newtons import write_record
from rig.trial.reader import opened

LEVELS_RECORD = "/calibration/dowel/record"
Said = dict[str, Any]


def refile_trial(path: Path, new: Path, *, participant: str) -> None:
    """Writes a trial to a new file `new` with this participant.

    A person's own contact levels are kept without the owner. Raises UsageError if the trial cannot
    be read or written; then there is no new one.
    """
    with opened(path) as file:
        try:
            with new_hdf5(new) as copy:
                _copy(file, copy)
                copy.attrs["participant"] = participant
                _expect_same_raw_data(file, copy)
            keep_new(new)
        except BaseException as error:
            with suppress(OSError):
                new.unlink()
            if why := disk_says(error):
                raise UsageError(f"cannot write {new}: {why}") from error
            raise


def _copy(source: h5py.Group, target: h5py.Group) -> None:
    for name in source.attrs:
        if (source.name, name) != ("/", "participant"):  # a replaced value would stay in the file
            kind = source.attrs.get_id(name)
            target.attrs.create(name, source.attrs[name], shape=kind.shape, dtype=kind.dtype)
    for name, part in source.items():
        if isinstance(part, h5py.Group):
            _copy(part, target.create_group(name))
        elif part.name == LEVELS_RECORD:
            write_record(target, _of_nobody(part[()]))
        else:
            source.copy(part, target, name)


def _of_nobody(record: bytes) -> Said | None:
    said = json_of(record.decode().strip() or "null")
    return {**said, "participant": ""} if said else None


def _expect_same_raw_data(file: h5py.File, copy: h5py.File) -> None:
    if raw_sha256(file) != raw_sha256(copy):
        raise UsageError("expected the same raw data in a copy, they differ: try again")


def refile_journal(path: Path, new: Path, *, participant: str) -> None:
    """Writes a journal, as far as it is valid, to a new file `new` with this participant.

    Raises UsageError if it cannot be read or written, DiskError if the disk refuses.
    """
    journal = JournalWriter(new)
    try:
        for entry in _refiled(path, participant):
            journal.append([entry])
        journal.sync()
    finally:
        journal.close(keep=True)


def _refiled(path: Path, participant: str) -> Iterator[Entry]:
    for entry in read_journal(path):
        said = _said(entry)
        if "header" in said:
            said["header"]["participant"] = participant
            said["touch"] = {**said["touch"], "participant": ""} if said.get("touch") else None
            entry = entry._replace(payload=json.dumps(said).encode())
        yield entry


def _said(entry: Entry) -> Said:
    with suppress(ValueError):
        return entry.note if entry.kind == NOTE else {}
    return {}
