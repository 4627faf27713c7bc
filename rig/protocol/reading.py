"""Bytes of a protocol file to a protocol; what is wrong with them in one line."""

import re
from dataclasses import dataclass
from hashlib import sha256
from types import UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

import msgspec

from rig.errors import UsageError
from rig.plain import is_harmless, plain
from rig.protocol.drill import Protocol

_WHERE = re.compile(
    r"^(?P<fault>.*?)(?: - at (?:`key` in )?`\$\.(?P<field>[\w.]+).*`)?$", re.DOTALL
)
LONGEST_ERROR = 400
_FIELD = re.compile(r"Object (?:missing required|contains unknown) field `(?P<name>.+)`")


@dataclass(frozen=True, slots=True)
class Card:
    """A protocol with the exact text it was read from; `own` is true for one of the user's."""

    protocol: Protocol
    text: str
    own: bool

    @property
    def sha256(self) -> str:
        """Of the text as UTF-8, hexadecimal."""
        return sha256(self.text.encode()).hexdigest()

    def frozen(self) -> dict[str, Any]:
        """What a trial keeps of it: attributes of its root, by their names there."""
        return {
            "protocol": self.protocol.name,
            "protocol_text": self.text,
            "protocol_sha256": self.sha256,
            "condition": self.protocol.condition,
        }


def read_card(data: bytes, name: str, *, own: bool) -> Card:
    """The card in the file NAME.toml that holds `data`. Raises UsageError in one line."""
    try:
        text = data.decode()
        protocol = msgspec.toml.decode(data, type=Protocol)
    except msgspec.ValidationError as error:
        raise UsageError(f"{name}.toml: {plain(_in_words(str(error)), LONGEST_ERROR)}") from error
    except ValueError as error:
        raise UsageError(f"expected TOML in UTF-8 in {name}.toml: {plain(error)}") from error
    if not is_harmless(text):
        raise UsageError(f"expected plain text in {name}.toml, it holds control codes")
    if protocol.name != name:
        raise UsageError(f"{name}.toml: field name: expected {name}, got {protocol.name}")
    return Card(protocol, text, own)


def _in_words(error: str) -> str:
    """The field, what was wrong with it, and what may stand there."""
    parts = _WHERE.match(error)
    fault, field = (parts["fault"], parts["field"] or "") if parts else (error, "")
    if named := _FIELD.match(fault):
        missing = "missing" in fault
        inside = ".".join(filter(None, (field, named["name"])))
        words = _allowed(inside) if missing else f"a field of {_fields_of(field)}"
        return f"field {inside}: expected {words}, " + ("it is missing" if missing else "got this")
    if fault.startswith("expected"):
        return f"field {field}: {fault}"
    return f"field {field}: expected {_allowed(field)}; {fault[0].lower()}{fault[1:]}"


def _allowed(field: str) -> str:
    """What may stand in a field such as `setup.stance`."""
    kind: Any = Protocol
    for name in field.split("."):
        kind = get_type_hints(_plain(kind), include_extras=True)[name]
    return _describe(kind)


def _fields_of(table: str) -> str:
    return _allowed(table) if table else _describe(Protocol)


def _describe(kind: Any) -> str:
    for note in getattr(kind, "__metadata__", ()):
        return str(note.description)
    kind = _plain(kind)
    if get_origin(kind) is Literal:
        return "one of " + ", ".join(get_args(kind))
    if get_origin(kind) is tuple:
        return f"a list, each {_describe(get_args(kind)[0])}"
    if get_origin(kind) is dict:
        key, value = map(_describe, get_args(kind))
        return f"a table, names {key}, values {value}"
    return "a table of " + ", ".join(kind.__struct_fields__)


def _plain(kind: Any) -> Any:
    """A table that may be left out is a table."""
    return get_args(kind)[0] if isinstance(kind, UnionType) else kind
