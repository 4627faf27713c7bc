"""The available protocols: those that came with the program, and the user's own before them."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from rig.errors import UsageError
from rig.measure.quantity import SPOKEN
from rig.protocol import shelf

PROJECT = Path(__file__).parents[2]
SCORED = [
    "bodyweight-hinge",
    "deadlift",
    "dowel-hinge",
    "good-morning",
    "kettlebell-deadlift",
    "kettlebell-swing",
    "palms-on-thighs-hinge",
    "romanian-deadlift",
    "single-leg-romanian-deadlift",
    "squat",
    "standing-handcuff-hinge",
    "stiff-leg-deadlift",
    "wall-tap",
]
UNSCORABLE = [
    "band-pull-through",
    "banded-hip-distraction",
    "cable-pull-through",
    "calves-on-bench",
    "cat-cow",
    "glute-bridge",
    "hang-clean",
    "quadruped-sitback",
    "step-down",
    "tall-kneeling-handcuff",
    "tall-kneeling-hinge",
]


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's own folder."""
    folder = tmp_path / "protocols"
    folder.mkdir()
    monkeypatch.setattr(shelf, "own_folder", lambda: folder)
    return folder


def test_what_came_with_the_program(own: Path) -> None:
    assert shelf.names() == sorted(SCORED + UNSCORABLE)


@pytest.mark.parametrize("name", SCORED)
def test_a_drill_that_can_be_scored_says_all_that_a_coach_needs(own: Path, name: str) -> None:
    card = shelf.scorable(name)
    assert card is not None
    protocol = card.protocol
    assert protocol.cues
    assert protocol.stop
    assert not card.own
    assert ("dowel" in protocol.sensors) == ("contact" in protocol.scored)
    assert {*protocol.scored, *protocol.refused} == set(SPOKEN)


@pytest.mark.parametrize(
    ("name", "motion", "feet", "refused"),
    [
        ("deadlift", "floor_load", "both", {"contact", "tempo", "drop", "effort"}),
        ("kettlebell-deadlift", "floor_load", "both", {"contact", "tempo", "drop", "effort"}),
        ("kettlebell-swing", "ballistic", "both", {"contact", "drop", "heel_share", "cop"}),
        ("single-leg-romanian-deadlift", "vertical", "one", {"contact", "symmetry", "steps"}),
        ("squat", "vertical", "both", {"contact"}),
        ("palms-on-thighs-hinge", "vertical", "both", {"contact"}),
    ],
)
def test_how_a_drill_moves_and_what_it_refuses(
    own: Path, name: str, motion: str, feet: str, refused: set[str]
) -> None:
    protocol = shelf.find(name).protocol
    assert (protocol.motion, protocol.feet) == (motion, feet)
    assert set(protocol.refused) == refused
    assert protocol.load.from_floor == (motion == "floor_load")


@pytest.mark.parametrize("name", UNSCORABLE)
def test_a_drill_that_cannot_be_scored_is_refused_with_the_reason(own: Path, name: str) -> None:
    with pytest.raises(UsageError) as error:
        shelf.scorable(name)
    assert name in str(error.value)
    assert shelf.find(name).protocol.unscorable in str(error.value)


@pytest.mark.parametrize("name", ["hinge", "../dowel-hinge", "dowel-hinge.toml", "a\0b", "\udcff"])
def test_a_name_that_is_not_there(own: Path, name: str) -> None:
    with pytest.raises(UsageError, match="rig protocols"):
        shelf.scorable(name)


def test_no_name_is_no_protocol(own: Path) -> None:
    assert shelf.scorable("") is None


def test_the_users_own_go_first(own: Path) -> None:
    text = (PROJECT / "data/protocols/dowel-hinge.toml").read_text("utf-8")
    (own / "dowel-hinge.toml").write_text(text.replace("version = 1", "version = 2"), "utf-8")
    (own / "notes.txt").write_text("no protocol")
    card = shelf.find("dowel-hinge")
    assert card.own
    assert card.protocol.version == 2
    assert shelf.names() == sorted(SCORED + UNSCORABLE)


def test_a_file_of_the_user_that_is_wrong_is_not_passed_over(own: Path) -> None:
    (own / "dowel-hinge.toml").write_text("name = 3", "utf-8")
    with pytest.raises(UsageError, match="field name"):
        shelf.find("dowel-hinge")


def test_a_file_that_cannot_be_read(own: Path) -> None:
    (own / "folder.toml").mkdir()
    with pytest.raises(UsageError, match=r"cannot read folder\.toml"):
        shelf.find("folder")


def test_they_are_in_the_wheel(tmp_path: Path) -> None:
    """From a wheel unpacked elsewhere, with no checkout beside it."""
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=PROJECT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(tmp_path / "installed")
    code = "import rig; from rig.protocol import shelf; print(rig.__file__, *shelf.names())"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path / "installed", capture_output=True, text=True
    )
    where, *names = done.stdout.split()
    assert where.startswith(str(tmp_path)), done.stderr
    assert set(SCORED + UNSCORABLE) <= set(names)
