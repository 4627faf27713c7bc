"""Every string of statements, cues, protocols and figures is within what the rig can justify."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from rig.measure.quantity import SPOKEN, Quantity
from rig.measure.technique.rules import RULES
from rig.measure.technique.statement import LEVELS
from tests.words import forbidden_in

PROJECT = Path(__file__).parents[3]
SOURCES = [
    *sorted((PROJECT / "rig/measure/technique").glob("*.py")),
    *sorted((PROJECT / "rig/protocol").glob("*.py")),
    PROJECT / "rig/cli/protocols.py",
    PROJECT / "rig/measure/losses.py",
    PROJECT / "rig/measure/dowel.py",
    PROJECT / "rig/measure/touch.py",
    PROJECT / "rig/measure/quantity.py",
]
# A question to a person after a set is no statement about them.
QUESTIONS = {"pain"}
PROTOCOLS = sorted((PROJECT / "data/protocols").glob("*.toml"))


def strings_of(path: Path) -> Iterator[str]:
    """All string constants of a module except its docstrings, which no user reads."""
    tree = ast.parse(path.read_text("utf-8"))
    documented = ast.Module | ast.ClassDef | ast.FunctionDef
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and id(node) not in docstrings:
            yield text


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_string_of_a_program_says_more_than_is_measured(path: Path) -> None:
    said = set(strings_of(path)) - QUESTIONS
    assert [found for text in said for found in forbidden_in(text)] == []


@pytest.mark.parametrize("path", PROTOCOLS, ids=lambda path: path.stem)
def test_no_protocol_says_more_than_is_measured(path: Path) -> None:
    said = msgspec.json.encode(msgspec.toml.decode(path.read_bytes())).decode()
    assert forbidden_in(said) == []


def test_the_list_finds_what_it_must() -> None:
    for text in (
        "Keep a neutral spine",
        "Lower back rounded",
        "Trunk angle 43 degrees",
        "activates the glutes",
        "prevents injuries",
        "Knee valgus",
        "below the norm",
        "Hamstring stretch",
    ):
        assert forbidden_in(text), text
    assert forbidden_in("Glute bridge") == []


def test_every_rule_is_of_a_known_level_and_quantity() -> None:
    for rule in RULES:
        assert rule.level in LEVELS
        assert rule.quantity is None or rule.quantity in get_args(Quantity)
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert set(SPOKEN) == set(get_args(Quantity))
