"""Trials that several modules read; nobody changes them."""

from pathlib import Path

import pytest

from tests.trial.recorded import DOWEL_ALONE, PLATES_ALONE, WITH_LINES, record


@pytest.fixture(scope="session")
def trials(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A whole trial with the sync wire and a lab's pulses, one with gaps, and each board alone."""
    folder = tmp_path_factory.mktemp("trials")
    return {
        "whole": record(folder / "whole.h5", 8.0, WITH_LINES),
        "gap": record(folder / "gap.h5", 3.0, lose={"plates": 5, "dowel": 20}),
        "plates": record(folder / "plates.h5", 2.0, PLATES_ALONE),
        "dowel": record(folder / "dowel.h5", 2.0, DOWEL_ALONE),
    }
