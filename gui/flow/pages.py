"""What is shown of each step, in words."""

from collections.abc import Callable

from gui.flow.asking import ANSWERS
from gui.flow.facts import Drill, Outcome
from gui.flow.flow import NEEDS, Flow
from gui.flow.gate import POINTS, not_ready
from gui.flow.step import Choice, FlowPicture, Light, Mark, Page, Step
from gui.language import named, text

CONSENT_VERSION = "1"
MOST_PEOPLE = 9


def picture_of(flow: Flow) -> FlowPicture:
    """All that a view draws of a flow."""
    marks = {step: _mark(flow, step) for step in Step}
    details = flow.outcome.statements if flow.at is Step.RESULT and flow.outcome else ()
    drill = _looked_at(flow) if flow.at is Step.PROTOCOL else None
    page = _PAGES[flow.at](flow)
    return FlowPicture(flow.at, marks, page, flow.notice, flow.loud, details, drill)


def _mark(flow: Flow, step: Step) -> Mark:
    if step is flow.at:
        return Mark.NOW
    if not flow.uses(step):
        return Mark.UNUSED
    if step in flow.skipped:
        return Mark.SKIPPED
    return Mark.DONE if step in flow.done else Mark.OPEN


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
    """Of who was chosen and has not consented, or has withdrawn."""
    name, other = flow.participant, Choice("other", text("participant.other"), "N")
    if date := flow.kept.withdrawn_on:
        why = text("participant.withdrawn", name=name, date=date)
        return Page(name, light=Light.WRONG, why=why, choices=(other, _consents()))
    said = text("participant.consent", version=CONSENT_VERSION, name=name)
    return Page(name, said, Light.WAIT, choices=(_consents(), _skip(), other))


def _consents() -> Choice:
    return Choice("consent", text("participant.consents"), "Return", CONSENT_VERSION)


def _skip() -> Choice:
    return Choice("skip", text("flow.skip"), "Escape")


def _protocol(flow: Flow) -> Page:
    choices = (Choice("drill", _listed(drill), "", drill.name) for drill in _drills(flow))
    return Page(text("protocol.headline"), text("protocol.sentence"), choices=tuple(choices))


def _drills(flow: Flow) -> list[Drill]:
    """What this rig cannot score comes last."""
    return sorted(flow.drills.values(), key=lambda drill: bool(drill.unscorable))


def _listed(drill: Drill) -> str:
    title = drill.title
    return text("protocol.listed_unscorable", title=title) if drill.unscorable else title


def _looked_at(flow: Flow) -> Drill | None:
    """The first of the list until another is looked at."""
    return flow.drills.get(flow.looked_at) or next(iter(_drills(flow)), None)


def _boards(flow: Flow) -> Page:
    check, skip = flow.check, Choice("skip", text("boards.skip"), "Escape")
    sensors = flow.drill.sensors if flow.drill else frozenset({"plates", "dowel"})
    if missing := sensors - flow.facts.roles:
        return Page(
            text("boards.missing", roles=text("boards.and").join(map(named, sorted(missing)))),
            text("boards.missing_sentence", trouble=flow.facts.trouble),
            Light.WAIT,
        )
    sentence = text("boards.sentence", done=len(check.answered), all=len(check.channels))
    asked = named(check.asked)
    headline = text(f"boards.{'dowel' if check.asked in POINTS else 'plates'}", channel=asked)
    if check.other:
        wrong = text("boards.other", other=named(check.other), channel=asked)
        return Page(headline, sentence, Light.WRONG, wrong, (skip,))
    return Page(headline, sentence, Light.WAIT, text("boards.waiting"), (skip,))


def _prepared(flow: Flow) -> Page:
    """Zero, weight and the dowel's levels: a light says whether they would be taken now."""
    name, what = flow.at.value, flow.preparing
    part = f"_{what}" if flow.at is Step.TOUCH else ""
    sentence = text(f"touch.{what}" if part else f"{name}.sentence")
    good = flow.facts.hints.get(what) == ""
    why = flow.facts.hints.get(what) or text("flow.good" if good else "flow.wait")
    if flow.armed and not good:
        sentence = text(f"{name}.armed")
    take = Choice("take", text(f"{name}.take"), "Return")
    light = Light.GOOD if good else Light.WAIT
    return Page(text(f"{name}.headline{part}"), sentence, light, why, (take, _skip()))


