"""The pages in a real browser: their own policy lets them work, and they fit."""

import os
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from rig.analysis.analysis import analyse
from rig.analysis.reviewed import Review
from rig.measure.validity import USABLE, Verdict
from rig.report import COACH, PAGES, write_report
from rig.report.page import html_of
from rig.report.reading import Read
from rig.trial.opening import open_trial
from tests.report.made import on_day, parsed

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PHONE_PX = 390
REVIEW = Review(("AB", "CD", "EF", "GH"), "2026-03-14T15:00:00+00:00", 20, 3, ("IJ",))
# A frame around them: a browser without a window is no narrower than 500 pixels.
FRAME = """<!doctype html><style>iframe {{ width: {px}px; height: 900px; border: 0 }}</style>
{frames}<pre></pre><script>onload = () => {{
const pages = [...document.querySelectorAll("iframe")].map((one) => one.contentDocument);
const widths = pages.map((page) => page.documentElement.scrollWidth);
document.querySelector("pre").textContent = widths.join(" ");
}}</script>"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("browser")


def browse(folder: Path, *words: object) -> str:
    """The output of a browser without a window."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    program = found or pytest.skip("needs a browser: Debian's package chromium")
    as_root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    own = [f"--user-data-dir={folder / 'profile'}", "--headless", "--disable-gpu", *as_root]
    done = subprocess.run(
        [program, *own, *map(str, words)], cwd=folder, capture_output=True, text=True, timeout=100
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_no_page_is_wider_than_a_phone(set_of_three: Path, folder: Path) -> None:
    days = ("2026-03-02", "2026-04-02")
    several = [on_day(set_of_three, folder / f"{day}.h5", day) for day in days]
    for page in PAGES:
        write_report([set_of_three], folder / f"one-{page}.html", page=page)
        write_report(several, folder / f"several-{page}.html", page=page)
    frames = "".join(
        f'<iframe src="{count}-{page}.html"></iframe>'
        for page in PAGES
        for count in ("one", "several")
    )
    (folder / "frame.html").write_text(FRAME.format(px=PHONE_PX, frames=frames))
    allowed = ("--hide-scrollbars", "--allow-file-access-from-files", "--dump-dom")
    shown = browse(folder, *allowed, (folder / "frame.html").as_uri())
    (widths,) = re.findall(r"<pre>([\d ]+)</pre>", shown)
    assert widths.split() == [str(PHONE_PX)] * 4


def test_its_script_takes_what_is_told_over(set_of_three: Path, folder: Path) -> None:
    """So the script ran, and the style applied: their hashes are those of the policy."""
    shown = folder / "script.html"
    write_report([set_of_three], shown)
    assert list(parsed(shown.read_text("utf-8")).one("div", "wide").all("title"))
    page = browse(folder, "--dump-dom", shown.as_uri())
    assert page.count('<div class="told"') == 1
    assert page.count("<title>") == 1  # that of the page: those of the marks are in the script


def test_a_coach_s_page_is_one_side_of_paper(set_of_three: Path, folder: Path) -> None:
    counts = {}
    for page in PAGES:
        shown, paper = folder / f"{page}.html", folder / f"{page}.pdf"
        write_report([set_of_three], shown, page=page)
        browse(folder, f"--print-to-pdf={paper}", shown.as_uri())
        data = paper.read_bytes()
        counts[page] = len(re.findall(rb"/Type\s*/Page\b", data))
        width, height = map(float, re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", data)[0])
        assert (round(width), round(height)) == (595, 842)
    assert counts["coach"] == 1
    assert counts["lab"] > 1


def test_it_is_one_side_with_many_repetitions_a_long_title_and_many_reasons(
    set_of_three: Path, folder: Path
) -> None:
    found = analyse(open_trial(set_of_three))
    title = "Dowel hinge " + "as it was agreed upon in the clinic " * 9
    trial = replace(
        found.trial,
        participant="P" * 32,
        protocol_text=re.sub('title = ".*"', f'title = "{title}"', found.trial.protocol_text),
        validity=Verdict(
            USABLE, ("plates: 412 samples were lost, at most 51 one after another",) * 4
        ),
    )
    many = replace(
        analyse(trial), repetitions=found.repetitions * 7, figures=found.figures * 7, review=REVIEW
    )
    shown, paper = folder / "worst.html", folder / "worst.pdf"
    shown.write_text(html_of(Read([many], []), page=COACH), "utf-8")
    browse(folder, f"--print-to-pdf={paper}", shown.as_uri())
    assert len(re.findall(rb"/Type\s*/Page\b", paper.read_bytes())) == 1
    page = parsed(shown.read_text("utf-8"))
    assert "more repetitions are in the charts" in page.text
    assert title not in page.text
