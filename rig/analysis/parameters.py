"""Every parameter of an analysis, and how a user sets one."""

import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from typing import Annotated, Any, get_args, get_type_hints

import msgspec
from msgspec import Meta

from rig.errors import UsageError
from rig.measure.loading import BalanceParameters
from rig.measure.repetition import RepetitionParameters


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactParameters:
    """How contacts are judged again from the dowel's counts."""

    version: Annotated[int, Meta(ge=1, le=1, description="of the rules behind these")] = 1
    debounce_ms: Annotated[
        float, Meta(ge=0, le=1000, description="a change must hold for it; 0: as in the trial")
    ] = 0.0


@dataclass(frozen=True, slots=True)
class AnalysisParameters:
    """All parameters, grouped by what they affect."""

    contact: ContactParameters = field(default_factory=ContactParameters)
    repetition: RepetitionParameters = field(default_factory=RepetitionParameters)
    balance: BalanceParameters = field(default_factory=BalanceParameters)

    def changed(self) -> dict[str, float]:
        """Parameters that differ from the defaults, by their full names."""
        usual, own = _flat(AnalysisParameters()), _flat(self)
        return {name: value for name, value in own.items() if value != usual[name]}


def with_settings(settings: Iterable[str]) -> AnalysisParameters:
    """The default parameters with settings such as "contact.debounce_ms=10".

    Raises UsageError in one line for an unknown name, and for a value outside its range.
    """
    parameters = AnalysisParameters()
    for setting in settings:
        name, _, text = setting.partition("=")
        if name not in _NAMES:
            raise UsageError(f"expected NAME=VALUE with one of {', '.join(_NAMES)}, got {setting}")
        group_name, _, own_name = name.partition(".")
        group = getattr(parameters, group_name)
        value = _value(type(group), own_name, text, setting)
        group = replace(group, **{own_name: value})
        parameters = replace(parameters, **{group_name: group})
    return parameters


def _value(group: type, name: str, text: str, setting: str) -> Any:
    hint = get_type_hints(group, include_extras=True)[name]
    limits = get_args(hint)[1]
    try:
        value = msgspec.convert(text, hint, strict=False)
    except msgspec.ValidationError:
        value = math.nan
    if not math.isfinite(value):
        allowed = f"from {limits.ge:g} to {limits.le:g} ({limits.description})"
        raise UsageError(f"expected a number {allowed}, got {setting}")
    return value


def _flat(parameters: AnalysisParameters) -> dict[str, float]:
    return {
        f"{group}.{name}": value
        for group, values in asdict(parameters).items()
        for name, value in values.items()
    }


_NAMES = tuple(name for name in _flat(AnalysisParameters()) if not name.endswith(".version"))
