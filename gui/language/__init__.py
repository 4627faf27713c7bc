"""Every text of the windows in one place: a table for each language, English complete."""

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
    """All texts there are."""
    return read(files("gui.language") / f"{ENGLISH}.toml")


_now: Table = dict(english())


def become(texts: Mapping[str, str]) -> None:
    """Has these texts be in use from now on, and English where they have none."""
    _now.update({**english(), **texts})


def table() -> Table:
    """All texts by their keys, as they are in use."""
    return _now


def text(key: str, **values: Any) -> str:
    """The text of a key with values in its places. Raises KeyError for a key that is not there."""
    return _now[key].format(**values)


def named(name: str) -> str:
    """What has a name in the data, as it is shown; a name that is not in the table as it is."""
    return _now.get(f"names.{name.replace(' ', '_')}", name)
