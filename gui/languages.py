"""The available languages: files such as `en.toml`, beside it or in a folder beside the settings.

A text that such a file omits is shown in English.
"""

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from string import Formatter

from gui.language import Table, become, english, read, text
from gui.userfolder import user_folder
from rig.plain import is_harmless, plain

NAME = "language.name"  # the text that names a language


def own_folder() -> Path:
    """The folder of tables written by the user."""
    return user_folder() / "language"


def known() -> dict[str, str]:
    """All available languages by their codes, each under its own name."""
    found = (file.name for folder in _folders() for file in folder.iterdir())
    codes = {name.removesuffix(".toml") for name in found if name.endswith(".toml")}
    return {code: _name(code) for code in sorted(codes)}


def use(language: str) -> str:
    """Sets the language of every text; a text it lacks is in English.

    Returns what is wrong with it in a sentence, and then all texts are English; "" if nothing is.
    To be called before anything is shown.
    """
    become({})
    try:
        become(_texts_of(language))
    except (OSError, ValueError, LookupError) as error:
        return text("language.unused", language=plain(language), why=plain(str(error), 200))
    return ""


def _folders() -> list[Traversable]:
    """The user's own folder is last and takes precedence."""
    return [files("gui.language"), *(one for one in (own_folder(),) if one.is_dir())]


def _texts_of(language: str) -> Table:
    """Raises OSError, or ValueError or LookupError with what is wrong in words."""
    found = [file for folder in _folders() if (file := folder / f"{language}.toml").is_file()]
    if not found:
        raise LookupError(text("language.missing", name=f"{language}.toml"))
    return {key: said for file in found for key, said in _checked(read(file)).items()}


def _checked(said: Table) -> Table:
    """The texts that exist in English too, each with no placeholders beyond the English ones."""
    texts = {key: one for key, one in said.items() if key in english()}
    for key, one in texts.items():
        wrong = not isinstance(one, str) or not is_harmless(one)
        if wrong or not set(_places(one)) <= set(_places(english()[key])):
            raise ValueError(text("language.wrong", at=key, english=english()[key]))
    return texts


def _places(said: str) -> Iterator[str]:
    """The placeholders, with their formats. Raises ValueError for an unbalanced brace."""
    for _, name, how, conversion in Formatter().parse(said):
        if name is not None:
            yield f"{name}:{how}!{conversion}"


def _name(language: str) -> str:
    try:
        return _texts_of(language).get(NAME, language)
    except (OSError, ValueError, LookupError):
        return language
