"""Where an export is written: complete or not at all, and never over anything."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import rig
from rig.errors import UsageError
from rig.export import FORMATS, export
from rig.export.output import publish_files, workplace
from tests.smalldisk import mounted


def quietly(_: float) -> None:
    """Ignores progress."""


def name_for(to: str) -> str:
    return "t.c3d" if to == "c3d" else "t"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk too small for an export of a trial of 8 s."""
    with mounted(tmp_path / "disk", "100k") as folder:
        yield folder


@pytest.mark.parametrize("to", FORMATS)
def test_a_full_disk_is_said_and_nothing_is_left(
    to: str, trials: dict[str, Path], small_disk: Path
) -> None:
    out = small_disk / name_for(to)
    with pytest.raises(UsageError) as caught:
        export(rig.open_trial(trials["whole"]), out, to=to, told=quietly)
    assert str(caught.value) == f"cannot write {out}: No space left on device"
    assert list(small_disk.iterdir()) == []


@pytest.mark.parametrize("to", FORMATS)
def test_what_is_there_is_never_overwritten(
    to: str, trials: dict[str, Path], tmp_path: Path
) -> None:
    trial = rig.open_trial(trials["gap"])
    there = tmp_path / name_for(to)
    there.write_text("mine")
    with pytest.raises(UsageError, match="exists already"):
        export(trial, there, to=to, told=quietly)
    there.unlink()
    there.mkdir()
    with pytest.raises(UsageError, match="exists already"):
        export(trial, there, to=to, told=quietly)
    assert list(tmp_path.iterdir()) == [there]


def test_nor_is_a_part_of_a_c3d(trials: dict[str, Path], tmp_path: Path) -> None:
    (tmp_path / "t-part2of2.c3d").write_text("mine")
    with pytest.raises(UsageError, match=r"part2of2\.c3d exists already"):
        export(rig.open_trial(trials["gap"]), tmp_path / "t.c3d", to="c3d", told=quietly)
    assert [path.read_text() for path in tmp_path.iterdir()] == ["mine"]


def test_of_several_names_all_are_given_or_none(tmp_path: Path) -> None:
    with workplace(tmp_path / "out") as work:
        for name in "ab":
            (work / name).write_text(name)
        (tmp_path / "second").write_text("mine")
        made = {work / "a": tmp_path / "first", work / "b": tmp_path / "second"}
        with pytest.raises(UsageError, match="exists already"):
            publish_files(made)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"second": "mine"}


@pytest.mark.parametrize("to", FORMATS)
def test_an_interrupted_export_leaves_nothing(
    to: str, trials: dict[str, Path], tmp_path: Path
) -> None:
    def interrupt(_: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export(rig.open_trial(trials["whole"]), tmp_path / name_for(to), to=to, told=interrupt)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")
@pytest.mark.parametrize("to", FORMATS)
def test_an_export_is_for_its_owner_only(to: str, trials: dict[str, Path], tmp_path: Path) -> None:
    (made,) = export(rig.open_trial(trials["whole"]), tmp_path / name_for(to), to=to, told=quietly)
    assert made.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("to", FORMATS)
def test_a_folder_that_is_not_there_or_refuses(
    to: str, trials: dict[str, Path], tmp_path: Path
) -> None:
    trial = rig.open_trial(trials["plates"])
    with pytest.raises(UsageError, match="no folder"):
        export(trial, tmp_path / "no" / name_for(to), to=to, told=quietly)
    if Path("/proc/self").exists():  # it refuses root, too
        with pytest.raises(UsageError, match="cannot write /proc/self/t"):
            export(trial, Path("/proc/self") / name_for(to), to=to, told=quietly)


def test_a_c3d_is_called_one(trials: dict[str, Path], tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"expected a name that ends in \.c3d, got t"):
        export(rig.open_trial(trials["plates"]), tmp_path / "t", to="c3d", told=quietly)
