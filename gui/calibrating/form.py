"""The form before the first mass: fields with the answers of the last time, and their parsing."""

from collections.abc import Mapping
from typing import Any

from gui.form import Field
from gui.language import text
from rig.measure.calibrating.setup import FIGURES, faults, middle_kg
from rig.plain import plain

NAMES = ("operator", "masses_kg", *FIGURES)
Said = dict[str, Any]


def fields_of(before: Mapping[str, Any], wrong: Mapping[str, str]) -> tuple[Field, ...]:
    """All fields, each with its fault if it has one."""
    return tuple(
        Field(
            name,
            text(f"calibration.{name}"),
            _shown(before.get(name)),
            fault=wrong.get(name, ""),
            tip=text(f"calibration.{name}_tip"),
        )
        for name in NAMES
    )


def said_in(texts: Mapping[str, str]) -> tuple[Said, dict[str, str]]:
    """The answers in the engine's form, and what is wrong with them, field by field."""
    said: Said = {"operator": texts["operator"].strip()}
    said["masses_kg"] = _numbers(texts["masses_kg"])
    for name in FIGURES:
        numbers = _numbers(texts[name])
        said[name] = numbers[0] if len(numbers) == 1 else None
    if not texts["check_kg"].strip():
        said["check_kg"] = middle_kg(said["masses_kg"])
    wrong = faults(said)
    if not said["operator"]:
        wrong["operator"] = text("calibration.operator_missing")
    return said, wrong


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
