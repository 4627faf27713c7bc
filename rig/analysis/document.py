"""An analysis as plain data, for JSON."""

import math
from dataclasses import asdict, is_dataclass
from datetime import datetime
from typing import Any

from rig.analysis.comparing import Comparable
from rig.analysis.records import AnalysedRepetition, Analysis
from rig.analysis.scoring import Scoring, scoring_of
from rig.analysis.stated import as_document
from rig.version import __version__

_HEAD = (
    "trial_id",
    "start_time_utc",
    "participant",
    "protocol",
    "condition",
    "end_reason",
    "simulated",
)


def document_of(analysis: Analysis, heel_shares: Comparable) -> dict[str, Any]:
    """Everything except the curves. Names are those of the classes; what has no value is None."""
    trial, found = analysis.trial, analysis.found
    scoring = scoring_of(trial)
    return {
        "file": str(trial.path),
        **{name: _plain(getattr(trial, name)) for name in _HEAD},
        "imported_from": _plain(trial.imported_from),
        "verdict": trial.validity.level,
        "trust": [one.text for one in trial.trust],
        "not_scored": dict(scoring.refused),
        "newtons": _plain(trial.plates.newtons if trial.plates else None),
        "weighed_n": _plain(trial.weighed_n),
        "own_levels_utc": trial.dowel.levels_utc if trial.dowel else None,
        "feet": _plain(trial.feet),
        **as_document(analysis),
        "heel_share": {
            name: [str(path) for path in paths] for name, paths in heel_shares._asdict().items()
        },
        "software_version": __version__,
        "parameters": asdict(analysis.parameters),
        "changed": analysis.parameters.changed(),
        "review": _plain(analysis.review),
        "repetitions": [_repetition(one, scoring) for one in analysis.repetitions],
        "refused": _plain(found.refused if found else ()),
        "phases": _plain(found.phases if found else ()),
        "standing": _plain(analysis.standing),
        "lifted": _plain(analysis.lifted),
        "contacts": _plain(analysis.contacts),
        "statements": _plain(analysis.statements),
    }


def _repetition(one: AnalysedRepetition, scoring: Scoring) -> dict[str, Any]:
    """Has None for each figure that the drill refuses."""
    times = one.times
    tempo = {name: getattr(times, name) for name in ("descent_s", "hold_s", "ascent_s")}
    loading = {span: _scored(_plain(load), scoring) for span, load in one.loading.items()}
    rest = {name: _plain(getattr(one, name)) for name in ("losses", "first_loss")}
    known = {name: k2 for name, k2 in times.uncertainty.items() if scoring.has(name)}
    figures = _plain(asdict(times) | tempo | {"uncertainty": known})
    return {**_scored(figures, scoring), "loading": loading, **rest}


def _scored(figures: dict[str, Any], scoring: Scoring) -> dict[str, Any]:
    return {name: value if scoring.has(name) else None for name, value in figures.items()}


def _plain(value: Any) -> Any:
    """Records as tables, any sequence as a list, and no NaN: JSON has none."""
    if is_dataclass(value) and not isinstance(value, type):
        value = {name: getattr(value, name) for name in value.__dataclass_fields__}
    elif hasattr(value, "_asdict"):
        value = value._asdict()
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return None if isinstance(value, float) and not math.isfinite(value) else value
