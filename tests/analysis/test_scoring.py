"""What a drill refuses appears nowhere, and its reason once: table, pages, exports, JSON."""

import json
import math
from pathlib import Path
from types import SimpleNamespace

import h5py
import pytest

import rig
from gui.review.analysing import findings_of
from gui.review.views.repetitions import row_of
from rig.analysis.scoring import scoring_of
from rig.export.repetitions import repetition_table
from rig.protocol.shelf import find
from tests.command import rig as command
from tests.report.made import page_of
from tests.trial.changed import changed

FLOOR = "tempo, drop of the centre of mass, push-up effort: The load lies on the floor"


def as_drill(trial: Path, folder: Path, name: str) -> Path:
    """The same movement, recorded by another protocol."""

    def change(file: h5py.File) -> None:
        file.attrs.update(find(name).frozen())

    return changed(trial, folder / f"{name}.h5", change)


@pytest.fixture(scope="module")
def deadlift(set_of_three: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return as_drill(set_of_three, tmp_path_factory.mktemp("drills"), "deadlift")


def test_without_a_protocol_all_is_scored(set_of_three: Path) -> None:
    scoring = scoring_of(rig.open_trial(set_of_three))
    assert scoring.lines == []
    assert scoring.figure("drop_m", 0.2) == 0.2


def test_the_table_of_analyze_is_blank_there_and_the_reason_is_said_once(deadlift: Path) -> None:
    said = command("analyze", deadlift).stdout
    assert said.count("The load lies on the floor in each repetition") == 1
    assert f"not scored: {FLOOR}" in said
    assert "not scored: contacts: No dowel" in said
    starts = ("1 ", "2 ", "3 ")
    rows = [line.split() for line in said.splitlines() if line.startswith(starts)][:3]
    assert all(len(row) > 5 for row in rows)
    for row in rows:
        assert row[2:4] == ["-", "-"]
        assert row[-3:] == ["-", "-", "-"]
    assert "contacts lost" not in said


def test_json_keeps_its_keys_and_has_no_value(deadlift: Path) -> None:
    (found,) = json.loads(command("analyze", deadlift, "--json").stdout)["trials"]
    assert "The load lies on the floor" in found["not_scored"]["drop"]
    for one in found["repetitions"]:
        assert one["drop_m"] is one["descent_s"] is one["ascent_peak_n"] is None
        assert one["onset_s"] < one["lockout_s"]
        assert one["loading"]["repetition"]["heel_share"] > 0.3
        assert one["loading"]["bottom"]["cop_path_mm"] is not None


def test_exports_have_no_value_and_say_why(deadlift: Path, tmp_path: Path) -> None:
    analysis = rig.analyse(rig.open_trial(deadlift))
    columns = {column.name: column.values for column in repetition_table(analysis)}
    assert columns["drop_m"].mask.all()
    assert columns["descent_s"].mask.all()
    assert columns["losses"].mask.all()
    assert not columns["repetition_heel_share"].mask.any()
    command("export", deadlift, "--to", "csv", "--out", tmp_path / "tables")
    assert FLOOR in " ".join((tmp_path / "tables" / "README.txt").read_text().split())
    command("analyze", deadlift, "--table", tmp_path / "all.csv")
    assert "The load lies on the floor" in (tmp_path / "all.csv").read_text()


def test_pages_have_no_column_of_it(deadlift: Path, tmp_path: Path) -> None:
    coach = page_of(deadlift, out=tmp_path / "coach.html")
    headings = [one.text for one in coach.one("table").all("th")][:4]
    assert headings[:3] == ["No.", "Heel, %", "Right, %"]
    assert coach.text.count("The load lies on the floor") == 1
    lab = page_of(deadlift, out=tmp_path / "lab.html", page="lab").text
    assert "Times and depth" in lab
    for word in ("Down, s", "Drop, cm", "Push-up peak", "Impulse", "drop 1"):
        assert word not in lab


def test_on_one_foot_the_lifted_one_is_no_alarm(set_of_three: Path, tmp_path: Path) -> None:
    analysis = rig.analyse(
        rig.open_trial(as_drill(set_of_three, tmp_path, "single-leg-romanian-deadlift"))
    )
    rules = {one.rule for one in analysis.statements}
    assert {"tempo", "drop"} <= rules
    assert not rules & {"foot_lifted", "symmetry", "contact_lost", "contacts_kept"}
    assert scoring_of(analysis.trial).refused["steps"] == "The free foot is lifted on purpose."


@pytest.mark.parametrize(
    ("name", "said", "silent"),
    [
        ("kettlebell-swing", {"tempo", "effort", "symmetry"}, {"drop", "heel_share"}),
        ("squat", {"tempo", "drop", "heel_share", "symmetry"}, {"toes_early", "contacts_kept"}),
        ("palms-on-thighs-hinge", {"tempo", "drop"}, {"contact_lost", "contacts_kept"}),
        ("deadlift", {"heel_share", "symmetry"}, {"tempo", "drop", "effort", "off_tempo"}),
    ],
)
def test_each_drill_says_what_it_scores(
    set_of_three: Path, tmp_path: Path, name: str, said: set[str], silent: set[str]
) -> None:
    analysis = rig.analyse(rig.open_trial(as_drill(set_of_three, tmp_path, name)))
    rules = {one.rule for one in analysis.statements}
    assert said <= rules
    assert not rules & silent


def test_the_review_has_a_dash_there(deadlift: Path) -> None:
    done = command("review-findings", deadlift)
    assert done.returncode == 0, done.stderr
    findings = findings_of(done.stdout.encode())
    one = findings.repetitions[0]
    assert one.measured
    assert math.isnan(one.drop_m)
    assert row_of(one, SimpleNamespace(ratings=()))[2:4] == ("-", "-")
