"""Foreign files: nested endlessly, or a pipe that is never written."""

import io
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gui import languages
from gui.language import read
from gui.names import read_names
from gui.remembering import recall
from gui.review.analysing import findings_of
from gui.settings import Settings
from gui.settingsfile import SettingsFile
from gui.sound.orders import order_of, report_of
from rig.calibrations.draft import Draft
from rig.errors import UsageError
from rig.parsed import bytes_of, json_of, toml_of
from rig.protocol import shelf
from rig.sim.settings import settings_of
from rig.store.deleting import session_path
from rig.trial import lines
from tests.command import expect_one_line, rig

DEEP_TOML = "a=" + "[" * 20_000
DEEP_JSON = "[" * 200_000
UTC_NOW = datetime(2026, 3, 1, tzinfo=UTC)
posix = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes among files")


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATA", "CONFIG", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))


def test_what_is_nested_too_deeply_makes_no_sense_and_no_more() -> None:
    for reader, said in ((json_of, DEEP_JSON), (toml_of, DEEP_TOML)):
        with pytest.raises(ValueError, match="nested too deeply"):
            reader(said)
    with pytest.raises(ValueError, match="nested too deeply"):
        findings_of(b'{"x":' + DEEP_JSON.encode())
    for line_reader in (order_of, report_of):
        with pytest.raises(ValueError, match="recursion"):
            line_reader(b'{"x":' + DEEP_JSON.encode())


def test_settings_and_languages_that_are_nested_too_deeply_are_said(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(DEEP_TOML)
    file = SettingsFile(path, UTC_NOW)
    assert file.settings == Settings()
    assert "nested too deeply" in file.problem
    (tmp_path / "xx.toml").write_text(DEEP_TOML)
    with pytest.raises(ValueError, match="nested too deeply"):
        read(tmp_path / "xx.toml")
    languages.own_folder().mkdir(parents=True)
    (languages.own_folder() / "xx.toml").write_text(DEEP_TOML)
    assert languages.known()["xx"] == "xx"
    assert "nested too deeply" in languages.use("xx")


def test_records_that_are_nested_too_deeply_are_as_if_they_were_not_there(tmp_path: Path) -> None:
    session_path().parent.mkdir(parents=True)
    session_path().write_text(DEEP_JSON)
    assert recall() is None
    (tmp_path / "draft-PLATES01.json").write_text(DEEP_JSON)
    assert Draft("PLATES01", tmp_path).read(UTC_NOW) is None
    (tmp_path / "scenario.toml").write_text(DEEP_TOML)
    with pytest.raises(UsageError, match="nested too deeply"):
        settings_of(f"scenario={tmp_path / 'scenario.toml'}")


def test_a_protocol_that_cannot_be_read_is_one_line_and_the_others_are_listed() -> None:
    shelf.own_folder().mkdir(parents=True)
    (shelf.own_folder() / "deep.toml").write_text(DEEP_TOML)
    done = rig("protocols", "--json")
    expect_one_line(done, 2, "deep.toml", "nested too deeply")
    assert len(json.loads(done.stdout)["protocols"]) > 5


@posix
def test_a_pipe_among_files_is_not_waited_for(tmp_path: Path) -> None:
    shelf.own_folder().mkdir(parents=True)
    os.mkfifo(shelf.own_folder() / "pipe.toml")
    done = rig("protocols", "--json")
    expect_one_line(done, 2, "pipe.toml", "no file")
    assert len(json.loads(done.stdout)["protocols"]) > 5
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(OSError, match="no file"):
        bytes_of(pipe)
    assert "no file" in SettingsFile(pipe, UTC_NOW).problem
    again = tmp_path / "names.csv"
    os.mkfifo(again)
    assert "no file" in read_names(again)[1]
    with pytest.raises(UsageError, match="no file"):
        lines.read(again)


CLOSED = """
import os, sys
for number in map(int, sys.argv.pop(1).split(",")):
    os.close(number)
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""


@pytest.mark.skipif(os.name != "posix", reason="closed standard streams")
@pytest.mark.parametrize(("closed", "code"), [("2", 0), ("1", 2), ("0,1,2", 2), ("0", 0)])
def test_closed_standard_streams_are_no_traceback(closed: str, code: int) -> None:
    words = [sys.executable, "-c", CLOSED, closed, "-m", "rig", "protocols", "--json"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    if closed == "1":
        assert done.stderr == "rig: cannot write the answer: standard output is closed\n"


@pytest.mark.skipif(os.name != "posix", reason="closed standard streams")
def test_a_trial_is_whole_where_standard_error_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "t.h5"
    record = ("record", "--seconds", "0.5", "--out", str(path), "--plates", "sim://plates?seed=7")
    words = [sys.executable, "-c", CLOSED, "0,1,2", "-m", "rig", *record, "--dowel", "none"]
    assert subprocess.run(words, check=False).returncode in (0, 2)
    assert rig("verify", path).returncode == 0


def test_text_readers_take_what_is_right() -> None:
    assert json_of("[1]") == [1]
    assert toml_of("a=1") == {"a": 1}
    assert io.BytesIO(bytes_of(Path(__file__))).readline().startswith(b'"""Foreign')
