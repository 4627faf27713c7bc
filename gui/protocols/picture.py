"""What is shown of the protocols."""

from dataclasses import dataclass

from gui.flow.facts import Drill
from gui.flow.step import Choice
from gui.form import Field
from gui.protocols.figure import NOTHING, Figure


@dataclass(frozen=True, slots=True)
class Sheet:
    """A protocol to be read, and the fields of it that can be changed. `sections` are headings
    with their lines; `former` are the versions that are kept."""

    name: str
    title: str
    version: int
    own: bool = False
    unscorable: str = ""
    sections: tuple[tuple[str, tuple[str, ...]], ...] = ()
    figure: Figure = NOTHING
    fields: tuple[Field, ...] = ()
    former: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Shelf:
    """All protocols: to be read, and as the flow knows them; `problems` says which files cannot be
    read."""

    sheets: tuple[Sheet, ...]
    drills: dict[str, Drill]
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list; `reason` says why it cannot be scored."""

    name: str
    title: str
    own: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ProtocolsPicture:
    """All that a page draws: the list, what is chosen of it, and what can be done with that. `form`
    is empty while nothing is changed."""

    rows: tuple[Row, ...] = ()
    sheet: Sheet | None = None
    choices: tuple[Choice, ...] = ()
    form: tuple[Field, ...] = ()
    submit: str = ""
    notice: str = ""
    loud: bool = False
