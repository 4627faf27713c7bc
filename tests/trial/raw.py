"""The raw data of a whole trial at once."""

from pathlib import Path

import numpy as np

from rig.trial.facts import RAW
from rig.trial.reader import BOARDS, raw_rows


def raw_columns(path: Path) -> dict[str, dict[str, np.ndarray]]:
    """For each board that has any: counts, sample, device_time_us, status."""
    columns = {}
    for role in BOARDS:
        if passes := list(raw_rows(path, role)):
            columns[role] = {name: np.concatenate([rows[name] for rows in passes]) for name in RAW}
    return columns
