"""rig protocols, and what a trial stores of its protocol."""

import json
from hashlib import sha256
from pathlib import Path

import h5py
import pytest

from tests.command import expect_one_line, rig

SHIPPED = Path(__file__).parents[2] / "data" / "protocols"
BOARDS = ("--plates", "sim://plates?seed=1003", "--dowel", "sim://dowel?seed=1003")


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's own folder, where platformdirs finds it on Linux."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    folder = tmp_path / "hinge-rig" / "protocols"
    folder.mkdir(parents=True)
    return folder


def test_the_list_names_what_can_be_scored_and_why_others_cannot(own: Path) -> None:
    done = rig("protocols")
    assert done.returncode == 0
    assert "dowel-hinge" in done.stdout
    assert "cable-pull-through: The cable pulls backwards" in done.stdout
    assert str(own) in done.stdout


def test_the_list_as_json(own: Path) -> None:
    (own / "mine.toml").write_text('name = "mine"\ntitle = "Mine"\nversion = 1\nunscorable = "No."')
    (own / "wrong.toml").write_text("name = 3")
    done = rig("protocols", "--json")
    assert done.returncode == 2
    said = json.loads(done.stdout)
    cards = {card["name"]: card for card in said["protocols"]}
    assert cards["mine"]["own"]
    assert cards["dowel-hinge"]["scored"][0] == "contact"
    assert "wrong.toml: field name" in said["unreadable"][0]
    expect_one_line(done, 2, "wrong.toml")


def test_one_protocol_in_words_and_as_json(own: Path) -> None:
    words = rig("protocols", "wall-tap").stdout
    for part in ("Wall tap (wall-tap, version 1)", "tempo 2-1-2 s", "The push on the wall"):
        assert part in words
    said = json.loads(rig("protocols", "wall-tap", "--json").stdout)
    assert said["setup"]["third_point"] == "sacrum"
    assert said["sha256"] == sha256((SHIPPED / "wall-tap.toml").read_bytes()).hexdigest()


def test_an_unknown_one_is_one_line(own: Path) -> None:
    expect_one_line(rig("protocols", "hinge"), 2, "rig protocols", "'hinge'")


@pytest.mark.parametrize(
    ("name", "reason"), [("hinge", "rig protocols"), ("glute-bridge", "The person lies")]
)
def test_nothing_is_recorded_by_one_that_does_not_do(
    own: Path, tmp_path: Path, name: str, reason: str
) -> None:
    path = tmp_path / "x.h5"
    done = rig("record", *BOARDS, "--seconds", 1, "--out", path, "--protocol", name)
    expect_one_line(done, 2, name, reason)
    assert not path.exists()


def test_a_trial_keeps_the_exact_text(own: Path, tmp_path: Path) -> None:
    text = (SHIPPED / "dowel-hinge.toml").read_text("utf-8") + "# with shoes\n"
    (own / "dowel-hinge.toml").write_bytes(text.replace("\n", "\r\n").encode())
    path = tmp_path / "x.h5"
    done = rig("record", *BOARDS, "--seconds", 1, "--out", path, "--protocol", "dowel-hinge")
    assert done.returncode == 0, done.stderr
    with h5py.File(path) as file:
        kept = {name: file.attrs[name] for name in file.attrs}
    written = (own / "dowel-hinge.toml").read_bytes()
    assert kept["protocol"] == "dowel-hinge"
    assert kept["protocol_text"].encode() == written
    assert kept["protocol_sha256"] == sha256(written).hexdigest()
    assert kept["condition"] == "bodyweight"


def test_what_stands_in_a_file_is_shown_and_not_obeyed(own: Path) -> None:
    text = (SHIPPED / "dowel-hinge.toml").read_text("utf-8")
    text = text.replace('title = "', 'title = "\\u001b[31m[red]')
    (own / "dowel-hinge.toml").write_text(text, "utf-8")
    for words in ((), ("dowel-hinge",)):
        done = rig("protocols", *words)
        assert done.returncode == 0
        assert "\x1b" not in done.stdout
        assert "\\x1b[31m[red]" in done.stdout
