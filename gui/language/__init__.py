"""Every text of the windows in one place: a table for each language; the English one is
complete."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from rig import texts
from rig.errors import Reason
from rig.texts import ENGLISH, Table

__all__ = ["ENGLISH", "Table", "become", "english", "named", "read", "said", "table", "text"]


def read(file: Traversable) -> Table:
    """The texts in a file by their keys, `section.name`. Raises OSError or ValueError."""
    try:
        return texts.read(file)
    except RecursionError as error:
        raise ValueError(text("language.too_deep")) from error


@cache
def english() -> Table:
    """All English texts, those of the rig included."""
    return {**texts.english(), **read(files("gui.language") / f"{ENGLISH}.toml")}


_now: Table = dict(english())


def become(others: Mapping[str, str]) -> None:
    """Uses these texts from now on, and English ones where they are missing."""
    _now.update({**english(), **others})


def table() -> Table:
    """All texts in use, by their keys."""
    return _now


def text(key: str, **values: Any) -> str:
    """The text of a key with values filled in. Raises KeyError for an unknown key."""
    return _now[key].format(**values)


def named(name: str) -> str:
    """The display text of a name in the data; the name itself if it is not in the table."""
    return texts.named(_now, name)


def said(reason: Reason) -> str:
    """A reason in the window's language; one of a newer engine by its code."""
    if reason.key not in _now:
        return reason.code
    return texts.filled(_now, reason.key, reason.values)
