"""The log of a store: what was done with trials, by whom, and when."""

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from rig.store.listing import LOG
from rig.store.log import note_use, store_of, user_name
from rig.store.store import Store
from rig.trial.folder import default_folder
from tests.command import rig
from tests.store.filed import filed


@pytest.fixture
def store(tmp_path: Path, trials: dict[str, Path]) -> Path:
    folder = tmp_path / "store"
    filed(folder, trials["plates"], "P07")
    Store(folder).refresh(workers=1)
    return folder


def logged(store: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (store / LOG).read_text().splitlines()]


def test_who_looked_at_which_trial_and_when(store: Path) -> None:
    (trial,) = store.rglob("*.h5")
    assert note_use("show", {trial: "P07"}) == ""
    (said,) = logged(store)
    assert (said["what"], said["participant"], said["by"]) == ("show", "P07", user_name())
    assert store / said["file"] == trial
    age = datetime.now(UTC) - datetime.fromisoformat(said["utc"])
    assert timedelta(0) <= age < timedelta(minutes=1)


def test_a_trial_outside_of_a_store_is_nobodys_business(trials: dict[str, Path]) -> None:
    assert store_of(trials["plates"]) is None
    assert note_use("show", {trials["plates"]: "P07"}) == ""
    assert not (trials["plates"].parent / LOG).exists()


@pytest.mark.skipif(os.name != "posix", reason="XDG")
def test_the_users_own_folder_is_a_store_before_it_has_an_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert store_of(default_folder() / "P07" / "2026-03-14" / "t.h5") == default_folder()


def test_a_log_that_cannot_be_written_is_said(store: Path) -> None:
    (store / LOG).mkdir()
    (trial,) = store.rglob("*.h5")
    assert "the log of the store was not written" in note_use("show", {trial: "P07"})


@pytest.mark.skipif(os.name != "posix", reason="links")
@pytest.mark.parametrize("planted", [LOG, f".{LOG}.lock"])
def test_a_planted_link_is_not_followed(store: Path, tmp_path: Path, planted: str) -> None:
    precious = tmp_path / "precious"
    precious.write_text("precious\n")
    (store / planted).symlink_to(precious)
    (trial,) = store.rglob("*.h5")
    assert f"{planted} is a link" in note_use("show", {trial: "P07"})
    assert precious.read_text() == "precious\n"


def test_commands_that_open_trials_write_it(store: Path, tmp_path: Path) -> None:
    (trial,) = store.rglob("*.h5")
    assert rig("show", trial).returncode == 0
    assert rig("verify", trial, store / "none.h5").returncode == 2
    assert rig("analyze", store).returncode == 0
    assert rig("export", trial, "--to", "parquet", "--out", tmp_path / "out").returncode == 0
    assert rig("report", trial, "--out", tmp_path / "page.html").returncode == 0
    shareable = ("--shareable", "--out", tmp_path / "given")
    assert rig("export", trial, "--to", "csv", *shareable).returncode == 0
    what = [(said["what"], said["participant"]) for said in logged(store)]
    done = ("show", "verify", "analyze", "export", "report", "export")
    assert what == [(word, "P07") for word in done]
