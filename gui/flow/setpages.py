"""What is shown of a set, in words: before, during and after its recording."""

from gui.flow.asking import ANSWERS
from gui.flow.facts import Outcome
from gui.flow.flow import Flow
from gui.flow.gate import not_ready
from gui.flow.step import Choice, Light, Page, Step, skip
from gui.language import named, text


def ready(flow: Flow) -> Page:
    """Rest, what is amiss, or the countdown."""
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


def record(flow: Flow) -> Page:
    """The progress of the set."""
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


def result(flow: Flow) -> Page:
    """The outcome of the set, and the questions after it."""
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
        _why(outcome),
        (*go_on, report, *_zero_after(outcome), Choice("discard", discard, "Delete")),
        field=text("result.keep_note"),
    )


def _why(outcome: Outcome) -> str:
    """Why the recording is not better, and how far the figures can be trusted."""
    lines = ["; ".join(outcome.reasons)]
    if outcome.trust:
        lines.append(text("result.trust", why="; ".join(outcome.trust)))
    return "\n".join(filter(None, lines))


def _zero_after(outcome: Outcome) -> tuple[Choice, ...]:
    """Offered if only the empty plates can show how good the figures are."""
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
        choices=(*answers, skip()),
    )


def _counted(flow: Flow, outcome: Outcome) -> str:
    if outcome.repetitions is None:
        return text("result.working")
    counts = {"repetitions": outcome.repetitions, "losses": outcome.losses}
    return text("result.counted", number=flow.set_number, **counts)
