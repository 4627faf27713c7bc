"""An analysis without the samples that it was made from, for callers that keep many."""

from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from rig.analysis.analysis import analyse
from rig.analysis.parameters import AnalysisParameters
from rig.analysis.records import Analysis
from rig.trial.opening import open_trial
from rig.trial.trial import Board

B = TypeVar("B", bound=Board)


def analyse_file(parameters: AnalysisParameters, path: Path, *, as_found: bool = False) -> Analysis:
    """The analysis of a file, some kilobytes in size. Raises UsageError as `analyse` does."""
    found = analyse(open_trial(path), parameters, as_found=as_found)
    trial = found.trial
    return replace(
        found,
        trial=replace(trial, plates=_emptied(trial.plates), dowel=_emptied(trial.dowel)),
        found=replace(found.found, courses=()) if found.found else None,
    )


def _emptied(board: B | None) -> B | None:
    """Keeps everything except the rows between the first and the last."""
    if board is None:
        return None
    said = {name: getattr(board, name) for name in board.__dataclass_fields__}
    ends: dict[str, Any] = {
        name: column[:: max(len(column) - 1, 1)].copy()
        for name, column in said.items()
        if isinstance(column, np.ndarray)
    }
    return replace(board, **ends)
