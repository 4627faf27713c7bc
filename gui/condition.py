"""The state of boards and recording, in words, from a state of the engine."""

from pathlib import Path

from gui.language import said, text
from gui.picture import Interrupted, Link, Readiness, Recording, Status
from rig.plain import plain
from rig.stream.api import BoardState, CaptureState, State, TrialState

LONGEST_NAME, LONGEST_SENTENCE = 100, 500


def status_of(
    state: State | None, *, connected: bool, starting: bool = False, hung: str = ""
) -> Status:
    """The slowly changing data, in words, from a state of the engine; None before the first.

    `hung` is the sentence that it does not answer, and what to do; empty if it answers.
    """
    can_start = bool(hung) or not (connected or starting)
    no_engine = hung or ("" if connected else text("engine.gone"))
    if state is None:
        trouble = "" if connected else text("session.no_engine")
        trouble = plain(hung or trouble, LONGEST_SENTENCE)
        return Status((), None, trouble, connected, can_start=can_start, no_engine=no_engine)
    return Status(
        tuple(_link(board) for board in state.boards),
        _recording(state.trial),
        plain(hung or state.trouble, LONGEST_SENTENCE),
        connected,
        interrupted=tuple(Interrupted(path, _name(path)) for path in state.interrupted),
        recovering=_name(state.recovering or ""),
        folder=plain(state.folder),
        connection=state.number,
        can_start=can_start,
        no_engine=no_engine,
        concerns=tuple(plain(one, LONGEST_SENTENCE) for one in state.concerns),
        readiness=_readiness(state.capture),
    )


def hung_words(process: int | None) -> str:
    """That the engine does not answer, and what to do."""
    if process is None:
        return text("engine.hung_somewhere")
    return text("engine.hung", process=process)


def _name(path: str) -> str:
    return plain(Path(path).name, LONGEST_NAME)


def _readiness(capture: CaptureState | None) -> Readiness | None:
    if capture is None:
        return None
    waits = plain(said(capture.waits), LONGEST_SENTENCE) if capture.waits else ""
    return Readiness(capture.quantity.value, capture.armed, waits)


def _link(board: BoardState) -> Link:
    return Link(
        board.role,
        plain(text("links.name", serial=board.serial, url=board.url), LONGEST_NAME),
        board.rate_hz,
        board.lost,
        board.silent_s,
        board.simulated,
        board.replayed,
        board.serial,
    )


def _recording(trial: TrialState | None) -> Recording | None:
    if trial is None:
        return None
    return Recording(
        _name(trial.path),
        trial.begun,
        trial.seconds,
        sum(trial.on_disk.values()),
        sum(trial.expected.values()),
        trial.repetitions,
    )
