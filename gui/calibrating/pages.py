"""What is shown of each stage of a calibration, in words."""

from collections.abc import Mapping
from typing import Any

from gui.calibrating.form import fields_of
from gui.calibrating.guide import CalibrationGuide
from gui.calibrating.picture import CalibrationPicture, Course, Place, Table
from gui.flow.step import Choice, Light, Page
from gui.language import named, said, text
from rig.measure.calibrating.course import RegionCourse
from rig.measure.calibrating.plan import Ask
from rig.stream.api import CalibrationState, ReviewState


def picture_of(guide: CalibrationGuide) -> CalibrationPicture:
    """Everything that a page draws of a guide."""
    about: dict[str, Any] = {"notice": guide.notice, "loud": guide.loud, "history": guide.history}
    about["unreal"] = text("unreal.simulated") if guide.simulated else ""
    state = guide.state
    if state is None:
        return CalibrationPicture(Page(text("calibration.no_engine"), light=Light.WAIT), **about)
    if state.before:
        form = fields_of(state.before, guide.wrong)
        return CalibrationPicture(_first(state), form=form, **about)
    progress: dict[str, Any] = {"done": state.done, "steps": state.steps}
    if state.review:
        return _review(guide, state, state.review, about | progress)
    return CalibrationPicture(
        _page(guide, state),
        place=_place(state.ask),
        course=_course(state),
        lines=_lines(state),
        **about,
        **progress,
    )


def back() -> Choice:
    """Undoes the last reading."""
    return Choice("back", text("calibration.back"), "Backspace")


def _lines(state: CalibrationState) -> tuple[str, ...]:
    """The last reading, and why it could not be stored on the disk."""
    taken = [text("calibration.taken", what=state.taken)] if state.taken else []
    unkept = [text("calibration.unkept", why=state.unkept)] if state.unkept else []
    return (*taken, *unkept)


def _first(state: CalibrationState) -> Page:
    trouble = said(state.trouble) if state.trouble else ""
    light = Light.WAIT if trouble else Light.NONE
    return Page(text("calibration.headline"), text("calibration.sentence"), light, trouble)


def _page(guide: CalibrationGuide, state: CalibrationState) -> Page:
    """For a stage in which readings are taken."""
    ask, ready = state.ask, guide.readiness
    empty = ask is None or not ask.mass_kg
    headline = _headline(ask) if ask else text("calibration.empty")
    sentence = _sentence(state, armed=ready.armed if ready else False)
    if state.trouble:
        why = text("calibration.lost", trouble=said(state.trouble))
        return Page(headline, sentence, Light.WRONG, why, (back(), _discard(guide)))
    take = Choice("take", text("calibration.take_empty" if empty else "calibration.take"), "Return")
    choices = [take, back(), *_others(state.stage), _discard(guide)]
    if state.doubt:
        choices.insert(1, Choice("take", text("calibration.anyway"), "K", "anyway"))
        return Page(headline, sentence, Light.WRONG, said(state.doubt), tuple(choices))
    waits = ready.waits if ready else text("flow.wait")
    light = Light.WAIT if waits else Light.GOOD
    return Page(headline, sentence, light, waits or text("calibration.still"), tuple(choices))


def _headline(ask: Ask) -> str:
    where = f"{named(ask.foot)} {named(ask.where)}".capitalize()
    if not ask.mass_kg:
        return text("calibration.empty_at", where=where)
    return text("calibration.mass_at", where=where, mass=f"{ask.mass_kg:g}")


def _sentence(state: CalibrationState, *, armed: bool) -> str:
    """Where the mass is and whether it goes up or down, or that it is waited for."""
    ask = state.ask
    if armed:
        return text("calibration.armed")
    if ask is None:
        return text(f"calibration.{state.stage}_sentence")
    place = text("calibration.place", y=f"{ask.y_mm:g}", x=_aside(ask.x_mm))
    if state.stage == "points":
        return place
    return f"{place} {text('calibration.up' if ask.rising else 'calibration.down')}"


def _place(ask: Ask | None) -> Place:
    if ask is None or not ask.mass_kg:
        return Place()
    return Place(ask.foot, ask.x_mm, ask.y_mm, f"{ask.mass_kg:g} kg")


def _aside(x_mm: float) -> str:
    if not x_mm:
        return text("calibration.middle")
    return text("calibration.right" if x_mm > 0 else "calibration.left", x=f"{abs(x_mm):g}")


def _others(stage: str) -> list[Choice]:
    if stage == "masses":
        return [Choice("again", text("calibration.again"), "O")]
    if stage == "points":
        return [
            Choice("again", text("calibration.again_points"), "O"),
            Choice("skip", text("calibration.leave"), "L"),
        ]
    if stage == "empty_again":
        return [Choice("skip", text("calibration.leave"), "L")]
    return []


def _discard(guide: CalibrationGuide) -> Choice:
    sure = guide.sure.doubts("discard", guide.now_s)
    return Choice(
        "discard", text("calibration.discard_sure" if sure else "calibration.discard"), "Delete"
    )


def _course(state: CalibrationState) -> Course | None:
    """The course of the present region; until it has a reading, that of the region loaded last."""
    ask, courses = state.ask, [_course_of(one) for one in state.courses]
    at_hand = f"{ask.foot} {ask.where}" if ask else ""
    named = [one for one in courses if one.title == at_hand and one.counts]
    loaded = [one for one in courses if one.counts]
    return next(iter(named or loaded[-1:]), None)


def _course_of(one: RegionCourse) -> Course:
    lines = one.residuals_n, one.line_counts, one.line_n
    return Course(f"{one.foot} {one.region}", one.counts, one.load_n, one.rising, *lines)


def _review(
    guide: CalibrationGuide, state: CalibrationState, review: ReviewState, about: Mapping[str, Any]
) -> CalibrationPicture:
    discard, course = _discard(guide), _course(state)
    if review.problem:
        page = Page(text("calibration.review"), "", Light.WRONG, review.problem, (back(), discard))
        return CalibrationPicture(page, course=course, **about)
    sure = guide.sure.doubts("keep", guide.now_s)
    keep = Choice("keep", text("calibration.keep_sure" if sure else "calibration.keep"), "Return")
    far = "; ".join(review.far_off)
    page = Page(
        _tier(review.tier),
        "; ".join(review.reasons),
        Light.WRONG if far else Light.NONE,
        text("calibration.far_off", holds=far) if far else "",
        (keep, back(), discard),
        field=text("calibration.correct"),
    )
    result = Table(("", *review.names), tuple(tuple(row) for row in review.rows))
    return CalibrationPicture(page, course=course, result=result, lines=(review.note,), **about)


def _tier(name: str) -> str:
    named = {"none": "tier_none", "not established": "tier_unknown"}
    return text(f"calibration.{named.get(name, 'tier')}", tier=name)
