"""What is shown of each stage of a calibration, in words."""

from collections.abc import Mapping
from typing import Any

from gui.calibrating.form import fields_of
from gui.calibrating.guide import CalibrationGuide
from gui.calibrating.picture import CalibrationPicture, Course, Place, Table
from gui.flow.step import Choice, Light, Page
from gui.language import named, text


def picture_of(guide: CalibrationGuide) -> CalibrationPicture:
    """Everything that a page draws of a guide."""
    about: dict[str, Any] = {"notice": guide.notice, "loud": guide.loud, "history": guide.history}
    about["unreal"] = text("unreal.simulated") if guide.simulated else ""
    if not guide.stage:
        return CalibrationPicture(Page(text("calibration.no_engine"), light=Light.WAIT), **about)
    if guide.stage == "none":
        form = fields_of(guide.words["before"], guide.wrong)
        return CalibrationPicture(_first(guide), form=form, **about)
    progress = {"done": guide.words["done"], "steps": guide.words["steps"]}
    if guide.stage == "review":
        return _review(guide, about | progress)
    place, course = _place(guide.words["ask"]), _course(guide.words)
    lines = _lines(guide.words)
    return CalibrationPicture(
        _page(guide), place=place, course=course, lines=lines, **about, **progress
    )


def back() -> Choice:
    """Undoes the last reading."""
    return Choice("back", text("calibration.back"), "Backspace")


def _lines(words: Mapping[str, Any]) -> tuple[str, ...]:
    """The last reading, and why it could not be stored on the disk."""
    taken = [text("calibration.taken", what=words["taken"])] if words["taken"] else []
    unkept = [text("calibration.unkept", why=words["unkept"])] if words["unkept"] else []
    return (*taken, *unkept)


def _first(guide: CalibrationGuide) -> Page:
    trouble = guide.words["trouble"]
    light = Light.WAIT if trouble else Light.NONE
    return Page(text("calibration.headline"), text("calibration.sentence"), light, trouble)


def _page(guide: CalibrationGuide) -> Page:
    """For a stage in which readings are taken."""
    words, ask = guide.words, guide.words["ask"]
    empty = ask is None or not ask["mass_kg"]
    headline = _headline(ask) if ask else text("calibration.empty")
    sentence = _sentence(words)
    if words["trouble"]:
        why = text("calibration.lost", trouble=words["trouble"])
        return Page(headline, sentence, Light.WRONG, why, (back(), _discard(guide)))
    take = Choice("take", text("calibration.take_empty" if empty else "calibration.take"), "Return")
    choices = [take, back(), *_others(words), _discard(guide)]
    if doubt := words["doubt"]:
        choices.insert(1, Choice("take", text("calibration.anyway"), "K", "anyway"))
        return Page(headline, sentence, Light.WRONG, doubt, tuple(choices))
    light = Light.WAIT if words["why"] else Light.GOOD
    return Page(
        headline, sentence, light, words["why"] or text("calibration.still"), tuple(choices)
    )


def _headline(ask: Mapping[str, Any]) -> str:
    where = f"{named(ask['foot'])} {named(ask['where'])}".capitalize()
    if not ask["mass_kg"]:
        return text("calibration.empty_at", where=where)
    return text("calibration.mass_at", where=where, mass=f"{ask['mass_kg']:g}")


def _sentence(words: Mapping[str, Any]) -> str:
    """Where the mass is and whether it goes up or down, or that it is waited for."""
    ask = words["ask"]
    if words["armed"]:
        return text("calibration.armed")
    if ask is None:
        return text(f"calibration.{words['stage']}_sentence")
    place = text("calibration.place", y=f"{ask['y_mm']:g}", x=_aside(ask["x_mm"]))
    if words["stage"] == "points":
        return place
    return f"{place} {text('calibration.up' if ask['rising'] else 'calibration.down')}"


def _place(ask: Mapping[str, Any] | None) -> Place:
    if ask is None or not ask["mass_kg"]:
        return Place()
    return Place(ask["foot"], ask["x_mm"], ask["y_mm"], f"{ask['mass_kg']:g} kg")


def _aside(x_mm: float) -> str:
    if not x_mm:
        return text("calibration.middle")
    return text("calibration.right" if x_mm > 0 else "calibration.left", x=f"{abs(x_mm):g}")


def _others(words: Mapping[str, Any]) -> list[Choice]:
    if words["stage"] == "masses":
        return [Choice("again", text("calibration.again"), "O")]
    if words["stage"] == "points":
        return [
            Choice("again", text("calibration.again_points"), "O"),
            Choice("leave", text("calibration.leave"), "L"),
        ]
    if words["stage"] == "empty_again":
        return [Choice("leave", text("calibration.leave"), "L")]
    return []


def _discard(guide: CalibrationGuide) -> Choice:
    sure = guide.sure.doubts("discard", guide.now_s)
    return Choice(
        "discard", text("calibration.discard_sure" if sure else "calibration.discard"), "Delete"
    )


def _course(words: Mapping[str, Any]) -> Course | None:
    """The course of the present region; until it has a reading, that of the region loaded last."""
    ask, courses = words["ask"], [Course.from_words(one) for one in words["courses"]]
    at_hand = f"{ask['foot']} {ask['where']}" if ask else ""
    named = [one for one in courses if one.title == at_hand and one.counts]
    loaded = [one for one in courses if one.counts]
    return next(iter(named or loaded[-1:]), None)


def _review(guide: CalibrationGuide, about: Mapping[str, Any]) -> CalibrationPicture:
    review, discard = guide.words["review"], _discard(guide)
    course = _course(guide.words)
    if review["problem"]:
        page = Page(
            text("calibration.review"), "", Light.WRONG, review["problem"], (back(), discard)
        )
        return CalibrationPicture(page, course=course, **about)
    sure = guide.sure.doubts("keep", guide.now_s)
    keep = Choice("keep", text("calibration.keep_sure" if sure else "calibration.keep"), "Return")
    far = "; ".join(review["far_off"])
    page = Page(
        _tier(review["tier"]),
        "; ".join(review["reasons"]),
        Light.WRONG if far else Light.NONE,
        text("calibration.far_off", holds=far) if far else "",
        (keep, back(), discard),
        field=text("calibration.correct"),
    )
    result = Table(("", *review["names"]), tuple(tuple(row) for row in review["rows"]))
    lines = (review["note"],)
    return CalibrationPicture(page, course=course, result=result, lines=lines, **about)


def _tier(name: str) -> str:
    named = {"none": "tier_none", "not established": "tier_unknown"}
    return text(f"calibration.{named.get(name, 'tier')}", tier=name)
