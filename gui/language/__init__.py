"""Every text of the windows in one place: a table for each language, English complete."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

ENGLISH = "en"


@cache
def table(language: str = ENGLISH) -> dict[str, str]:
    """All texts of a language by their keys, `section.name`."""
    said = tomllib.loads((files("gui.language") / f"{language}.toml").read_text("utf-8"))
    return {
        f"{section}.{name}": text for section, texts in said.items() for name, text in texts.items()
    }


def text(key: str, **values: Any) -> str:
    """The text of a key with values in its places. Raises KeyError for a key that is not there."""
    return table()[key].format(**values)


def named(name: str) -> str:
    """What has a name in the data, as it is shown; a name that is not in the table as it is."""
    return table().get(f"names.{name.replace(' ', '_')}", name)
