"""What killed programs have left half made, and what of it is deleted."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from rig.errors import UsageError
from rig.export.output import workplace
from rig.stream.recovery import recover
from rig.stream.rescue import Rescue
from rig.trial.claim import Claim, claim_path
from rig.trial.journal import MAGIC
from rig.trial.leftovers import sweep
from rig.trial.processes import boot, machine

HALF = (".export-0a1b", ".a.h5.0a1b.zero", ".a.h5.0a1b.part", "a.recovered.h5.part")
Left = Callable[..., list[Path]]


@pytest.fixture(scope="module")
def dead() -> int:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid


@pytest.fixture
def left(tmp_path: Path, dead: int) -> Left:
    """Half-made files, and a trial, claimed by a process: the contents of the folder."""

    def left(process: int = dead, on: str | None = None) -> list[Path]:
        said = {"machine": on or machine(), "boot": boot(), "process": process}
        (tmp_path / HALF[0]).mkdir()
        (tmp_path / HALF[0] / "plates.csv").write_text("half")
        for name in HALF[1:]:
            (tmp_path / name).write_text("half")
        (tmp_path / "a.h5").write_text("a trial")
        for name in (*HALF[:3], "a.recovered.h5", "a.h5"):
            claim_path(tmp_path / name).write_text(json.dumps(said))
        return sorted(tmp_path.iterdir())

    return left


def test_what_a_dead_process_left_goes(left: Left, tmp_path: Path) -> None:
    left()
    sweep(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"a.h5", ".a.h5.writing"}


def test_what_a_living_one_works_at_stays(left: Left, tmp_path: Path) -> None:
    before = left(os.getpid())
    sweep(tmp_path)
    assert sorted(tmp_path.iterdir()) == before


def test_what_another_computer_left_stays(left: Left, tmp_path: Path) -> None:
    before = left(on="another")
    sweep(tmp_path)
    assert sorted(tmp_path.iterdir()) == before


def test_what_nobody_claimed_stays(left: Left, tmp_path: Path) -> None:
    left()
    for claim in tmp_path.glob(".*.writing"):
        claim.unlink()
    before = sorted(tmp_path.iterdir())
    sweep(tmp_path)
    assert sorted(tmp_path.iterdir()) == before


def test_the_next_export_sweeps(left: Left, tmp_path: Path) -> None:
    left()
    with workplace(tmp_path / "out") as work:
        assert work.is_dir()
        sweep(tmp_path)
        assert work.is_dir()
    assert {path.name for path in tmp_path.iterdir()} == {"a.h5", ".a.h5.writing"}


def test_the_next_recovery_sweeps_though_it_fails(left: Left, tmp_path: Path) -> None:
    left()
    cut = tmp_path / "cut.h5.journal"
    cut.write_bytes(MAGIC)
    with pytest.raises(UsageError):
        recover(cut, tmp_path / "other.h5")
    assert {path.name for path in tmp_path.iterdir()} == {"a.h5", ".a.h5.writing", cut.name}


def test_the_next_engine_sweeps_the_whole_store(left: Left, tmp_path: Path) -> None:
    left()
    Rescue([]).look(tmp_path.parent)
    assert {path.name for path in tmp_path.iterdir()} == {"a.h5", ".a.h5.writing"}


def test_a_link_in_place_of_an_export_is_not_followed(tmp_path: Path, dead: int) -> None:
    said = {"machine": machine(), "boot": boot(), "process": dead}
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "text").write_text("precious")
    (tmp_path / ".export-0").symlink_to(tmp_path / "mine")
    claim_path(tmp_path / ".export-0").write_text(json.dumps(said))
    sweep(tmp_path)
    assert (tmp_path / "mine" / "text").read_text() == "precious"


def test_of_two_who_make_a_file_one_is_refused(tmp_path: Path) -> None:
    claim = Claim(tmp_path / "t.h5")
    try:
        with pytest.raises(UsageError, match="cannot write other: it is being recorded or written"):
            Claim(tmp_path / "t.h5", called=Path("other"))
    finally:
        claim.drop()
