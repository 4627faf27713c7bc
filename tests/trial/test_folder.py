"""Where trials go if the user names no place."""

import os
import stat
from pathlib import Path

import pytest

from rig.errors import UsageError
from rig.trial.folder import default_folder, demo_folder, free_path

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    return tmp_path / "share"


@pytest.mark.skipif(os.name != "posix", reason="XDG")
def test_trials_go_to_the_users_own_data_also_in_a_checkout(data: Path) -> None:
    assert default_folder() == data / "hinge-rig" / "trials"
    for folder in (default_folder(), data / "hinge-rig"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")
def test_a_folder_that_was_left_open_is_closed(data: Path) -> None:
    folder = data / "hinge-rig" / "trials"
    folder.mkdir(parents=True)
    folder.chmod(0o755)
    assert stat.S_IMODE(default_folder().stat().st_mode) == 0o700


def test_only_the_demo_records_into_a_checkout(data: Path) -> None:
    assert demo_folder() == CHECKOUT / "data" / "trials"
    assert default_folder() != demo_folder()


@pytest.mark.skipif(os.name != "posix", reason="XDG")
def test_a_folder_that_cannot_be_made_is_one_sentence(data: Path) -> None:
    data.write_text("in the way")
    with pytest.raises(UsageError, match="cannot make the folder"):
        default_folder()


def test_a_folder_of_another_user_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> bool:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "exists", refuse)  # root may read everything
    with pytest.raises(UsageError, match=f"cannot look into {tmp_path}: Permission denied"):
        free_path(tmp_path, "P07")
