"""The state of boards and recording, in words, from a state of the engine."""

from pathlib import Path
from typing import Any

from gui.language import text
from gui.picture import Interrupted, Link, Recording, Status
from rig.plain import plain

LONGEST_NAME, LONGEST_SENTENCE = 100, 500
Message = dict[str, Any]


def status_of(state: Message, *, connected: bool, starting: bool = False, hung: str = "") -> Status:
    """The slowly changing data, in words, from a state of the engine.

    `hung` is the sentence that it does not answer, and what to do; empty if it answers.
    """
    trouble = state.get("trouble", "") if connected else text("session.no_engine")
    links = tuple(_link(board) for board in state.get("boards", []))
    return Status(
        links,
        _recording(state.get("recording")),
        plain(hung or trouble, LONGEST_SENTENCE),
        connected,
        interrupted=tuple(Interrupted(p, _name(p)) for p in state.get("interrupted", [])),
        recovering=_name(state.get("recovering") or ""),
        folder=plain(state.get("folder", "")),
        connection=state.get("number", 0),
        can_start=bool(hung) or not (connected or starting),
        no_engine=hung or ("" if connected else text("engine.gone")),
        concerns=tuple(plain(c, LONGEST_SENTENCE) for c in state.get("concerns", [])),
    )


def hung_words(process: int | None) -> str:
    """That the engine does not answer, and what to do."""
    if process is None:
        return text("engine.hung_somewhere")
    return text("engine.hung", process=process)


def _name(path: str) -> str:
    return plain(Path(path).name, LONGEST_NAME)


def _link(board: Message) -> Link:
    return Link(
        board["role"],
        plain(text("links.name", serial=board["serial"], url=board["url"]), LONGEST_NAME),
        board["rate_hz"],
        board["lost"],
        board["silent_s"],
        board["simulated"],
        board["replayed"],
        board["serial"],
    )


def _recording(trial: Message | None) -> Recording | None:
    if not trial:
        return None
    on_disk, expected = (sum(trial[name].values()) for name in ("on_disk", "expected"))
    return Recording(
        _name(trial["path"]),
        trial["begun"],
        trial["seconds"],
        on_disk,
        expected,
        trial["repetitions"],
    )
