"""The user's own protocols: copied from others, changed, with all former versions kept.

What came with the program is never written. A former version stays as NAME@VERSION in the folder
`older` beside the others, so that the protocol of an older trial can be found.
"""

import tomllib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import tomli_w

from rig.errors import UsageError
from rig.fields import FieldError
from rig.ondisk import half_written, keep, put_in_place, sweep_half_written
from rig.plain import plain
from rig.protocol import shelf
from rig.protocol.reading import Card, read_card

OLDER = "older"
Fields = dict[str, Any]


def copy(name: str, new_name: str) -> Card:
    """Stores a protocol under another name as the user's own, from version 1 on.

    Raises UsageError for a name that is taken or invalid.
    """
    if new_name in shelf.names():
        raise UsageError(f"expected a name that no protocol has, {plain(new_name, 60)} is taken")
    fields = _fields_of(shelf.find(name)) | {"name": new_name, "version": 1}
    return _keep(fields, new_name)


def save(name: str, changes: Mapping[str, Any]) -> Card:
    """Stores one of the user's own with some fields changed, under the next version.

    `changes` by names such as `dose.sets`. Raises UsageError for one that came with the program,
    for an invalid value of a field, and if it cannot be written.
    """
    card = _own(name)
    fields = _changed(card, changes)
    if _check(fields, name).protocol == card.protocol:
        return card
    fields["version"] = max([card.protocol.version, *former(name)]) + 1
    _check(fields, name)  # no version is put away for an invalid change
    _put_away(card)
    return _keep(fields, name)


def faults(name: str, changes: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with each of the changed fields, by name; fields that do not fit together are
    reported when each alone is right. Raises UsageError as `save`."""
    card, found = _own(name), {}
    for field, value in changes.items():
        try:
            _check(_changed(card, {field: value}), name)
        except FieldError as error:
            if error.field == field:
                found[field] = _rule(error)
    if not found:
        try:
            _check(_changed(card, changes), name)
        except FieldError as error:
            found[error.field] = _rule(error)
    return found


def _rule(error: FieldError) -> str:
    """What the field allows, without the parser's message."""
    return error.words.partition("; ")[0]


def former(name: str) -> list[int]:
    """The former versions of one of the user's own, oldest first."""
    kept = (path.stem.rpartition("@") for path in _older().glob(f"{name}@*{shelf.SUFFIX}"))
    return sorted(int(version) for stem, _, version in kept if stem == name and version.isdigit())


def _own(name: str) -> Card:
    card = shelf.find(name)
    if not card.own:
        raise UsageError(f"expected a protocol of your own, {name} came with the program: copy it")
    return card


def _fields_of(card: Card) -> Fields:
    return tomllib.loads(card.text)


def _changed(card: Card, changes: Mapping[str, Any]) -> Fields:
    fields = _fields_of(card)
    for field, value in changes.items():
        table, _, inside = field.rpartition(".")
        (fields.setdefault(table, {}) if table else fields)[inside] = value
    return fields


def _check(fields: Fields, name: str) -> Card:
    """The card that these fields make. Raises UsageError."""
    return read_card(tomli_w.dumps(fields, multiline_strings=False).encode(), name, own=True)


def _keep(fields: Fields, name: str) -> Card:
    card = _check(fields, name)
    _write(shelf.own_folder() / f"{name}{shelf.SUFFIX}", card.text)
    return card


def _put_away(card: Card) -> None:
    """Stores it under its version; if another text has that version, with its hash added."""
    protocol = card.protocol
    path = _older() / f"{protocol.name}@{protocol.version}{shelf.SUFFIX}"
    if path.exists() and path.read_bytes() != card.text.encode():
        path = path.with_stem(f"{path.stem}-{card.sha256[:8]}")
    _write(path, card.text)


def _older() -> Path:
    return shelf.own_folder() / OLDER


def _write(path: Path, text: str) -> None:
    """Completely or not at all."""
    part = half_written(path)
    try:
        for folder in [one for one in (path.parent, *path.parent.parents) if not one.exists()][
            ::-1
        ]:
            folder.mkdir(exist_ok=True)
            keep(folder.parent)
        part.write_bytes(text.encode())
        sweep_half_written(part, suffix=shelf.SUFFIX)
        put_in_place(part, path, replacing=True)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}") from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
