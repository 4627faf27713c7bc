"""The file that stores the position of a session."""

import json

from gui.flow.memory import Memory
from gui.language import text
from rig.errors import UsageError
from rig.parsed import bytes_of, json_of
from rig.store.deleting import session_path
from rig.trial.private import write_whole


def remember(memory: Memory) -> None:
    """Stores it in place of the previous one. Raises UsageError."""
    path = session_path()
    try:
        write_whole(path, json.dumps(memory.as_json()).encode())
    except OSError as error:
        raise UsageError(text("failed.unwritten", path=path, why=error.strerror)) from error


def recall() -> Memory | None:
    """The stored memory; None if there is none or it is invalid: no great loss."""
    try:
        return Memory.from_json(json_of(bytes_of(session_path())))
    except (OSError, ValueError, KeyError, TypeError):
        return None
