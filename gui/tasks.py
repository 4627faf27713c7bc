"""File work of a session, each task a typed record."""

from collections.abc import Mapping
from dataclasses import dataclass

from gui.flow.memory import Memory


@dataclass(frozen=True, slots=True)
class LookUpPerson:
    """Look up the stored records of a participant."""

    participant: str


@dataclass(frozen=True, slots=True)
class KeepConsent:
    """Store a participant's consent to a version of the text, or its withdrawal."""

    participant: str
    assessor: str
    version: str = ""
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class AddNote:
    """Add a note to a trial, or the answer to a question `about` it."""

    path: str
    text: str
    author: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class DiscardTrial:
    """Move a trial to the discarded ones."""

    path: str


@dataclass(frozen=True, slots=True)
class WorkOut:
    """Analyse a trial for its outcome."""

    path: str


@dataclass(frozen=True, slots=True)
class WriteReport:
    """Write the report of a trial beside it."""

    path: str


@dataclass(frozen=True, slots=True)
class Remember:
    """Store the position of the session."""

    memory: Memory


@dataclass(frozen=True, slots=True)
class Recall:
    """Look up a session of today."""


@dataclass(frozen=True, slots=True)
class ListCalibrations:
    """List the calibrations of a plates board."""

    serial: str


@dataclass(frozen=True, slots=True)
class ListProtocols:
    """List all protocols."""


@dataclass(frozen=True, slots=True)
class CopyProtocol:
    """Make the user's own copy of a protocol."""

    name: str
    new_name: str


@dataclass(frozen=True, slots=True)
class SaveProtocol:
    """Store the contents of a protocol's fields."""

    name: str
    texts: Mapping[str, str]


FlowTask = (
    LookUpPerson | KeepConsent | AddNote | DiscardTrial | WorkOut | WriteReport | Remember | Recall
)
ProtocolTask = ListProtocols | CopyProtocol | SaveProtocol
Task = FlowTask | ListCalibrations | ProtocolTask
