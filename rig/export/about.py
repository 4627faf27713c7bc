"""The description of a trial in an export."""

import math
from dataclasses import asdict
from textwrap import wrap

from rig.analysis.reviewed import in_words
from rig.analysis.scoring import scoring_of
from rig.analysis.stated import filters_of, stance_of
from rig.export.columns import Table
from rig.export.content import Content
from rig.measure.calibrating.trust import NewtonFacts
from rig.trial.trial import Board, Dowel, Plates, Trial

WIDTH = 100
AXES = "X to the subject's right, Y forward from the heel stop, Z up; millimetres"
UNCALIBRATED = "uncalibrated: nominal figures"
AS_IMPORTED = "as imported: how those plates were calibrated is not known"
NOTHING = "yes: nothing here was measured on anyone"


def about(content: Content) -> dict[str, str]:
    """What is known of a trial, by name, as text; unknown values are omitted."""
    trial = content.trial
    start = trial.start_time_utc
    said = {
        "participant": trial.participant,
        "protocol": trial.protocol,
        "condition": trial.condition,
        "trial_id": trial.trial_id,
        "start_time_utc": start.isoformat() if start else "",
        "end_reason": trial.end_reason,
        "simulated": NOTHING if trial.simulated else "no",
        "replay_of": trial.replay_of,
        **_imported(trial),
        "validity": trial.validity.level,
        "validity_reasons": "; ".join(trial.validity.reasons),
        "trust": "; ".join(one.text for one in trial.trust),
        "software_version": trial.software_version,
        "weighed_n": _number(trial.weighed_n),
        **{name: _number(length_mm) for name, length_mm in asdict(trial.feet).items()},
        "repetitions": _repetitions(content),
        "review": _review(content),
        "filter": _filter(content),
        "not_scored": "; ".join(scoring_of(trial).lines) if content.analysis else "",
        "axes": AXES,
    }
    if trial.plates is not None:
        said |= _plates(trial.plates) | {"stance": _stance(trial)}
        said |= {} if trial.imported_from else _board("plates", trial.plates)
    if trial.dowel is not None:
        said |= _dowel(trial.dowel)
    return {name: text for name, text in said.items() if text}


def _imported(trial: Trial) -> dict[str, str]:
    source = trial.imported_from
    if source is None:
        return {}
    words = (source.file_name, source.format, f"sha256 {source.sha256}" if source.sha256 else "")
    return {
        "imported_from": ", ".join(word for word in words if word),
        "import_assumptions": " ".join(source.assumptions),
    }


def _number(value: float) -> str:
    return "" if math.isnan(value) else f"{value:g}"


def _repetitions(content: Content) -> str:
    """How many, and by which rules."""
    if content.analysis is None:
        return "not known: rig analyze says why"
    found = content.analysis.found
    if found is None:
        return "not known: no plates"
    version = content.analysis.parameters.repetition.version
    return f"{len(found.repetitions)}, by the rules repetition {version}"


def _review(content: Content) -> str:
    review = content.analysis.review if content.analysis else None
    return "; ".join(in_words(review)) if review else ""


def _filter(content: Content) -> str:
    """The filter of the repetitions: nothing else in an export is filtered."""
    return filters_of(content.analysis)["repetition"].words if content.analysis else ""


def _stance(trial: Trial) -> str:
    stance = stance_of(trial)
    return f"sideways places by a {stance.words}" if stance else ""


def _plates(plates: Plates) -> dict[str, str]:
    place, newtons = plates.geometry, plates.newtons
    drift_n = max(map(abs, newtons.drift_n or ()), default=math.nan)
    return {
        "newtons": plates.calibration.name if newtons.calibrated else _uncalibrated(newtons),
        "newtons_tier": newtons.tier or "",
        "newtons_zero": newtons.zero,
        "newtons_drift_n": _number(drift_n),
        "cells_mm": f"heel {place.heel_y_mm:g} and toe {place.toe_y_mm:g} from the heel stop; "
        f"middle of the left foot {place.left_x_mm:g}, of the right foot {place.right_x_mm:g}",
    }


def _uncalibrated(newtons: NewtonFacts) -> str:
    return AS_IMPORTED if newtons.imported else UNCALIBRATED


def _dowel(dowel: Dowel) -> dict[str, str]:
    levels = dowel.levels
    on, off = (
        ", ".join(f"{level:g}" for level in way) for way in (levels.on_counts, levels.off_counts)
    )
    return {
        "contact_levels": f"{dowel.levels_name}: on at {on} counts, off at {off}",
        **_board("dowel", dowel),
    }


def _board(role: str, board: Board) -> dict[str, str]:
    said = {
        "board_serial": board.board_serial,
        "firmware_version": board.firmware_version,
        "sample_rate_hz": f"{board.sample_rate_hz:g}",
        "sample_rate_hz_fitted": f"{board.sample_rate_hz_fitted:.4f}",
    }
    if board.clock is not None:
        said["clock"] = f"{board.clock.method}, within {board.clock.residual_ms:.3f} ms"
    return {f"{role}_{name}": text for name, text in said.items()}


def readme(content: Content, tables: dict[str, Table]) -> str:
    """The text beside the tables: what is known of the trial, then every column."""
    lines = ["A trial of the hinge rig.", ""]
    for name, text in about(content).items():
        lines += _hanging(f"{name}: {text}")
    for name, table in tables.items():
        lines += ["", f"{name}.csv, {len(table[0].values)} rows"]
        for column in table:
            unit = f" [{column.unit}]" if column.unit else ""
            lines += _hanging(f"  {column.name}{unit}: {column.says}")
    return "\n".join(lines) + "\n"


def _hanging(line: str) -> list[str]:
    return wrap(line, WIDTH, subsequent_indent="    ", drop_whitespace=True)
