"""Own protocols: copied, changed, with every former version kept where it can be found."""

import os
from pathlib import Path

import pytest

from rig.errors import UsageError
from rig.protocol import keeping, shelf


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's own folder."""
    folder = tmp_path / "protocols"
    monkeypatch.setattr(shelf, "own_folder", lambda: folder)
    return folder


def test_a_copy_is_the_users_own_and_says_the_same(own: Path) -> None:
    card = keeping.copy("dowel-hinge", "mine")
    before = shelf.find("dowel-hinge").protocol
    assert card == shelf.find("mine")
    assert card.own
    assert card.protocol.version == 1
    assert (card.protocol.cues, card.protocol.dose) == (before.cues, before.dose)


def test_a_name_that_is_taken_or_none_is_refused(own: Path) -> None:
    with pytest.raises(UsageError, match="wall-tap is taken"):
        keeping.copy("dowel-hinge", "wall-tap")
    with pytest.raises(UsageError, match="small letters"):
        keeping.copy("dowel-hinge", "../out")
    assert not own.exists()


def test_saving_raises_the_version_and_keeps_the_former(own: Path) -> None:
    first = keeping.copy("dowel-hinge", "mine")
    second = keeping.save("mine", {"dose.sets": 4, "cues": ["One cue."], "asks": ["pain"]})
    assert second.protocol.version == 2
    assert second.protocol.dose.sets == 4
    assert second.protocol.cues == ("One cue.",)
    assert second.protocol.asks == ("pain",)
    assert second.protocol.stop == first.protocol.stop
    keeping.save("mine", {"load.kind": "kettlebell", "load.mass_kg": 8})
    assert keeping.former("mine") == [1, 2]
    # The exact bytes whose hash a trial has.
    assert (own / "older" / "mine@1.toml").read_bytes() == first.text.encode()
    assert "mine@1" not in shelf.names()


def test_saving_what_is_the_same_keeps_the_version(own: Path) -> None:
    keeping.copy("dowel-hinge", "mine")
    assert keeping.save("mine", {"dose.sets": 2, "load.mass_kg": 0}).protocol.version == 1
    assert keeping.former("mine") == []


def test_a_version_that_was_given_twice_overwrites_neither(own: Path) -> None:
    keeping.copy("dowel-hinge", "mine")
    keeping.save("mine", {"dose.sets": 3})
    path = own / "mine.toml"
    path.write_text(path.read_text().replace("version = 2", "version = 1"))  # by hand
    card = keeping.save("mine", {"dose.sets": 5})
    assert card.protocol.version == 2
    kept = [one.read_text() for one in (own / "older").glob("mine@1*.toml")]
    assert sorted("sets = 3" in text for text in kept) == [False, True]


def test_what_came_with_the_program_is_never_written(own: Path) -> None:
    before = shelf.find("dowel-hinge").text
    with pytest.raises(UsageError, match="copy it"):
        keeping.save("dowel-hinge", {"dose.sets": 4})
    with pytest.raises(UsageError, match="copy it"):
        keeping.faults("dowel-hinge", {"dose.sets": 4})
    assert shelf.find("dowel-hinge").text == before
    assert not own.exists()


def test_what_is_wrong_is_said_of_each_field_and_nothing_is_written(own: Path) -> None:
    keeping.copy("dowel-hinge", "mine")
    changes = {"dose.sets": 0, "dose.tempo": "slow", "dose.rest_s": "long", "title": "Good"}
    assert keeping.faults("mine", changes) == {
        "dose.sets": "expected a whole number from 1 to 100",
        "dose.tempo": "expected seconds down, held and up, such as 2-1-2",
        "dose.rest_s": "expected seconds, 0 to 3600",
    }
    with pytest.raises(UsageError, match=r"dose\.sets"):
        keeping.save("mine", changes)
    assert shelf.find("mine").protocol.version == 1
    assert not (own / "older").exists()
    assert keeping.faults("mine", {"dose.sets": 3}) == {}


def test_a_folder_that_cannot_be_written_is_said_in_one_line(own: Path) -> None:
    own.write_text("a file where the folder should be")
    with pytest.raises(UsageError, match="cannot write"):
        keeping.copy("dowel-hinge", "mine")


def test_what_killed_writers_left_goes_and_what_is_being_written_stays(own: Path) -> None:
    keeping.copy("dowel-hinge", "mine")
    left = [own / "other.toml.0123abcd.part", own / ".mine.toml.0123abcd.part"]
    stays = [own / "mine.toml.4567cdef.part", own / "note.txt.0123abcd.part", own / "x.toml.part"]
    for path in (*left, *stays):
        path.write_text("half")
    for path in (*left, stays[1], stays[2]):
        os.utime(path, (0, 0))
    keeping.save("mine", {"dose.sets": 4})
    assert not any(path.exists() for path in left)
    assert all(path.exists() for path in stays)
    assert "mine" in shelf.names()
