"""Where calibrations are stored."""

import os
from pathlib import Path

from platformdirs import user_data_path

VARIABLE = "RIG_CALIBRATIONS"


def own_folder() -> Path:
    """From the variable RIG_CALIBRATIONS, or in the user's local application data."""
    if named := os.environ.get(VARIABLE):
        return Path(named)
    return Path(user_data_path("hinge-rig", appauthor=False)) / "calibrations"
