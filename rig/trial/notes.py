"""Notes on a trial, in a file beside it: raw data never change, and author and time of each note
are kept."""

from dataclasses import dataclass
from pathlib import Path

from rig.errors import UsageError
from rig.plain import plain
from rig.trial import lines

LONGEST_NOTE = 1000
FIELDS = ("text", "author", "utc", "about")


@dataclass(frozen=True, slots=True)
class Note:
    """A note on a trial, with author and time.

    `about` is empty, or names the question that it answers: `pain`, 0 to 10 as reported by the
    person, or `stop_reason`, why a set ended early, in a word.
    """

    text: str
    author: str
    utc: str
    about: str = ""


def notes_path(trial: Path) -> Path:
    """Path of the notes on a trial."""
    return trial.with_name(f"{trial.stem}.notes.jsonl")


def add_note(trial: Path, text: str, *, author: str, utc: str, about: str = "") -> None:
    """Appends a note. Raises UsageError for an empty one, or if it cannot be written."""
    words = plain(text, LONGEST_NOTE).strip()
    if not words:
        raise UsageError("expected a note, got nothing")
    if not trial.is_file():
        raise UsageError(f"expected a trial, there is none at {trial}")
    said = {"text": words, "author": author, "utc": utc} | ({"about": about} if about else {})
    lines.append(notes_path(trial), said)


def notes_of(trial: Path) -> list[Note]:
    """Notes on a trial, oldest first. Raises UsageError if they cannot be read."""
    return [
        Note(*(plain(said.get(name, ""), LONGEST_NOTE) for name in FIELDS))
        for said in lines.read(notes_path(trial)).said
    ]
