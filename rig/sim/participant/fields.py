"""The fields of a settings struct in words: for the table that users read, and for errors."""

import difflib
import math
import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, TypeVar

import msgspec
from msgspec import inspect

from rig.errors import UsageError

Checked = TypeVar("Checked", bound=msgspec.Struct)

UNITS = {
    "_s": "s",
    "_m": "m",
    "_mm": "mm",
    "_kg": "kg",
    "_n": "N",
    "_hz": "Hz",
    "_percent": "%",
    "_ppm": "ppm",
}
# Defaults that represent the usual value of a kind.
USUAL_NUMBER = -math.inf
AS_USUAL = ("usual", USUAL_NUMBER)
_STEPS = re.compile(r"\.(\w+)|\[(\d+)")


class Field(NamedTuple):
    """A setting; `allowed` completes "expected ...", `usual` is "" if it is not one value."""

    name: str
    allowed: str
    usual: str
    meaning: str
    required: bool


def fields_of(kind: type[msgspec.Struct]) -> Iterator[Field]:
    """Every field of a struct, in order."""
    for field in inspect.type_info(kind).fields:  # type: ignore[attr-defined]
        meaning = _meaning(field.type)
        said = field.default not in ("", (), *AS_USUAL)
        usual = f"{field.default}" if said and not field.required else ""
        yield Field(
            field.name, _allowed(field.name, _bare(field.type)), usual, meaning, field.required
        )


def checked(values: dict[str, Any], kind: type[Checked]) -> Checked:
    """Values, as numbers or as text, converted to `kind`. Raises UsageError in one line."""
    try:
        return msgspec.convert(values, kind, strict=False)
    except msgspec.ValidationError as error:
        raise UsageError(_words(str(error), values, kind)) from error


def unknown_words(name: str, known: Iterable[str]) -> str:
    """The error text for an unknown setting."""
    near = difflib.get_close_matches(name, known, 1)
    hint = f", as {near[0]} is" if near else ""
    return f"expected a setting that rig/sim/SETTINGS.md lists{hint}, got {name or 'none'}"


def _meaning(type_: Any) -> str:
    """The outermost description of a type."""
    while isinstance(type_, inspect.Metadata):
        if said := (type_.extra_json_schema or {}).get("description"):
            return str(said)
        type_ = type_.type
    return ""


def _allowed(name: str, type_: inspect.Type) -> str:
    unit = next((f" {unit}" for end, unit in UNITS.items() if name.endswith(end)), "")
    if isinstance(type_, inspect.LiteralType):
        return f"one of {', '.join(str(value) for value in type_.values)}"
    if isinstance(type_, inspect.IntType | inspect.FloatType):
        number = "a whole number" if isinstance(type_, inspect.IntType) else "a number"
        least = "" if type_.ge is None else f" from {type_.ge:.10g}"
        return f"{number}{least}{'' if type_.le is None else f' to {type_.le:.10g}'}{unit}"
    return "a list of tables" if isinstance(type_, inspect.VarTupleType) else "a word"


def _words(problem: str, values: dict[str, Any], kind: type[msgspec.Struct]) -> str:
    """The error in words. The validator gives "Expected `float` <= 20.0 - at `$.descent_s`",
    without the value received."""
    said, _, place = problem.partition(" - at `$")
    got: Any = values
    name = ""
    for key, index in _STEPS.findall(place):
        if key:
            name, got = key, got.get(key)
        else:
            kind, got = _items_of(kind, name), got[int(index)]
    if "unknown field" in said:
        return unknown_words(said.split("`")[1], kind.__struct_fields__)
    if "missing required field" in said:
        return f"expected {said.split('`')[1]} to be said, got none"
    for field in fields_of(kind):
        if field.name == name and not isinstance(got, dict):
            return f"expected {field.allowed} for {name}, got {got!r}"
    return said[:1].lower() + said[1:].replace("`", "")


def _items_of(kind: type[msgspec.Struct], name: str) -> type[msgspec.Struct]:
    """The struct that the list of this name consists of."""
    (field,) = (one for one in inspect.type_info(kind).fields if one.name == name)  # type: ignore[attr-defined]
    items: type[msgspec.Struct] = _bare(field.type).item_type.cls
    return items


def _bare(type_: Any) -> Any:
    """A type without its metadata."""
    while isinstance(type_, inspect.Metadata):
        type_ = type_.type
    return type_
