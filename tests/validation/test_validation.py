"""The recording that comes with this program, and how validation treats folders and truths."""

import math
from pathlib import Path
from types import SimpleNamespace

import pytest

from rig.errors import UsageError
from tests.validation.__main__ import MADE, main, runs_of
from tests.validation.errors import Pair, false_ones, minutes, pairs_of, rmse_of
from tests.validation.generate import NAME, recording, truth
from tests.validation.page import NAMES, page
from tests.validation.run import Run, plates_of, run
from tests.validation.truth import Repetition, truth_of

CLOSE_N, CLOSE_MM = 0.01, 0.02


@pytest.fixture(scope="module")
def made() -> Run:
    (found,) = runs_of(MADE)
    return found


def write(folder: Path, text: str, *, name: str = "a") -> Path:
    (folder / f"{name}.csv").write_text(recording())
    path = folder / f"{name}.truth.toml"
    path.write_text(text)
    return path


def test_the_recording_is_what_the_formulas_say() -> None:
    assert (MADE / f"{NAME}.csv").read_text() == recording()
    assert (MADE / f"{NAME}.truth.toml").read_text() == truth()
    assert (MADE / f"{NAME}.csv").stat().st_size < 12_000


def test_all_its_movements_are_found_and_nothing_else(made: Run) -> None:
    pairs = pairs_of(made)
    assert [pair.true is None or pair.found is None for pair in pairs] == [False] * 3
    assert false_ones(made, pairs) == 0
    for pair in pairs:
        assert abs(pair.error("bottom")) < 200
        assert abs(pair.error("drop")) < 10


def test_what_was_imported_is_what_is_in_the_file(made: Run) -> None:
    rmse = rmse_of(made)
    assert rmse.force_n < CLOSE_N
    assert max(rmse.cop_ap_mm, rmse.cop_ml_mm) < CLOSE_MM
    assert minutes(made) == pytest.approx(0.25, abs=0.01)


def test_the_page_names_sources_errors_and_where_to_get_data(made: Run) -> None:
    text = page([made])
    assert "3 of 3 repetitions found" in text
    for part in ("CC0", "minimum jerk", "opencap", "MAPest", "zIP_poststroke", "ACL_squat_jump"):
        assert part in text
    assert "{" not in text


def test_intervals_are_held_against_the_truth(made: Run) -> None:
    pair = pairs_of(made)[0]
    assert pair.found is not None
    given = SimpleNamespace(
        onset_s=3.1, bottom_s=4.36, lockout_s=math.nan, drop_m=0.17, uncertainty={}
    )
    given.uncertainty = {"onset_s": 0.02, "bottom_s": 0.02, "lockout_s": 1.0}
    told = Pair(pair.true, given)  # type: ignore[arg-type]
    assert [told.inside(name) for name in NAMES] == [False, True, None, None]


def test_the_page_that_is_kept_is_of_these_tables() -> None:
    kept = (MADE.parent / "VALIDATION.md").read_text("utf-8")
    assert NAME in kept
    assert "## What was found" in kept


def test_samples_are_lost_before_the_import(tmp_path: Path) -> None:
    one = run(write(tmp_path, truth().replace("\n\n", "\nlost_samples = [[5300, 5359]]\n\n", 1)))
    assert one.analysis is not None, one.error
    (gap,) = one.analysis.trial.gaps
    assert (gap.first_sample, gap.count) == (5300, 60)
    assert len(plates_of(one.analysis.trial).sample) == 14_961 - 60


def test_a_repetition_that_is_none_is_false(tmp_path: Path) -> None:
    one = run(write(tmp_path, 'source = "s"\nlicence = "l"\nno_repetition = true\n'))
    assert false_ones(one, pairs_of(one)) == 3
    assert "3 false ones" in page([one])


def test_a_recording_that_cannot_be_imported_is_named(tmp_path: Path) -> None:
    path = write(tmp_path, 'source = "s"\nlicence = "l"\n')
    (tmp_path / "a.csv").write_text("time_s\n1\n")
    out = tmp_path / "page.md"
    assert main([str(tmp_path), "--out", str(out)]) == 1
    assert "Not imported or not analysed" in out.read_text()
    assert str(tmp_path) not in out.read_text()
    path.write_text("source = 3\n")
    assert main([str(tmp_path), "--out", str(out)]) == 2


def test_references_of_the_laboratory(tmp_path: Path) -> None:
    head, names, *rows = recording().splitlines()
    cells = [[float(cell) for cell in row.split(",")] for row in rows]
    more = [f"{row},{sum(one[1:]) + 3:.2f}" for row, one in zip(rows, cells, strict=True)]
    path = write(tmp_path, truth() + '\n[reference]\nfz_n = "lab_fz"\n')
    (tmp_path / "a.csv").write_text("\n".join([head, f"{names},lab_fz", *more]))
    assert rmse_of(run(path)).force_n == pytest.approx(3.0, abs=0.01)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "source = 1\n",
        'source = "s"\nlicence = "l"\nwhat = 1\n',
        "= =",
        truth() + "\n[sway]\nx=1",
    ],
)
def test_a_truth_that_makes_no_sense_is_one_line(tmp_path: Path, text: str) -> None:
    with pytest.raises(UsageError) as refused:
        truth_of(write(tmp_path, text))
    assert len(str(refused.value).splitlines()) == 1


def test_truth_without_a_recording(tmp_path: Path) -> None:
    path = write(tmp_path, truth())
    (tmp_path / "a.csv").unlink()
    with pytest.raises(UsageError, match="expected a recording a"):
        run(path)
    with pytest.raises(UsageError, match=r"truth\.toml"):
        runs_of(tmp_path / "none")


def test_a_bottom_far_from_all_that_was_found_is_missed(tmp_path: Path) -> None:
    text = 'source = "s"\nlicence = "l"\n[[repetition]]\nbottom_s = 1.0\n'
    pairs = pairs_of(run(write(tmp_path, text)))
    assert pairs[0] == Pair(Repetition(bottom_s=1.0), None)
    assert len(pairs) == 4
