"""rig report, as it is typed."""

from pathlib import Path

from tests.cli.conftest import RigHere
from tests.command import expect_one_line, rig
from tests.report.made import on_day, parsed


def test_a_page_of_a_trial(set_of_three: Path, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    done = rig("report", set_of_three, "--out", out)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"written: {out}\n", "")
    assert parsed(out.read_text("utf-8")).one("body").attributes["class"] == "coach"
    expect_one_line(rig("report", set_of_three, "--out", out), 2, "exists already")


def test_of_several_with_a_damaged_one(set_of_three: Path, tmp_path: Path) -> None:
    later, damaged = tmp_path / "later.h5", tmp_path / "damaged.h5"
    on_day(set_of_three, later, "2026-03-02")
    damaged.write_bytes(set_of_three.read_bytes()[:9000])
    out = tmp_path / "page.html"
    done = rig("report", set_of_three, damaged, later, "--page", "lab", "--out", out)
    expect_one_line(done, 2, "damaged.h5")
    assert done.stdout == f"written: {out}\n"
    page = parsed(out.read_text("utf-8"))
    assert page.one("h1").text == "P07 Change over sessions"
    assert len(list(page.all("article", "trial"))) == 2
    assert page.one("section", "unread")


def test_wrong_use_is_one_line(set_of_three: Path, tmp_path: Path, rig_here: RigHere) -> None:
    out = tmp_path / "page.html"
    expect_one_line(rig("report", tmp_path / "none.h5", "--out", out), 2, "none.h5")
    other = on_day(set_of_three, tmp_path / "o.h5", "2026-03-02", participant="P08")
    expect_one_line(
        rig_here("report", set_of_three, other, "--out", out), 2, "one participant", "P08"
    )
    expect_one_line(
        rig_here("report", set_of_three, "--out", tmp_path / "no" / "p.html"), 2, "no folder"
    )
    expect_one_line(
        rig_here("report", set_of_three, "--out", out, "--page", "poster"), 2, "coach", "lab"
    )
    assert not out.exists()