def _ready(flow: Flow) -> Page:
    now_s, start = flow.facts.now_s, Choice("start", text("ready.start"), "Return")
    if now_s < flow.rest_until_s:
        rest = text("ready.rest", seconds=round(flow.rest_until_s - now_s))
        return Page(rest, _cue(flow), Light.NONE, "", (start,))
    sensors = flow.drill.sensors if flow.drill else frozenset()
    why = not_ready(flow.facts, sensors)
    if date := flow.kept.withdrawn_on:
        why = text("participant.withdrawn", name=flow.participant, date=date)
        return Page(text("ready.headline"), light=Light.WRONG, why=why)
    left_s = flow.gate.left_s(now_s)
    if left_s is not None:
        return Page(text("ready.countdown", seconds=int(left_s) + 1), _cue(flow), Light.GOOD)
    light = Light.WRONG if why else Light.GOOD
    return Page(text("ready.headline"), _cue(flow), light, why or text("ready.good"), (start,))


def _cue(flow: Flow) -> str:
    """A cue of the drill, another one each set."""
    cues = flow.drill.cues if flow.drill else ()
    return cues[(flow.set_number - 1) % len(cues)] if cues else ""


def _record(flow: Flow) -> Page:
    choices = (
        Choice("stop", text("record.stop"), "S"),
        Choice("mark", text("record.mark"), "M"),
    )
    if flow.drill is None or not flow.facts.begun:
        return Page(text("record.waiting"), choices=choices)
    counted = {"count": flow.facts.repetitions, "repetitions": flow.drill.repetitions}
    sets = {"number": flow.set_number, "sets": flow.drill.sets}
    return Page(
        text("record.headline", **counted),
        text("record.sentence", **counted, **sets),
        choices=choices,
    )


LIGHTS = {"whole": Light.GOOD, "usable": Light.WAIT, "not valid": Light.WRONG}


def _result(flow: Flow) -> Page:
    outcome = flow.outcome
    if flow.asked_now:
        return _question(flow)
    go_on = (
        Choice("next_set", text("result.next_set"), "Return"),
        Choice("next_drill", text("result.next_drill"), "D"),
        Choice("next_person", text("result.next_person"), "N"),
    )
    if outcome is None:
        return Page(text("result.working"), choices=go_on)
    report = Choice("report", text("result.report"), "W")
    discard = text("result.discard_sure" if flow.doubts("discard") else "result.discard")
    return Page(
        text("result.headline", verdict=named(outcome.verdict).capitalize()),
        _counted(flow, outcome),
        LIGHTS.get(outcome.verdict, Light.WRONG),
        "; ".join(outcome.reasons),
        (*go_on, report, *_zero_after(outcome), Choice("discard", discard, "Delete")),
        field=text("result.keep_note"),
    )


def _zero_after(outcome: Outcome) -> tuple[Choice, ...]:
    """Where only the empty plates can tell how good the figures are."""
    step_off = Choice("go", text("result.zero_after"), "Z", Step.ZERO.value)
    return (step_off,) if outcome.zero_pending else ()


def _question(flow: Flow) -> Page:
    about = flow.asked_now
    answers = (
        Choice("answer", text(f"asked.{about}_{answer}"), "", answer) for answer in ANSWERS[about]
    )
    return Page(
        text(f"asked.{about}"),
        text(f"asked.{about}_sentence", name=flow.participant, number=flow.set_number),
        choices=(*answers, _skip()),
    )


def _counted(flow: Flow, outcome: Outcome) -> str:
    if outcome.repetitions is None:
        return text("result.working")
    counts = {"repetitions": outcome.repetitions, "losses": outcome.losses}
    return text("result.counted", number=flow.set_number, **counts)


_PAGES: dict[Step, Callable[[Flow], Page]] = {
    Step.PARTICIPANT: _participant,
    Step.PROTOCOL: _protocol,
    Step.BOARDS: _boards,
    **dict.fromkeys(NEEDS, _prepared),
    Step.READY: _ready,
    Step.RECORD: _record,
    Step.RESULT: _result,
}
