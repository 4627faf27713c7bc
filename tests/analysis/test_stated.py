"""What is stated beside a figure of the centre of pressure: the filter, and the stance width."""

from pathlib import Path

import h5py
import numpy as np
import pytest

import rig
from rig.analysis.parameters import with_settings
from rig.analysis.samples import plate_forces
from rig.analysis.stated import as_document, filters_of, stance_of
from rig.measure.balance import NOMINAL_GEOMETRY, cop_mm
from rig.measure.placement import FootPlacement, stance_geometry
from tests.command import rig as command
from tests.report.made import page_of
from tests.trial.changed import changed

FILTER = "low-passed at 10 Hz, Butterworth of 2nd order, forwards and backwards"


@pytest.fixture(scope="module")
def wide(set_of_three: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same trial with a stance of 252 mm."""

    def change(file: h5py.File) -> None:
        file.attrs["stance_width_mm"] = 252.0

    return changed(set_of_three, tmp_path_factory.mktemp("wide") / "wide.h5", change)


def test_feet_are_as_far_apart_as_they_stood() -> None:
    place = stance_geometry(NOMINAL_GEOMETRY, FootPlacement(stance_width_mm=252.0))
    assert (place.left_x_mm, place.right_x_mm) == (-126, 126)
    assert stance_geometry(NOMINAL_GEOMETRY, FootPlacement(260.0, 0.0)) == NOMINAL_GEOMETRY
    force = np.array([[100.0, 50.0, 200.0, 100.0]])
    assert cop_mm(force, place)[0, 0] == pytest.approx(1.26 * cop_mm(force)[0, 0])


def test_sideways_figures_are_by_the_stance_that_was_measured(
    set_of_three: Path, wide: Path
) -> None:
    usual, other = rig.analyse(rig.open_trial(set_of_three)), rig.analyse(rig.open_trial(wide))
    assert usual.standing is not None
    assert other.standing is not None
    ratio = other.standing.loading.cop_x_mm / usual.standing.loading.cop_x_mm
    assert ratio == pytest.approx(1.26)
    forces = plate_forces(other.trial)
    assert forces is not None
    assert forces.geometry.right_x_mm == 126


def test_the_width_is_called_assumed_where_it_was_not_measured(
    set_of_three: Path, wide: Path
) -> None:
    for path, words in ((set_of_three, "stance width assumed 200 mm"), (wide, "width 252 mm")):
        stance = stance_of(rig.open_trial(path))
        assert stance is not None
        assert words in stance.words
        said = command("analyze", path).stdout
        assert FILTER in said
        assert f"sideways by a {stance.words}" in said


def test_json_has_both(set_of_three: Path) -> None:
    analysis = rig.analyse(
        rig.open_trial(set_of_three), with_settings(["balance.quiet_cutoff_hz=8"])
    )
    found = as_document(analysis)
    assert found["stance"] == {"width_mm": 200.0, "assumed": True}
    assert [one["cutoff_hz"] for one in found["filters"].values()] == [8, 20]
    assert "zero phase" in filters_of(analysis)["standing"].kind


def test_the_laboratorys_page_and_an_export_state_them(set_of_three: Path, tmp_path: Path) -> None:
    page = page_of(set_of_three, out=tmp_path / "lab.html", page="lab").text
    assert "stance width assumed 200 mm" in page
    assert FILTER in page
    assert "low-passed at 20 Hz" in page
    command("export", set_of_three, "--to", "csv", "--out", tmp_path / "tables")
    readme = (tmp_path / "tables" / "README.txt").read_text()
    assert "filter: forces low-passed at 20 Hz" in readme
    assert "stance width assumed 200 mm" in readme
