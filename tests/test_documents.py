"""The documents' examples of the API and of other languages run, and give the documented
results."""

import doctest
import re
import shutil
import subprocess
from pathlib import Path

import pytest

import rig
from rig.device.discovery import Wanted
from rig.protocol.shelf import find
from rig.trial.folder import new_trial_path
from tests.stream.simulated import COARSE_S, MOVING, both, engine_of, turn_until_closed

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def beside_a_trial(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the trial that the documents open."""
    folder = tmp_path_factory.mktemp("documents")
    _record(folder / "P07-1.h5", both("&sync=1", person=MOVING))
    return folder


def _record(path: Path, wanted: Wanted) -> None:
    with engine_of(wanted, turn_s=COARSE_S) as engine:
        engine.start()
        about = {"participant": "P07", "protocol": find("dowel-hinge")}
        turn_until_closed(engine, engine.record(path, seconds=18.0, **about))


def block(language: str) -> str:
    """The README's only block in a language that opens a trial."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    (found,) = [block for block in blocks if '"P07-1.h5"' in block]
    return str(found)


def test_the_examples_of_the_api(beside_a_trial: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(beside_a_trial)
    done = doctest.testfile(str(ROOT / "docs" / "api.md"), module_relative=False, encoding="utf-8")
    assert done.failed == 0
    assert done.attempted > 20


def test_the_example_of_the_store(beside_a_trial: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trial = beside_a_trial / "P07-1.h5"
    start = rig.open_trial(trial).start_time_utc
    assert start is not None
    shutil.copy(trial, new_trial_path(beside_a_trial / "trials", "P07", start))
    monkeypatch.chdir(beside_a_trial)
    path = str(ROOT / "docs" / "store.md")
    done = doctest.testfile(path, module_relative=False, encoding="utf-8")
    assert done.failed == 0
    assert done.attempted == 5


def test_the_example_in_python(
    beside_a_trial: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(beside_a_trial)
    found: dict[str, object] = {}
    exec(block("python"), found)
    assert capsys.readouterr().out == "whole P07\n"
    assert len(found["lost_s"]) == 1  # type: ignore[arg-type]


def test_the_example_in_r(beside_a_trial: Path) -> None:
    program = shutil.which("Rscript") or pytest.skip("needs Rscript")
    if subprocess.run([program, "-e", "library(hdf5r)"], capture_output=True).returncode:
        pytest.skip("needs hdf5r")
    shown = "cat(dim(force_n), length(time_s), length(lost_s), round(mean(rowSums(force_n))))"
    done = subprocess.run(
        [program, "-e", block("r") + shown], cwd=beside_a_trial, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    rows, channels, times, lost, weight_n = map(int, done.stdout.split())
    assert rows == times > 18_000
    assert (channels, lost) == (4, 1)
    assert 55 * 9.81 < weight_n < 95 * 9.81
