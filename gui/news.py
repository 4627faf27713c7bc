"""What is new in a state of the engine, in sentences; `before` is the previous one, or None."""

from collections.abc import Iterator

from gui.language import named, text
from rig.stream.api import EndedTrial, RecoveredTrial, State


def closed_trial(before: State | None, state: State) -> EndedTrial | None:
    """The trial closed since; None for a trial closed before the window connected."""
    return state.last if before and state.last != before.last else None


def news_of(before: State | None, state: State) -> Iterator[str]:
    """The sentences on trouble, on a recovered trial, and on the disk."""
    if before and state.trouble and state.trouble != before.trouble:
        yield state.trouble
    if before and state.recovered and state.recovered != before.recovered:
        yield _recovered(state.recovered)
    warned = before and before.trial and before.trial.warning
    if state.trial and state.trial.warning and not warned:
        yield state.trial.warning


def gone_from(before: State | None, state: State) -> set[str]:
    """The roles of boards that have disappeared."""
    roles = {board.role for board in before.boards} if before else set[str]()
    return roles - {board.role for board in state.boards}


def saved(last: EndedTrial) -> str:
    """Where a closed trial is, and its verdict."""
    return text("session.saved", path=last.path, verdict=_verdict(last))


def ended(before: State | None, last_words: str) -> str:
    """That the engine is gone, where its trial is, what to do, and its last message."""
    trial = before.trial if before else None
    kept = [text("session.kept", path=trial.path)] if trial else []
    last = [text("session.last_words", words=last_words)] if last_words else []
    return " ".join([text("session.ended"), *kept, text("session.begin"), *last])


def _recovered(recovered: RecoveredTrial) -> str:
    if problem := recovered.problem:
        return text("session.not_recovered", trial=recovered.trial, problem=problem)
    return text("session.recovered", path=recovered.path, verdict=_verdict(recovered))


def _verdict(trial: EndedTrial | RecoveredTrial) -> str:
    verdict, why = named(trial.verdict or ""), "; ".join(trial.reasons)
    return text("session.verdict_why" if why else "session.verdict", verdict=verdict, why=why)
