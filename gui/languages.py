"""The languages there are: files such as `en.toml`, with it or in a folder beside the settings.

What such a file leaves out is said in English.
"""

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from string import Formatter

from gui.language import Table, become, english, read, text
from gui.userfolder import user_folder
from rig.plain import is_harmless, plain

NAME = "language.name"  # the text that says how a language is called


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
    become({})
    try:
        become(_texts_of(language))
    except (OSError, ValueError, LookupError) as error:
        return text("language.unused", language=plain(language), why=plain(str(error), 200))
    return ""


def _folders() -> list[Traversable]:
    """One's own last: it has the last word."""
    return [files("gui.language"), *(one for one in (own_folder(),) if one.is_dir())]


def _texts_of(language: str) -> Table:
    """Raises OSError, or ValueError or LookupError with what is wrong in words."""
    found = [file for folder in _folders() if (file := folder / f"{language}.toml").is_file()]
    if not found:
        raise LookupError(text("language.missing", name=f"{language}.toml"))
    return {key: said for file in found for key, said in _checked(read(file)).items()}


def _checked(said: Table) -> Table:
    """Those of the texts that there are in English, too, each with no other places than there."""
    texts = {key: one for key, one in said.items() if key in english()}
    for key, one in texts.items():
        wrong = not isinstance(one, str) or not is_harmless(one)
        if wrong or not set(_places(one)) <= set(_places(english()[key])):
            raise ValueError(text("language.wrong", at=key, english=english()[key]))
    return texts


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
