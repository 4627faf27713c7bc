"""rig protocols: the available drills, and the contents of a protocol."""

import click
import msgspec
from rich.table import Table

from rig.cli.console import fail, json_option, out, print_json
from rig.errors import Exit, UsageError
from rig.plain import LONGEST_PATH, plain
from rig.protocol import shelf
from rig.protocol.drill import Protocol
from rig.protocol.reading import Card
from rig.protocol.words import sections

LONGEST_LINE = 500


@click.command()
@click.argument("name", default="", metavar="[NAME]")
@json_option
def protocols(name: str, as_json: bool) -> int:
    """List the protocols, or show one.

    Yours go before those that came with the program: a file NAME.toml in the folder that the list
    ends with.
    """
    if name:
        return _show(shelf.find(name), as_json=as_json)
    cards, problems = _all_cards()
    if as_json:
        print_json({"protocols": [_document(card) for card in cards], "unreadable": problems})
    else:
        _print_list(cards)
    for problem in problems:
        fail(problem)
    return Exit.WRONG_USE if problems else Exit.DONE


def _all_cards() -> tuple[list[Card], list[str]]:
    """All readable ones, and what is wrong with the others."""
    cards, problems = [], []
    for name in shelf.names():
        try:
            cards.append(shelf.find(name))
        except UsageError as error:
            problems.append(str(error))
    return cards, problems


def _print_list(cards: list[Card]) -> None:
    table = Table("protocol", "drill", "scored with", "")
    for protocol, own in ((card.protocol, card.own) for card in cards):
        if protocol.scored:
            sensors = " and ".join(protocol.sensors)
            table.add_row(protocol.name, plain(protocol.title), sensors, "yours" if own else "")
    out.print(table)
    refused = tuple(
        f"{card.protocol.name}: {card.protocol.unscorable}"
        for card in cards
        if card.protocol.unscorable
    )
    _print(_list("Cannot be scored on this rig", refused))
    out.print(f"Your own: {plain(shelf.own_folder(), LONGEST_PATH)}", soft_wrap=True)


def _show(card: Card, *, as_json: bool) -> int:
    if as_json:
        print_json(_document(card))
        return Exit.DONE
    _print([*_lines(card.protocol), f"sha256 {card.sha256}"])
    return Exit.DONE


def _print(lines: list[str]) -> None:
    for line in lines:
        out.print(plain(line, LONGEST_LINE), soft_wrap=True)


def _document(card: Card) -> dict[str, object]:
    said: dict[str, object] = msgspec.to_builtins(card.protocol)
    return said | {"own": card.own, "sha256": card.sha256}


def _lines(protocol: Protocol) -> list[str]:
    """A card as a coach reads it."""
    lines = [f"{protocol.title} ({protocol.name}, version {protocol.version})"]
    if protocol.unscorable:
        lines.append(f"Cannot be scored on this rig: {protocol.unscorable}")
    for heading, texts in sections(protocol):
        lines += _list(heading, texts) if heading else texts
    return lines


def _list(heading: str, texts: tuple[str, ...]) -> list[str]:
    return [f"{heading}:", *(f"  {text}" for text in texts)] if texts else []
