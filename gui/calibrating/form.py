"""The form before the first mass: fields with the answers of the last time, and their parsing."""

from collections.abc import Mapping

from gui.form import Field
from gui.language import said, text
from rig.measure.calibrating.setup import FIGURES, Answers, faults, middle_kg
from rig.plain import plain

NAMES = ("operator", "masses_kg", *FIGURES)


def fields_of(before: Answers, wrong: Mapping[str, str]) -> tuple[Field, ...]:
    """All fields, each with its fault if it has one."""
    return tuple(
        Field(
            name,
            text(f"calibration.{name}"),
            _shown(getattr(before, name)),
            fault=wrong.get(name, ""),
            tip=text(f"calibration.{name}_tip"),
        )
        for name in NAMES
    )


def answers_in(texts: Mapping[str, str]) -> tuple[Answers, dict[str, str]]:
    """The answers, and what is wrong with them, field by field."""
    masses_kg = tuple(_numbers(texts["masses_kg"]))
    given = {name: _numbers(texts[name]) for name in FIGURES}
    figures = {name: one[0] if len(one) == 1 else None for name, one in given.items()}
    if not texts["check_kg"].strip():
        figures["check_kg"] = middle_kg(masses_kg)
    answers = Answers(texts["operator"].strip(), masses_kg, **figures)
    wrong = {name: said(reason) for name, reason in faults(answers).items()}
    if not answers.operator:
        wrong["operator"] = text("calibration.operator_missing")
    return answers, wrong


def _numbers(written: str) -> list[float]:
    """Numbers separated by spaces or semicolons, also with decimal commas; [] for other text."""
    try:
        return [float(word.replace(",", ".")) for word in written.replace(";", " ").split()]
    except ValueError:
        return []


def _shown(value: object) -> str:
    if isinstance(value, list | tuple):
        return " ".join(f"{one:g}" for one in value)
    return f"{value:g}" if isinstance(value, int | float) else plain(str(value or ""))
