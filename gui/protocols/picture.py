"""What is shown of the protocols."""

from dataclasses import dataclass

from gui.flow.facts import Drill
from gui.flow.step import Choice
from gui.form import Field
from gui.protocols.figure import NOTHING, Figure


@dataclass(frozen=True, slots=True)
class Sheet:
    """A protocol to read, and those of its fields that can be changed. `sections` are headings with
    their lines; `former` are the stored earlier versions."""

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
    """All protocols: to read, and as the flow uses them; `problems` states which files cannot be
    read."""

    sheets: tuple[Sheet, ...]
    drills: dict[str, Drill]
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list; `reason` is why it cannot be scored."""

    name: str
    title: str
    own: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ProtocolsPicture:
    """Everything that a page draws: the list, the chosen protocol, and the actions on it. `form` is
    empty while nothing is being changed."""

    rows: tuple[Row, ...] = ()
    sheet: Sheet | None = None
    choices: tuple[Choice, ...] = ()
    form: tuple[Field, ...] = ()
    submit: str = ""
    notice: str = ""
    loud: bool = False
