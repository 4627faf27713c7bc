"""Settings on a real disk: kept, reported if invalid, never lost."""

import os
import stat
import sys
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.settings import CueSettings, ScreenSettings, Settings
from gui.settingsfile import SettingsFile, settings_path

UTC_NOW = datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC)
ALL_CHANGED = Settings(
    theme="light",
    sound_device='USB "Headset" №2',
    cue=CueSettings("nth", 5),
    buzzer=True,
    metronome=True,
    screen=ScreenSettings(on=True, mirrored=True),
    assessor="AB",
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "hinge-rig" / "settings.toml"


def written(path: Path, data: bytes) -> SettingsFile:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return SettingsFile(path, UTC_NOW)


def test_they_lie_where_the_platform_keeps_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    if sys.platform == "linux":
        assert settings_path() == tmp_path / "hinge-rig" / "settings.toml"
    assert settings_path().name == "settings.toml"


def test_where_there_are_none_defaults_serve_and_nothing_is_written(path: Path) -> None:
    file = SettingsFile(path, UTC_NOW)
    assert (file.settings, file.problem) == (Settings(), "")
    assert not path.parent.exists()


def test_what_was_set_is_there_the_next_time(path: Path) -> None:
    SettingsFile(path, UTC_NOW).write(ALL_CHANGED)
    again = SettingsFile(path, UTC_NOW)
    assert (again.settings, again.problem) == (ALL_CHANGED, "")
    assert tomllib.loads(path.read_text())["cue"] == {"when": "nth", "n": 5}
    again.write(Settings())
    assert SettingsFile(path, UTC_NOW).settings == Settings()
    assert [entry.name for entry in path.parent.iterdir()] == ["settings.toml"]


@pytest.mark.skipif(os.name != "posix", reason="modes")
def test_they_are_for_their_owner_only(path: Path) -> None:
    SettingsFile(path, UTC_NOW).write(ALL_CHANGED)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@given(st.text(max_size=200))
def test_any_name_of_a_device_comes_back_or_is_said(name: str) -> None:
    data = msgspec.toml.encode(Settings(sound_device=name))
    assert msgspec.toml.decode(data, type=Settings).sound_device == name


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('theme = "blue"', "field theme: expected one of dark, light; "),
        ('[cue]\nwhen = "nth"\nn = 1', "field cue.n: expected a whole number from 2 to 10; "),
        ('colour = "red"', "field colour: expected a field of a table of theme, language, "),
        ('buzzer = "yes"', "field buzzer: expected true or false; "),
        ('assessor = "A B"', "field assessor: expected 0 to 4 letters A to Z; "),
        ("theme = dark", "expected TOML in UTF-8 in settings.toml: "),
        ('sound_device = "\\u001b[2J"\n# \x7f', "expected TOML in UTF-8 in settings.toml: "),
        ("# \u202e", "expected plain text in settings.toml"),
    ],
)
def test_a_bad_file_is_said_in_one_sentence_and_set_aside(path: Path, text: str, said: str) -> None:
    file = written(path, text.encode())
    assert file.settings == Settings()
    assert said in file.problem
    assert file.problem.isprintable()
    assert file.problem.endswith(
        "; it is kept as settings.bad-20260504T030201Z.toml, defaults serve."
    )
    assert not path.exists()
    assert path.with_name("settings.bad-20260504T030201Z.toml").read_text() == text
    file.write(ALL_CHANGED)
    assert SettingsFile(path, UTC_NOW).settings == ALL_CHANGED


def test_no_bad_file_takes_the_place_of_another(path: Path) -> None:
    for number in range(3):
        written(path, f"bad {number}".encode())
    kept = sorted(path.parent.glob("settings.bad-*.toml"))
    assert sorted(file.read_text() for file in kept) == ["bad 0", "bad 1", "bad 2"]


def test_bytes_that_are_no_text_are_set_aside_too(path: Path) -> None:
    assert "expected TOML in UTF-8" in written(path, b"\xff\xfe\x00").problem


def test_a_folder_in_the_place_of_the_file_is_set_aside(path: Path) -> None:
    path.mkdir(parents=True)
    file = SettingsFile(path, UTC_NOW)
    assert "expected to read settings.toml" in file.problem
    file.write(ALL_CHANGED)
    assert SettingsFile(path, UTC_NOW).settings == ALL_CHANGED


@pytest.mark.skipif(sys.platform != "linux", reason="how long a path may be")
def test_a_bad_file_that_cannot_be_set_aside_stays_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path
    while (left := 4065 - len(str(folder))) > 0:  # another name would be too long, no other is
        folder /= "d" * min(left - 1, 200) if left != 202 else "d" * 100
    path = folder / "settings.toml"
    file = written(path, b"bad")
    assert "it cannot be set aside" in file.problem
    file.write(ALL_CHANGED)
    assert file.settings == ALL_CHANGED
    assert path.read_text() == "bad"


def test_where_it_cannot_be_written_that_is_said_and_what_was_there_stays(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = SettingsFile(path, UTC_NOW)
    file.write(ALL_CHANGED)
    path.unlink()
    path.mkdir()  # nothing replaces a folder
    file.write(Settings())
    assert file.settings == Settings()
    assert "holds until this window closes" in file.problem
    assert [entry.name for entry in path.parent.iterdir()] == ["settings.toml"], "no part is left"


def test_what_a_killed_window_left_half_written_goes_with_the_next_change(path: Path) -> None:
    file = SettingsFile(path, UTC_NOW)
    file.write(ALL_CHANGED)
    left, new = (path.with_name(f"settings.toml.{n}.part") for n in ("0123abcd", "4567cdef"))
    for part in (left, new):
        part.write_text("half")
    os.utime(left, (0, 0))
    file.write(Settings())
    assert sorted(path.parent.iterdir()) == [path, new]  # another window may be writing that
