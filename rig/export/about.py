"""What an export says about its trial in words."""

from textwrap import wrap

from rig.export.tables import Table
from rig.trial.trial import Board, Plates, Trial

WIDTH = 100
AXES = "X to the subject's right, Y forward from the heel stop, Z up; millimetres"
NOTHING = "yes: nothing here was measured on anyone"


def about(trial: Trial) -> dict[str, str]:
    """What is known of a trial, by name, as text; what is not known is left out."""
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
        "validity": trial.validity.level,
        "validity_reasons": "; ".join(trial.validity.reasons),
        "software_version": trial.software_version,
        "axes": AXES,
    }
    if trial.plates is not None:
        said |= _plates(trial.plates)
    if trial.dowel is not None:
        said |= _board("dowel", trial.dowel)
    return {name: text for name, text in said.items() if text}


def _plates(plates: Plates) -> dict[str, str]:
    place, calibration = plates.geometry, plates.calibration
    return {
        "newtons": calibration.name if calibration.calibrated else "uncalibrated: nominal figures",
        "cells_mm": f"heel {place.heel_y_mm:g} and toe {place.toe_y_mm:g} from the heel stop; "
        f"middle of the left foot {place.left_x_mm:g}, of the right foot {place.right_x_mm:g}",
        **_board("plates", plates),
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


def readme(trial: Trial, tables: dict[str, Table]) -> str:
    """The text beside the tables: what is known of the trial, then every column."""
    lines = ["A trial of the hinge rig.", ""]
    for name, text in about(trial).items():
        lines += _hanging(f"{name}: {text}")
    for name, table in tables.items():
        lines += ["", f"{name}.csv, {len(table[0].values)} rows"]
        for column in table:
            unit = f" [{column.unit}]" if column.unit else ""
            lines += _hanging(f"  {column.name}{unit}: {column.says}")
    return "\n".join(lines) + "\n"


def _hanging(line: str) -> list[str]:
    return wrap(line, WIDTH, subsequent_indent="    ", drop_whitespace=True)
