"""The protocols in the form the page uses."""

from collections.abc import Iterable
from typing import Any, get_args, get_type_hints

from gui.drills import drills, figure_of
from gui.form import CHOICE, LINES, Field
from gui.language import text
from gui.protocols.picture import Sheet, Shelf
from rig.errors import UsageError
from rig.plain import plain
from rig.protocol import keeping, shelf
from rig.protocol.drill import Load, Protocol
from rig.protocol.reading import Card
from rig.protocol.words import sections

ASKS = {"": (), "pain": ("pain",), "stop": ("stop_reason",), "both": ("pain", "stop_reason")}
NUMBERS = frozenset({"dose.sets", "dose.repetitions", "dose.rest_s", "load.mass_kg"})


def all_sheets() -> Shelf:
    """All readable protocols, and in words what is wrong with the others."""
    found, (known, problems) = [], drills()
    for name in shelf.names():
        try:
            found.append(sheet_of(shelf.find(name)))
        except UsageError:
            continue  # it is among the problems
    return Shelf(tuple(found), known, tuple(problems))


def sheet_of(card: Card) -> Sheet:
    """A card in the form shown."""
    protocol = card.protocol
    return Sheet(
        protocol.name,
        plain(protocol.title),
        protocol.version,
        card.own,
        plain(protocol.unscorable),
        tuple(
            (head, tuple(plain(line, 500) for line in lines)) for head, lines in sections(protocol)
        ),
        figure_of(protocol),
        tuple(_fields(protocol)) if card.own else (),
        tuple(keeping.former(protocol.name)) if card.own else (),
    )


def changes_in(texts: dict[str, str]) -> dict[str, Any]:
    """The contents of the fields, by their names in a protocol's file."""
    return {name: _value(name, written.strip()) for name, written in texts.items()}


def _value(name: str, written: str) -> Any:
    if name == "asks":
        return list(ASKS[written])
    if name == "cues":
        return [line.strip() for line in written.splitlines() if line.strip()]
    if name not in NUMBERS:
        return written
    for kind in (int, float):
        try:
            return kind(written.replace(",", "."))
        except ValueError:
            continue
    return written  # the file's own rules state what is valid


def _fields(protocol: Protocol) -> Iterable[Field]:
    """In the order in which they are shown."""
    yield _line("title", protocol.title)
    if dose := protocol.dose:
        for name in ("sets", "repetitions", "tempo", "rest_s"):
            yield _line(f"dose.{name}", getattr(dose, name))
    yield _line("condition", protocol.condition)
    hints = get_type_hints(Load)
    for name in ("kind", "rests"):
        options = tuple((one, one) for one in get_args(hints[name]))
        value = getattr(protocol.load, name)
        yield Field(f"load.{name}", _label(f"load.{name}"), value, CHOICE, options)
    yield _line("load.mass_kg", f"{protocol.load.mass_kg:g}")
    yield Field("cues", _label("cues"), "\n".join(protocol.cues), LINES)
    asked = next(name for name, asks in ASKS.items() if set(asks) == set(protocol.asks))
    options = tuple((name, text(f"protocols.asks_{name or 'none'}")) for name in ASKS)
    yield Field("asks", _label("asks"), asked, CHOICE, options)


def _line(name: str, value: object) -> Field:
    return Field(name, _label(name), str(value))


def _label(name: str) -> str:
    return text(f"protocols.{name.rpartition('.')[2]}")
