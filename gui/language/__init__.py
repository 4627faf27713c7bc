"""Every text of the windows in one place: a table for each language; the English one is
complete."""

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
    try:
        said = tomllib.loads(file.read_text("utf-8"))
    except RecursionError as error:
        raise ValueError(text("language.too_deep")) from error
    sections = {name: texts for name, texts in said.items() if isinstance(texts, dict)}
    return {f"{name}.{key}": one for name, texts in sections.items() for key, one in texts.items()}


@cache
def english() -> Table:
    """All English texts."""
    return read(files("gui.language") / f"{ENGLISH}.toml")


_now: Table = dict(english())


def become(texts: Mapping[str, str]) -> None:
    """Uses these texts from now on, and English ones where they are missing."""
    _now.update({**english(), **texts})


def table() -> Table:
    """All texts in use, by their keys."""
    return _now


def text(key: str, **values: Any) -> str:
    """The text of a key with values filled in. Raises KeyError for an unknown key."""
    return _now[key].format(**values)


def named(name: str) -> str:
    """The display text of a name in the data; the name itself if it is not in the table."""
    return _now.get(f"names.{name.replace(' ', '_')}", name)
