"""Folders that are synchronised off the computer are recognised; others are not."""

import json
from pathlib import Path

import pytest

from rig.trial.cloud import synchronised_by
from rig.trial.folder import concerns


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "anna"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    for name in ("OneDrive", "OneDriveConsumer", "OneDriveCommercial", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    return home


@pytest.mark.parametrize(
    ("folder", "service"),
    [
        ("OneDrive/Documents/trials", "OneDrive"),
        ("OneDrive - Contoso GmbH/trials", "OneDrive"),
        ("Library/CloudStorage/OneDrive-Contoso/trials", "OneDrive"),
        ("Dropbox/trials", "Dropbox"),
        ("Dropbox (Gym)/trials", "Dropbox"),
        ("Google Drive/trials", "Google Drive"),
        ("Library/CloudStorage/GoogleDrive-a@b.org/My Drive/trials", "Google Drive"),
        ("Library/Mobile Documents/com~apple~CloudDocs/trials", "iCloud Drive"),
        ("iCloudDrive/trials", "iCloud Drive"),
        ("Nextcloud/trials", "Nextcloud"),
        ("Nextcloud2/trials", "Nextcloud"),
        ("ownCloud/trials", "ownCloud"),
        ("Box/trials", "Box"),
        ("pCloudDrive/trials", "pCloud"),
        ("MEGA/trials", "MEGA"),
        ("Proton Drive/anna/trials", "Proton Drive"),
        ("Sync/trials", "Sync.com"),
        ("Library/CloudStorage/Unheard/trials", "a cloud service"),
        (".local/share/hinge-rig/trials", ""),
        ("Documents/trials", ""),
        ("work/Box/trials", ""),
        ("OneDriver/trials", ""),
        ("dropbox-client/trials", ""),
    ],
)
def test_by_the_names_in_its_path(folder: str, service: str, home: Path) -> None:
    assert synchronised_by(home / folder / "P07.h5", {}) == service
    (home / folder).mkdir(parents=True)
    assert synchronised_by(home / folder, {}) == service


@pytest.mark.parametrize("variable", ["OneDrive", "OneDriveConsumer", "OneDriveCommercial"])
def test_by_a_variable_of_the_environment(variable: str, home: Path) -> None:
    environ = {variable: str(home / "Firma")}
    assert synchronised_by(home / "Firma" / "trials", environ) == "OneDrive"
    assert synchronised_by(home / "Firmament" / "trials", environ) == ""
    assert synchronised_by(home / "Firma", {variable: ""}) == ""


@pytest.mark.parametrize(
    ("marker", "service"),
    [
        (".dropbox.cache", "Dropbox"),
        (".sync_0a1b2c.db", "Nextcloud"),
        ("._sync_0a1b2c.db", "Nextcloud"),
        (".owncloudsync.log", "ownCloud"),
        (".stfolder", "Syncthing"),
        (".tmp.driveupload", "Google Drive"),
    ],
)
def test_by_what_a_service_leaves_at_the_top_of_its_folder(
    marker: str, service: str, home: Path
) -> None:
    (home / "mine" / "trials").mkdir(parents=True)
    (home / "mine" / marker).touch()
    (home / "beside").mkdir()
    assert synchronised_by(home / "mine" / "trials" / "P07.h5", {}) == service
    assert synchronised_by(home / "beside", {}) == ""


@pytest.mark.parametrize("where", ["home", "APPDATA", "LOCALAPPDATA"])
def test_by_what_dropbox_says_of_itself(where: str, home: Path) -> None:
    about = home / ".dropbox" if where == "home" else home / where / "Dropbox"
    about.mkdir(parents=True)
    accounts = {"personal": {"path": str(home / "D")}, "business": {"path": str(home / "E")}}
    (about / "info.json").write_text(json.dumps(accounts))
    environ = {} if where == "home" else {where: str(home / where)}
    assert synchronised_by(home / "E" / "trials", environ) == "Dropbox"
    assert synchronised_by(home / "F" / "trials", environ) == ""


@pytest.mark.parametrize("said", ["", "[]", '{"personal": 1}', '{"personal": {"path": 1}}'])
def test_what_makes_no_sense_there_is_nothing(said: str, home: Path) -> None:
    (home / ".dropbox").mkdir()
    (home / ".dropbox" / "info.json").write_text(said)
    assert synchronised_by(home / "trials", {}) == ""


def test_a_link_is_followed_both_ways(home: Path) -> None:
    (home / "Dropbox").mkdir()
    (home / "disk").mkdir()
    (home / "out").symlink_to(home / "Dropbox")
    (home / "Nextcloud").symlink_to(home / "disk")
    assert synchronised_by(home / "out", {}) == "Dropbox"
    assert synchronised_by(home / "Nextcloud", {}) == "Nextcloud"


def test_it_is_said_in_one_sentence(home: Path) -> None:
    (home / "Dropbox").mkdir()
    (said,) = concerns(home / "Dropbox")
    assert said.startswith(f"{home / 'Dropbox'} is synchronised by Dropbox: ")
