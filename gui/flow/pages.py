"""What is shown of each step, in words; the steps of a set are in `setpages`."""

from collections.abc import Callable

from gui.flow import setpages
from gui.flow.facts import Drill
from gui.flow.flow import Flow
from gui.flow.gate import POINTS
from gui.flow.path import NEEDS
from gui.flow.step import Choice, FlowPicture, Light, Mark, Page, Step, skip
from gui.language import named, text

CONSENT_VERSION = "1"
MOST_PEOPLE = 9


def picture_of(flow: Flow) -> FlowPicture:
    """Everything that a view draws of a flow."""
    marks = {step: _mark(flow, step) for step in Step}
    details = flow.outcome.statements if flow.at is Step.RESULT and flow.outcome else ()
    drill = _looked_at(flow) if flow.at is Step.PROTOCOL else None
    page = _PAGES[flow.at](flow)
    return FlowPicture(flow.at, marks, page, flow.notice, flow.loud, details, drill)


def _mark(flow: Flow, step: Step) -> Mark:
    if step is flow.at:
        return Mark.NOW
    if not flow.path.uses(step):
        return Mark.UNUSED
    if step in flow.path.skipped:
        return Mark.SKIPPED
    return Mark.DONE if step in flow.path.done else Mark.OPEN


def _participant(flow: Flow) -> Page:
    if flow.participant and flow.met and not flow.kept.consent_version:
        return _consent(flow)
    people = flow.today[:MOST_PEOPLE]
    choices = [
        Choice("person", _called(flow, name), str(key), name) for key, name in enumerate(people, 1)
    ]
    if before := flow.before:
        drill = flow.drills[before.drill].title
        about = {"participant": before.participant, "protocol": drill}
        go_on = text("flow.go_on", number=before.set_number, **about)
        choices.insert(0, Choice("go_on", go_on, "Return"))
    sentence = text("participant.sentence")
    if flow.participant and flow.met:
        doubt = "participant.withdraw_sure" if flow.doubts("withdraw") else "participant.withdraw"
        choices.append(Choice("withdraw", text(doubt)))
        version = flow.kept.consent_version
        sentence = text("participant.consented", name=flow.participant, version=version)
    return Page(
        text("participant.headline"),
        sentence,
        choices=tuple(choices),
        field=text("participant.example"),
    )


def _called(flow: Flow, participant: str) -> str:
    name = flow.names.get(participant, "")
    return f"{participant}: {name}" if name else participant


def _consent(flow: Flow) -> Page:
    """For the chosen participant who has not consented, or has withdrawn."""
    name, other = flow.participant, Choice("other", text("participant.other"), "N")
    if date := flow.kept.withdrawn_on:
        why = text("participant.withdrawn", name=name, date=date)
        return Page(name, light=Light.WRONG, why=why, choices=(other, _consents()))
    said = text("participant.consent", version=CONSENT_VERSION, name=name)
    return Page(name, said, Light.WAIT, choices=(_consents(), skip(), other))


def _consents() -> Choice:
    return Choice("consent", text("participant.consents"), "Return", CONSENT_VERSION)


def _protocol(flow: Flow) -> Page:
    choices = (Choice("drill", _listed(drill), "", drill.name) for drill in _drills(flow))
    return Page(text("protocol.headline"), text("protocol.sentence"), choices=tuple(choices))


def _drills(flow: Flow) -> list[Drill]:
    """Drills that this rig cannot score are last."""
    return sorted(flow.drills.values(), key=lambda drill: bool(drill.unscorable))


def _listed(drill: Drill) -> str:
    title = drill.title
    return text("protocol.listed_unscorable", title=title) if drill.unscorable else title


def _looked_at(flow: Flow) -> Drill | None:
    """The first of the list until another is selected."""
    return flow.drills.get(flow.looked_at) or next(iter(_drills(flow)), None)


def _boards(flow: Flow) -> Page:
    check, skip = flow.check, Choice("skip", text("boards.skip"), "Escape")
    sensors = flow.drill.sensors if flow.drill else frozenset({"plates", "dowel"})
    if missing := sensors - flow.facts.roles:
        return Page(
            text("boards.missing", roles=text("boards.and").join(map(named, sorted(missing)))),
            text("boards.missing_sentence"),
            Light.WAIT,
            flow.facts.trouble,
        )
    sentence = text("boards.sentence", done=len(check.answered), all=len(check.channels))
    asked = named(check.asked)
    headline = text(f"boards.{'dowel' if check.asked in POINTS else 'plates'}", channel=asked)
    if check.other:
        wrong = text("boards.other", other=named(check.other), channel=asked)
        return Page(headline, sentence, Light.WRONG, wrong, (skip,))
    return Page(headline, sentence, Light.WAIT, text("boards.waiting"), (skip,))


def _prepared(flow: Flow) -> Page:
    """Zero, weight and the dowel's levels: a light shows whether they would be taken now."""
    name, what = flow.at.value, flow.preparing
    at_hand = what.value if what else ""
    part = f"_{at_hand}" if flow.at is Step.TOUCH else ""
    sentence = text(f"touch.{at_hand}" if part else f"{name}.sentence")
    ready = flow.facts.readiness
    known = ready if ready and ready.quantity == at_hand else None
    good = known is not None and not known.waits
    why = text("flow.good" if good else "flow.wait")
    if known and known.waits:
        why = known.waits
    if flow.armed and not good:
        sentence = text(f"{name}.armed")
    take = Choice("take", text(f"{name}.take"), "Return")
    light = Light.GOOD if good else Light.WAIT
    return Page(text(f"{name}.headline{part}"), sentence, light, why, (take, skip()))


_PAGES: dict[Step, Callable[[Flow], Page]] = {
    Step.PARTICIPANT: _participant,
    Step.PROTOCOL: _protocol,
    Step.BOARDS: _boards,
    **dict.fromkeys(NEEDS, _prepared),
    Step.READY: setpages.ready,
    Step.RECORD: setpages.record,
    Step.RESULT: setpages.result,
}
