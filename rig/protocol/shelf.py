"""Where protocols are stored: those that came with the program, and the user's own, which take
precedence."""

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from platformdirs import user_data_path

from rig.errors import UsageError
from rig.parsed import bytes_of
from rig.plain import plain
from rig.protocol.reading import Card, read_card

SUFFIX = ".toml"


def own_folder() -> Path:
    """Folder of the user's own protocols; it may be missing."""
    return Path(user_data_path("hinge-rig", appauthor=False)) / "protocols"


def names() -> list[str]:
    """Names of all protocols, in order."""
    return sorted({name for folder in _folders() for name in _names_in(folder)})


def find(name: str) -> Card:
    """The protocol of a name, the user's own before one that came with the program.

    Raises UsageError if there is none, or its file is no valid protocol.
    """
    for folder in _folders():
        if name in _names_in(folder):
            try:
                data = bytes_of(folder / f"{name}{SUFFIX}")
            except OSError as error:
                raise UsageError(f"cannot read {name}{SUFFIX}: {error.strerror}") from error
            return read_card(data, name, own=folder == own_folder())
    raise UsageError(f"expected a protocol that `rig protocols` lists, got {plain(repr(name), 60)}")


def scorable(name: str) -> Card | None:
    """The protocol to record by; None for an empty name.

    Raises UsageError as `find`, and with the reason for one that this rig cannot score.
    """
    if not name:
        return None
    card = find(name)
    if card.protocol.unscorable:
        raise UsageError(
            f"expected a protocol that this rig can score, {name} is not: "
            f"{card.protocol.unscorable}"
        )
    return card


def _folders() -> Iterator[Traversable]:
    yield own_folder()
    yield shipped_folder()


def shipped_folder() -> Traversable:
    """In an installed program beside this file; in a checkout, data/protocols."""
    installed = files("rig.protocol") / "shipped"
    return installed if installed.is_dir() else Path(__file__).parents[2] / "data" / "protocols"


def _names_in(folder: Traversable) -> set[str]:
    if not folder.is_dir():
        return set()
    files_in = (file.name for file in folder.iterdir())
    return {name.removesuffix(SUFFIX) for name in files_in if name.endswith(SUFFIX)}
