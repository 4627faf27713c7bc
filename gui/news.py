"""What is new in a state of the engine, in sentences; `before` is the previous one, or empty."""

from collections.abc import Iterator

from gui.condition import Message
from gui.language import named, text


def closed_trial(before: Message, state: Message) -> Message | None:
    """The trial closed since; None for a trial closed before the window connected."""
    last: Message | None = state["last"]
    return last if before and last and last != before.get("last") else None


def news_of(before: Message, state: Message) -> Iterator[str]:
    """The sentences on trouble, on a recovered trial, and on the disk."""
    trouble, recovered = state["trouble"], state["recovered"]
    if before and trouble and trouble != before.get("trouble"):
        yield trouble
    if before and recovered and recovered != before.get("recovered"):
        yield _recovered(recovered)
    yield from _warning(before.get("recording"), state["recording"])


def gone_from(before: Message, boards: list[Message]) -> set[str]:
    """The roles of boards that have disappeared."""
    return {b["role"] for b in before.get("boards", [])} - {b["role"] for b in boards}


def saved(last: Message) -> str:
    """Where a closed trial is, and its verdict."""
    return text("session.saved", path=last["path"], verdict=_verdict(last))


def ended(before: Message, last_words: str) -> str:
    """That the engine is gone, where its trial is, what to do, and its last message."""
    recording = before.get("recording")
    kept = [text("session.kept", path=recording["path"])] if recording else []
    last = [text("session.last_words", words=last_words)] if last_words else []
    return " ".join([text("session.ended"), *kept, text("session.begin"), *last])


def _recovered(recovered: Message) -> str:
    if problem := recovered["problem"]:
        return text("session.not_recovered", trial=recovered["trial"], problem=problem)
    path, verdict = recovered["path"], _verdict(recovered)
    return text("session.recovered", path=path, verdict=verdict)


def _warning(before: Message | None, recording: Message | None) -> Iterator[str]:
    """Yields the warning once per trial."""
    if recording and recording["warning"] and not (before and before["warning"]):
        yield recording["warning"]


def _verdict(trial: Message) -> str:
    verdict, why = named(trial["verdict"]), "; ".join(trial["reasons"])
    return text("session.verdict_why" if why else "session.verdict", verdict=verdict, why=why)
