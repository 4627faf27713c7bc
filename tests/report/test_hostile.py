"""Hostile text stays text."""

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import h5py
import pytest

from rig.analysis.analysis import analyse
from rig.report import COACH, LAB, write_report
from rig.report.rests import rests_on
from rig.trial.notes import add_note
from rig.trial.opening import open_trial
from tests.hostile import HOSTILE, expect_harmless
from tests.report.made import page_of, parsed
from tests.trial.mutants import edit

MARKUP = (
    "<script>alert(1)</script>",
    '"><svg/onload=alert(1)>',
    "</title></style></script><h1>x</h1>",
    "{{ 7 * 7 }}{% raw %}",
    "' onmouseover='alert(1)",
)


def spoiled(trial: Path, out: Path, text: str) -> Path:
    """The trial with `text` in every field that a page may show."""
    shutil.copy(trial, out)
    with h5py.File(out, "r+") as file:
        names = ("participant", "protocol", "condition", "end_reason", "trial_id", "replay_of")
        file.attrs.update(dict.fromkeys((*names, "software_version"), text))
        file.attrs["protocol_text"] = ""
        for board in ("plates", "dowel"):
            file[board].attrs.update(board_serial=text, firmware_version=text)
            file["clock"][board].attrs["method"] = text
    add_note(out, text, author=text, utc=text, about=text)
    return out


@pytest.mark.parametrize(("page", "texts"), [(LAB, (*HOSTILE, *MARKUP)), (COACH, MARKUP)])
def test_it_becomes_no_markup(
    page: str, texts: Sequence[str], trials: dict[str, Path], tmp_path: Path
) -> None:
    plain = page_of(trials["gap"], out=tmp_path / "plain.html", page=page)
    for number, text in enumerate(texts):
        trial = spoiled(trials["gap"], tmp_path / f"{number}.h5", text)
        root = page_of(trial, out=tmp_path / f"{number}.html", page=page)
        for name in ("script", "style", "h1", "img", "b"):
            assert len(list(root.all(name))) == len(list(plain.all(name))), (name, text)
        assert not [n for n in root.all() if any(a.startswith("on") for a in n.attributes)]
        expect_harmless(root.one("main").text)
        assert len(list(root.all("ul", "notes"))) == (page == LAB)
    assert (
        "{{ 7 * 7 }}"
        in page_of(
            spoiled(trials["gap"], tmp_path / "a.h5", MARKUP[3]), out=tmp_path / "a.html", page=page
        )
        .one("main")
        .text
    )


@pytest.mark.parametrize("taken", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "x"])
def test_a_time_without_a_day_stands_as_it_is(taken: str, trials: dict[str, Path]) -> None:
    trial = open_trial(trials["dowel"])
    assert trial.dowel
    found = analyse(replace(trial, dowel=replace(trial.dowel, levels_utc=taken)))
    assert any(taken in fact.value for fact in rests_on(found))


def test_a_protocol_is_text_too(set_of_three: Path, tmp_path: Path) -> None:
    trial = tmp_path / "a.h5"
    shutil.copy(set_of_three, trial)
    title = "<img src=x onerror=alert(1)>"
    with h5py.File(trial, "r+") as file:
        said = str(file.attrs["protocol_text"])
        file.attrs["protocol_text"] = said.replace("Dowel hinge (broomstick hinge)", title)
    page = page_of(trial, out=tmp_path / "a.html")
    assert not list(page.all("img"))
    assert title in page.one("h1").text


@pytest.mark.parametrize("seed", range(7))
def test_a_file_that_makes_no_sense_is_refused_or_shown(
    seed: int, set_of_three: Path, tmp_path: Path
) -> None:
    """Each kind of edit that a program with h5py could make."""
    trial = Path(shutil.copy(set_of_three, tmp_path / "a.h5"))
    edit(trial, seed)
    for page in (COACH, LAB):
        out = tmp_path / f"{page}.html"
        unread = write_report([trial, set_of_three], out, page=page)
        assert bool(unread) == bool(list(parsed(out.read_text("utf-8")).all("section", "unread")))
