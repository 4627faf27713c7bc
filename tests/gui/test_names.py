"""The list of names: for the coach only, outside the store, and never in the way."""

import os
from pathlib import Path

import pytest

from gui.flow.acts import act
from gui.flow.flow import Flow
from gui.flow.pages import picture_of
from gui.names import read_names
from gui.settingsfile import settings_path
from rig.store.names import names_path
from rig.trial.folder import default_folder


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "names.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_names_by_their_pseudonyms(tmp_path: Path) -> None:
    path = written(tmp_path, "\ufeffP07,Anna Smith\r\n\r\nP08 , Bo \n")
    assert read_names(path) == ({"P07": "Anna Smith", "P08": "Bo"}, "")
    if os.name == "posix":
        assert path.stat().st_mode & 0o077 == 0


def test_there_need_not_be_a_list(tmp_path: Path) -> None:
    assert read_names(tmp_path / "names.csv") == ({}, "")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("P07\n", "a pseudonym, a comma and a name, got P07"),
        ("P07,Anna,Smith\n", "got P07,Anna,Smith"),
        ("../P07,Anna\n", "participant"),
        (b"P07,\xff\xfe", "utf-8"),
        ("P07," + "n" * 200_000, "names.csv is not used"),
        ("P07,a\n" * 200_000, "at most 1000000 bytes"),
    ],
)
def test_a_list_that_makes_no_sense_is_said_and_not_used(
    text: str | bytes, why: str, tmp_path: Path
) -> None:
    names, problem = read_names(written(tmp_path, text))
    assert names == {}
    assert why in problem
    assert "\n" not in problem


def test_it_lies_outside_the_store() -> None:
    assert default_folder() not in names_path().parents
    assert names_path().parent == settings_path().parent


def test_only_whom_to_choose_is_shown_by_name() -> None:
    flow = Flow({})
    flow.names = {"P07": "Anna Smith"}
    act(flow, "person", "P07")
    page = picture_of(flow).page
    assert [choice.words for choice in page.choices] == ["P07: Anna Smith"]
    assert [choice.value for choice in page.choices] == ["P07"]
