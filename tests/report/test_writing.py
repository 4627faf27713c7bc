"""A page is written completely, for its owner only, or not at all."""

import os
import shutil
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from rig.errors import UsageError
from rig.report import LAB, write_report
from tests.report.made import on_day, parsed

ROOT = Path(__file__).parents[2]


def test_what_is_there_is_never_overwritten(set_of_three: Path, tmp_path: Path) -> None:
    there = tmp_path / "a.html"
    there.write_text("mine")
    with pytest.raises(UsageError, match="exists already"):
        write_report([set_of_three], there)
    assert there.read_text() == "mine"
    with pytest.raises(UsageError, match="no folder"):
        write_report([set_of_three], tmp_path / "none" / "a.html")


@pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")
def test_it_is_for_its_owner_only(set_of_three: Path, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        write_report([set_of_three], tmp_path / "a.html")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a.html").stat().st_mode) == 0o600


def test_a_damaged_trial_is_named_and_the_others_shown(set_of_three: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "cut.h5"
    damaged.write_bytes(set_of_three.read_bytes()[:5000])
    out = tmp_path / "a.html"
    (unread,) = write_report([damaged, set_of_three], out)
    assert unread.file == damaged
    page = parsed(out.read_text("utf-8"))
    assert "cannot read cut.h5: its end is cut off" in page.one("section", "unread").text
    assert page.one("h1").text.startswith("P07")
    assert str(tmp_path) not in out.read_text("utf-8")


def test_nothing_is_left_where_nothing_can_be_read(tmp_path: Path) -> None:
    damaged = [tmp_path / name for name in ("a.h5", "b.h5")]
    for path in damaged:
        path.write_bytes(b"no trial")
    for files in (damaged[:1], damaged):
        with pytest.raises(UsageError, match=r"a\.h5"):
            write_report(files, tmp_path / "a.html")
    assert not (tmp_path / "a.html").exists()


def test_there_is_no_other_page(set_of_three: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="expected one of coach, lab, got poster"):
        write_report([set_of_three], tmp_path / "a.html", page="poster")


def test_a_page_is_of_one_person(set_of_three: Path, tmp_path: Path) -> None:
    other = on_day(set_of_three, tmp_path / "o.h5", "2026-03-02", participant="P08")
    with pytest.raises(UsageError, match="expected trials of one participant, got 'P07' and 'P08'"):
        write_report([set_of_three, other], tmp_path / "a.html")
    assert not (tmp_path / "a.html").exists()


def test_it_is_small(set_of_three: Path, tmp_path: Path) -> None:
    write_report([set_of_three], tmp_path / "a.html", page=LAB)
    assert 20_000 < (tmp_path / "a.html").stat().st_size < 300_000


def test_the_wheel_holds_what_a_page_is_made_of(tmp_path: Path) -> None:
    copy = tmp_path / "project"
    for name in ("rig", "gui", "data"):
        ignored = shutil.ignore_patterns("__pycache__", "trials")
        shutil.copytree(ROOT / name, copy / name, ignore=ignored)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy)
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=copy, check=True, capture_output=True, timeout=100)
    (wheel,) = tmp_path.glob("*.whl")
    shipped = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("rig/report/")}
    needed = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "rig" / "report").rglob("*")
        if path.suffix in (".html", ".css", ".js", ".toml", ".py")
    }
    assert len(needed) > 15
    assert needed <= shipped
