"""Damaged copies of a trial's file and of its journal, the same for the same seed."""

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from rig.trial.journal import MAGIC, NOTE, Entry, packed

SIGNATURES = (b"OHDR", b"OCHK", b"TREE", b"GCOL", b"FRHP", b"FHDB", b"BTHD", b"BTLF")
NUMBERS = (0, 1, 7, 2**31, 2**32, 2**40, 2**62, 2**63, 2**64 - 1)
MOST_ROWS = 1_000_000
JSON = (None, True, "", "x", "\x1b[2J", 0, -1, 1e300, float("nan"), 2**70, [], [[[1]]], {}, ["a"])
SIZES = (1, 8, 64, 512, 4096, 65536)

Random = random.Random


def structures(whole: bytes) -> list[int]:
    """Where headers, indices and heaps of an HDF5 file begin."""
    places = [0]
    for signature in SIGNATURES:
        at = whole.find(signature)
        while at >= 0:
            places.append(at)
            at = whole.find(signature, at + 1)
    return places


def flip_anywhere(data: bytearray, _: list[int], at_random: Random) -> None:
    for _ in range(at_random.choice((1, 2, 16, 256))):
        data[at_random.randrange(len(data))] ^= 1 << at_random.randrange(8)


def change_in_structures(data: bytearray, places: list[int], at_random: Random) -> None:
    for _ in range(at_random.choice((1, 2, 4))):
        at = at_random.choice(places) + at_random.randrange(at_random.choice((8, 64, 512, 4096)))
        data[min(at, len(data) - 1)] = at_random.choice(
            (0, 1, 127, 128, 255, at_random.getrandbits(8))
        )


def number_in_structures(data: bytearray, places: list[int], at_random: Random) -> None:
    at = at_random.choice(places) + 8 * at_random.randrange(at_random.choice((4, 64, 512)))
    number = at_random.choice((*NUMBERS, len(data), at_random.randrange(len(data))))
    data[at : at + 8] = number.to_bytes(8, "little")


def cut(data: bytearray, _: list[int], at_random: Random) -> None:
    del data[at_random.randrange(len(data)) :]


def lengthen(data: bytearray, _: list[int], at_random: Random) -> None:
    data += at_random.randbytes(at_random.choice(SIZES))


def blank(data: bytearray, places: list[int], at_random: Random) -> None:
    at, size = _somewhere(data, places, at_random)
    data[at : at + size] = bytes((at_random.choice((0, 255)),)) * len(data[at : at + size])


def splice(data: bytearray, places: list[int], at_random: Random) -> None:
    """A block of it over another, or noise over one."""
    at, size = _somewhere(data, places, at_random)
    from_, _ = _somewhere(data, places, at_random)
    size = min(size, len(data) - max(at, from_))
    noise = at_random.random() < 0.3
    data[at : at + size] = at_random.randbytes(size) if noise else data[from_ : from_ + size]


def shift(data: bytearray, places: list[int], at_random: Random) -> None:
    """Bytes removed or inserted: all that follows is shifted."""
    at, size = _somewhere(data, places, at_random)
    if at_random.random() < 0.5:
        del data[at : at + size]
    else:
        data[at:at] = bytes(size)


def _somewhere(data: bytearray, places: list[int], at_random: Random) -> tuple[int, int]:
    near = at_random.choice(places) + at_random.randrange(64)
    at = near if at_random.random() < 0.5 else at_random.randrange(len(data))
    return min(at, len(data) - 1), at_random.choice(SIZES)


BYTES: tuple[Callable[[bytearray, list[int], Random], None], ...] = (
    flip_anywhere,
    change_in_structures,
    number_in_structures,
    cut,
    lengthen,
    blank,
    splice,
    shift,
)


def damaged(whole: bytes, seed: int, places: list[int]) -> bytes:
    """A copy with one kind of damage to its bytes, often near one of `places`."""
    data = bytearray(whole)
    BYTES[seed % len(BYTES)](data, places, Random(seed))
    return bytes(data)


def said_otherwise(entries: list[Entry], seed: int) -> bytes:
    """A journal with valid checksums in which entries are changed, dropped, doubled or swapped."""
    at_random, entries = Random(seed), list(entries)
    notes = [number for number, entry in enumerate(entries) if entry.kind == NOTE]
    for _ in range(at_random.choice((1, 1, 2, 5))):
        # Most of a journal's information is in its first notes.
        number = at_random.choice(notes[:2] if at_random.random() < 0.5 else range(len(entries)))
        number = min(number, len(entries) - 1)
        other = at_random.randrange(len(entries))
        match at_random.randrange(5):
            case 0:
                del entries[number]
            case 1:
                entries.insert(other, entries[number])
            case 2:
                entries[number], entries[other] = entries[other], entries[number]
            case _:
                entries[number] = _other_entry(entries[number], at_random)
    return MAGIC + b"".join(map(packed, entries))


