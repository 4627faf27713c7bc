"""The catalogue of texts that users read, by their keys; the English one is complete."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

ENGLISH = "en"
Table = dict[str, str]


def read(file: Traversable) -> Table:
    """The texts in a file by their keys, `section.name`. Raises OSError or ValueError."""
    said = tomllib.loads(file.read_text("utf-8"))
    sections = {name: texts for name, texts in said.items() if isinstance(texts, dict)}
    return {f"{name}.{key}": one for name, texts in sections.items() for key, one in texts.items()}


@cache
def english() -> Table:
    """All English texts of the rig itself; the window has more."""
    return read(files("rig.texts") / f"{ENGLISH}.toml")


def filled(table: Mapping[str, str], key: str, values: Mapping[str, Any]) -> str:
    """The text of a key with values inserted, lists of names with commas between them. Raises
    KeyError for an unknown key."""
    shown = {
        name: ", ".join(named(table, one) for one in value) if isinstance(value, list) else value
        for name, value in values.items()
    }
    return table[key].format(**shown)


def named(table: Mapping[str, str], name: str) -> str:
    """The display text of a name in the data; the name itself if it is not in the table."""
    return table.get(f"names.{name.replace(' ', '_')}", name)
