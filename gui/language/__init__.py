"""Every text of the windows in one place: a table for each language, English complete.

A table is a file such as `en.toml`, here or in the folder `language` beside the settings. What it
leaves out is said in English.
"""

import tomllib
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from string import Formatter
from typing import Any

from gui.userfolder import user_folder
from rig.plain import is_harmless, plain

ENGLISH = "en"
NAME = "language.name"  # the text that says how a language is called
Table = dict[str, str]


def own_folder() -> Path:
    """Where tables lie that whoever uses the window has written."""
    return user_folder() / "language"


def known() -> dict[str, str]:
    """All languages there are by their codes, each as it calls itself."""
    found = (file.name for folder in _folders() for file in folder.iterdir())
    codes = {name.removesuffix(".toml") for name in found if name.endswith(".toml")}
    return {code: _name(code) for code in sorted(codes)}


def use(language: str) -> str:
    """Has every text be in this language from now on, and in English where it has none. What is
    wrong with it comes back in a sentence, and English serves; "" where nothing is.

    To be called before anything is shown.
    """
    _now.clear()
    _now.update(_english())
    try:
        _now.update(_texts_of(language))
    except (OSError, ValueError, LookupError) as error:
        return text("language.unused", language=plain(language), why=plain(str(error), 200))
    return ""


def table() -> Table:
    """All texts by their keys, `section.name`, as they are in use."""
    return _now


def text(key: str, **values: Any) -> str:
    """The text of a key with values in its places. Raises KeyError for a key that is not there."""
    return _now[key].format(**values)


def named(name: str) -> str:
    """What has a name in the data, as it is shown; a name that is not in the table as it is."""
    return _now.get(f"names.{name.replace(' ', '_')}", name)


def _folders() -> list[Traversable]:
    """One's own last: it has the last word."""
    return [files("gui.language"), *(one for one in (own_folder(),) if one.is_dir())]


def _english() -> Table:
    return _read(files("gui.language") / f"{ENGLISH}.toml")


def _texts_of(language: str) -> Table:
    """Raises OSError, or ValueError or LookupError with what is wrong in words."""
    found = [file for folder in _folders() if (file := folder / f"{language}.toml").is_file()]
    if not found:
        raise LookupError(text("language.missing", name=f"{language}.toml"))
    return {key: said for file in found for key, said in _checked(_read(file)).items()}


def _read(file: Traversable) -> Table:
    said = tomllib.loads(file.read_text("utf-8"))
    sections = {name: texts for name, texts in said.items() if isinstance(texts, dict)}
    return {f"{name}.{key}": one for name, texts in sections.items() for key, one in texts.items()}


def _checked(said: Table) -> Table:
    """Those of the texts that there are in English, too, each with no other places than there."""
    english = _english()
    for key in said.keys() & english.keys():
        wrong = not isinstance(said[key], str) or not is_harmless(said[key])
        if wrong or not set(_places(said[key])) <= set(_places(english[key])):
            raise ValueError(text("language.wrong", at=key, english=english[key]))
    return {key: one for key, one in said.items() if key in english}


def _places(said: str) -> Iterator[str]:
    """What is filled in, with how it is written. Raises ValueError for a brace too many."""
    for _, name, how, conversion in Formatter().parse(said):
        if name is not None:
            yield f"{name}:{how}!{conversion}"


def _name(language: str) -> str:
    try:
        return _texts_of(language).get(NAME, language)
    except (OSError, ValueError, LookupError):
        return language


_now: Table = _english()
