"""Files of fields that people write: TOML, validated, with each fault reported in one line."""

import re
from types import UnionType
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

import msgspec

from rig.errors import UsageError
from rig.parsed import TOO_DEEP
from rig.plain import is_harmless, plain

LONGEST_ERROR = 400
_WHERE = re.compile(
    r"^(?P<fault>.*?)(?: - at (?:`key` in )?`\$\.(?P<field>[\w.]+).*`)?$", re.DOTALL
)
_FIELD = re.compile(r"Object (?:missing required|contains unknown) field `(?P<name>.+)`")

Fields = TypeVar("Fields", bound=msgspec.Struct)


class FieldError(UsageError):
    """What is wrong with one field: `field` is its name, `words` what it allows."""

    def __init__(self, file: str, field: str, words: str) -> None:
        self.field, self.words = field, plain(words, LONGEST_ERROR)
        super().__init__(plain(f"{file}: field {field}: {words}", LONGEST_ERROR))


def read_fields(data: bytes, kind: type[Fields], *, file: str) -> Fields:
    """The contents `data` of the file of this name. Raises UsageError in one line."""
    try:
        text = data.decode()
        fields = msgspec.toml.decode(data, type=kind)
    except msgspec.ValidationError as error:
        raise FieldError(file, *_in_words(str(error), kind)) from error
    except RecursionError as error:
        raise UsageError(f"expected TOML in {file}: {TOO_DEEP}") from error
    except ValueError as error:
        raise UsageError(f"expected TOML in UTF-8 in {file}: {plain(error)}") from error
    if not is_harmless(text):
        raise UsageError(f"expected plain text in {file}, it holds control codes")
    return fields


def _in_words(error: str, kind: Any) -> tuple[str, str]:
    """The field, what was wrong with it, and what it allows."""
    parts = _WHERE.match(error)
    fault, field = (parts["fault"], parts["field"] or "") if parts else (error, "")
    if named := _FIELD.match(fault):
        missing = "missing" in fault
        inside = ".".join(filter(None, (field, named["name"])))
        words = _allowed(inside, kind) if missing else f"a field of {_fields_of(field, kind)}"
        return inside, f"expected {words}, " + ("it is missing" if missing else "got this")
    if fault.startswith("expected"):
        return field, fault
    return field, f"expected {_allowed(field, kind)}; {fault[0].lower()}{fault[1:]}"


def _allowed(field: str, kind: Any) -> str:
    """What a field such as `setup.stance` allows."""
    for name in field.split("."):
        kind = get_type_hints(_plain(kind), include_extras=True)[name]
    return _describe(kind)


def _fields_of(table: str, kind: Any) -> str:
    return _allowed(table, kind) if table else _describe(kind)


def _describe(kind: Any) -> str:
    for note in getattr(kind, "__metadata__", ()):
        return str(note.description)
    kind = _plain(kind)
    if kind is bool:
        return "true or false"
    if get_origin(kind) is Literal:
        return "one of " + ", ".join(get_args(kind))
    if get_origin(kind) is tuple:
        return f"a list, each {_describe(get_args(kind)[0])}"
    if get_origin(kind) is dict:
        key, value = map(_describe, get_args(kind))
        return f"a table, names {key}, values {value}"
    return "a table of " + ", ".join(kind.__struct_fields__)


def _plain(kind: Any) -> Any:
    """An optional table is a table."""
    return get_args(kind)[0] if isinstance(kind, UnionType) else kind