def _other_entry(entry: Entry, at_random: Random) -> Entry:
    if at_random.random() < 0.2:
        arrival_s = at_random.choice((float("nan"), float("inf"), -1.0, 0.0, 1e18))
        return entry._replace(arrival_s=arrival_s)
    if entry.kind != NOTE or at_random.random() < 0.2:
        payload = bytearray(entry.payload or b"x")
        payload[at_random.randrange(len(payload))] ^= 1 << at_random.randrange(8)
        return entry._replace(payload=bytes(payload))
    try:
        said = json.loads(entry.payload)
    except ValueError:  # changed before
        return entry
    _change(said, at_random)
    return entry._replace(payload=json.dumps(said).encode())


def _change(said: Any, at_random: Random) -> None:
    """One value somewhere in a JSON document."""
    keys = list(said) if isinstance(said, dict) else range(len(said))
    if not keys:
        return
    key = at_random.choice(keys)
    if isinstance(said[key], dict | list) and at_random.random() < 0.8:
        _change(said[key], at_random)
    elif isinstance(said, dict) and at_random.random() < 0.2:
        del said[key]
    else:
        said[key] = at_random.choice(JSON)


def edit(path: Path, seed: int) -> None:
    """Changes a trial as a program with h5py could: each checksum is right, the contents are
    not."""
    at_random = Random(seed)
    with h5py.File(path, "r+") as file:
        names: list[str] = []
        file.visit(names.append)
        for _ in range(at_random.choice((1, 1, 2, 5))):
            name = at_random.choice(["/", *names])
            if _is_there(file, name):
                EDITS[seed % len(EDITS)](file, name, at_random)


def _is_there(file: h5py.File, name: str) -> bool:
    try:
        return name in file
    except RuntimeError:  # an earlier edit made a link on its path that leads to itself
        return False


def _value(at_random: Random) -> Any:
    return at_random.choice(
        (
            float("nan"),
            float("inf"),
            -1,
            0,
            2**63,
            "",
            "\x1b[2J[/]",
            "x" * 40_000,
            b"\xff\xfe",
            True,
            [],
            [1, 2, 3],
            ["a", "b"],
            np.zeros((2, 2, 2)),
            np.zeros(3, "i1,f8"),
            h5py.Empty("f8"),
        )
    )


def _set_attribute(file: h5py.File, name: str, at_random: Random) -> None:
    attributes = file[name].attrs
    attributes[at_random.choice([*attributes, "new"])] = _value(at_random)


def _delete_attribute(file: h5py.File, name: str, at_random: Random) -> None:
    attributes = file[name].attrs
    if attributes:
        del attributes[at_random.choice(list(attributes))]


def _delete(file: h5py.File, name: str, _: Random) -> None:
    if name != "/":
        del file[name]


def _put_instead(file: h5py.File, name: str, at_random: Random) -> None:
    """A link to nowhere, to another file or back up, a group, or another dataset."""
    if name == "/":
        return
    del file[name]
    instead = at_random.randrange(6)
    if instead == 0:
        file[name] = h5py.SoftLink(at_random.choice(("/nowhere", "/", f"/{name}")))
    elif instead == 1:
        file[name] = h5py.ExternalLink(file.filename, "/plates")
    elif instead == 2:
        file[name] = file["/"]
    elif instead == 3:
        file.create_group(name)
    else:
        file[name] = _value(at_random)


def _resize(file: h5py.File, name: str, at_random: Random) -> None:
    dataset = file[name]
    grows = isinstance(dataset, h5py.Dataset) and dataset.maxshape and None in dataset.maxshape
    if grows and len(dataset) < MOST_ROWS:  # HDF5 would go through all that are claimed
        dataset.resize(at_random.choice((0, 1, 999, 2**31, 2**40, 2**62)), axis=0)


def _other_type(file: h5py.File, name: str, at_random: Random) -> None:
    old = file[name]
    if not isinstance(old, h5py.Dataset):
        return
    shape = at_random.choice((old.shape, (*old.shape, 1), (), (0,), (10, 10, 10)))
    kind = at_random.choice(("f8", "f4", "u1", ">i4", "i8", "S3", "c16", "?", "i4,f8", old.dtype))
    packing = at_random.choice(({}, {"compression": "gzip"}, {"chunks": True}))
    del file[name]
    file.create_dataset(name, shape, kind, **(packing if shape else {}))


def _other_rows(file: h5py.File, name: str, at_random: Random) -> None:
    dataset = file[name]
    if isinstance(dataset, h5py.Dataset) and dataset.dtype.kind in "fiu" and dataset.size:
        row = at_random.randrange(len(dataset)) if dataset.shape else ()
        dataset[row] = at_random.choice((0, 255, float("nan") if dataset.dtype.kind == "f" else 1))


EDITS: tuple[Callable[[h5py.File, str, Random], None], ...] = (
    _set_attribute,
    _delete_attribute,
    _delete,
    _put_instead,
    _resize,
    _other_type,
    _other_rows,
)
