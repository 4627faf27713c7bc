"""The coach's actions in a session, by the names of choices and keys.

An action that is not possible now has no effect.
"""

from collections.abc import Callable

from gui.flow.asking import ANSWERS
from gui.flow.facts import Kept
from gui.flow.flow import Flow
from gui.flow.path import NEEDS
from gui.flow.step import Step
from gui.language import text
from gui.tasks import AddNote, DiscardTrial, KeepConsent, LookUpPerson, WriteReport
from rig.stream.api import Mark, Stop


def act(flow: Flow, name: str, value: str = "") -> None:
    """Performs the action of a choice or a key; ignores an unknown name."""
    flow.notice, flow.loud = "", False
    flow.sure.keep_only(name)
    if name in ACTS:
        ACTS[name](flow, value)


def _is_sure(flow: Flow, name: str) -> bool:
    """Whether this is the second request within a few seconds."""
    return flow.sure.is_sure(name, flow.facts.now_s)


# Participant and drill


def _person(flow: Flow, name: str) -> None:
    flow.participant, flow.before = name, None
    flow.today = [name, *(other for other in flow.today if other != name)]
    flow.set_number = 1
    flow.untouched = False
    flow.path.skipped -= {Step.WEIGH, Step.TOUCH}
    flow.path.done -= {Step.PARTICIPANT, Step.WEIGH, Step.TOUCH}
    flow.kept, flow.met = Kept(), False
    flow.asks.append(LookUpPerson(name))


def _go_on(flow: Flow, _: str) -> None:
    if before := flow.before:
        _person(flow, before.participant)
        flow.drill, flow.set_number = flow.drills[before.drill], before.set_number
        flow.path.done.add(Step.PROTOCOL)


def _other(flow: Flow, _: str) -> None:
    flow.met = False


def _consent(flow: Flow, version: str) -> None:
    flow.asks.append(KeepConsent(flow.participant, flow.assessor, version))


def _withdraw(flow: Flow, _: str) -> None:
    if _is_sure(flow, "withdraw"):
        flow.asks.append(KeepConsent(flow.participant, flow.assessor, withdrawn=True))


def _look_at(flow: Flow, name: str) -> None:
    flow.looked_at = name


def _drill(flow: Flow, name: str) -> None:
    drill = flow.drills.get(name)
    if drill is None or drill.unscorable:
        reason = drill.unscorable if drill else name
        flow.notice, flow.loud = text("protocol.unscorable", reason=reason), True
        return
    flow.drill, flow.set_number = drill, 1
    flow.check.begin(flow.facts.connection, drill.sensors)
    flow.path.finish(Step.PROTOCOL)


# From step to step


def _go(flow: Flow, name: str) -> None:
    if flow.at is not Step.RECORD:
        flow.path.enter(Step(name))


def _skip(flow: Flow, _: str) -> None:
    if flow.at is Step.BOARDS:
        flow.check.skip()
        flow.path.finish(Step.BOARDS)
    elif flow.asked_now:
        flow.asking.settle()
    elif flow.at in NEEDS or (flow.at is Step.PARTICIPANT and flow.met):
        flow.path.skip()


def _take(flow: Flow, _: str) -> None:
    flow.take()


def _start(flow: Flow, _: str) -> None:
    if flow.at is Step.READY:
        flow.halted = False
        flow.record()


def _stop(flow: Flow, _: str) -> None:
    flow.asks.append(Stop())


def _mark(flow: Flow, _: str) -> None:
    flow.asks.append(Mark())


# After a set


def _note(flow: Flow, words: str) -> None:
    if flow.outcome and words:
        flow.asks.append(AddNote(flow.outcome.path, words, flow.assessor))


def _answer(flow: Flow, answer: str) -> None:
    if (about := flow.asked_now) and answer in ANSWERS[about]:
        flow.asks.append(AddNote(flow.asking.path, answer, flow.assessor, about))
        flow.asking.settle()


def _report(flow: Flow, _: str) -> None:
    if flow.outcome:
        flow.notice = text("result.reporting")
        flow.asks.append(WriteReport(flow.outcome.path))


def _discard(flow: Flow, _: str) -> None:
    if flow.outcome is None or not _is_sure(flow, "discard"):
        return
    flow.asks.append(DiscardTrial(flow.outcome.path))
    flow.notice = text("result.discarded")
    flow.outcome = None
    flow.path.enter(Step.READY)


def _next_set(flow: Flow, _: str) -> None:
    if flow.drill and flow.at is Step.RESULT:
        flow.set_number += 1
        flow.rest_until_s = flow.facts.now_s + flow.drill.rest_s
        flow.path.enter(Step.READY)


def _next_drill(flow: Flow, _: str) -> None:
    flow.path.enter(Step.PROTOCOL)


def _next_person(flow: Flow, _: str) -> None:
    """The plates are empty in between: one zero serves as the zero after for the one person and the
    zero before for the other."""
    flow.path.done -= {Step.ZERO}
    flow.path.enter(Step.PARTICIPANT)


ACTS: dict[str, Callable[[Flow, str], None]] = {
    "person": _person,
    "go_on": _go_on,
    "other": _other,
    "consent": _consent,
    "withdraw": _withdraw,
    "look_at": _look_at,
    "drill": _drill,
    "go": _go,
    "skip": _skip,
    "take": _take,
    "start": _start,
    "stop": _stop,
    "mark": _mark,
    "note": _note,
    "answer": _answer,
    "report": _report,
    "discard": _discard,
    "next_set": _next_set,
    "next_drill": _next_drill,
    "next_person": _next_person,
}
