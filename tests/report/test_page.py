"""A page shows what was found in the trial, in the required words."""

import re
from collections.abc import Callable
from pathlib import Path

import h5py
import pytest

import rig
from rig import Analysis
from rig.report import COACH, LAB, PAGES
from rig.report.words import table
from tests.report.made import Node, on_day, page_of
from tests.trial.changed import changed
from tests.words import forbidden_in

NEWTONS = re.compile(r"\d N\b|, N\b| N s\b")


@pytest.fixture(scope="module")
def found(set_of_three: Path) -> Analysis:
    return rig.analyse(rig.open_trial(set_of_three))


@pytest.mark.parametrize("page", PAGES)
def test_who_what_when_and_that_it_is_simulated(page: str, pages: dict[str, Node]) -> None:
    root = pages[page]
    assert root.one("h1").text == "P07 Dowel hinge (broomstick hinge)"
    head = root.one("dl", "head").text
    for part in ("1 January 2020", "Recorded 15 s", "Condition bodyweight", "Load none"):
        assert part in head
    (warning,) = root.all("p", "warning")
    assert warning.text == "SIMULATED: nothing on this page was measured on anyone"
    assert root.one("section", "judged").attributes["class"] == "judged whole"


@pytest.mark.parametrize("page", PAGES)
def test_what_it_rests_on(page: str, pages: dict[str, Node], found: Analysis) -> None:
    rests = pages[page].one("section", "rests").text
    assert found.trial.trial_id in rests
    for part in ("UNCALIBRATED", "none taken", "nominal", f"Hinge Rig {rig.__version__}"):
        assert part in rests
    assert "Page made" in rests


def test_the_figures_are_those_of_the_analysis(pages: dict[str, Node], found: Analysis) -> None:
    tiles = {div.one("dt").text: div.one("strong").text for div in tiles_of(pages["coach"])}
    assert tiles["Repetitions"] == str(len(found.repetitions)) == "3"
    assert tiles["All contacts kept"] == "2 of 3"
    drop_cm = sum(one.times.drop_m for one in found.repetitions) / 3 * 100
    assert tiles["Drop, mean"] == f"{drop_cm:.0f} cm"
    rows = rows_of(pages["coach"].one("table"))
    lost = found.repetitions[2].first_loss
    assert lost is not None
    assert [row[-1] for row in rows] == ["kept", "kept", f"{lost.point} lost"]
    whole = {row[0]: row for row in rows_of(table_of(pages["lab"], "Load in the whole repetition"))}
    for one in found.repetitions:
        loading = one.loading["repetition"]
        assert whole[str(one.times.number)][1:3] == (
            f"{loading.left_n:.0f}",
            f"{loading.right_n:.0f}",
        )


def tiles_of(page: Node) -> list[Node]:
    return list(page.one("dl", "tiles").all("div"))


def rows_of(table: Node) -> list[tuple[str, ...]]:
    return [
        tuple(cell.text for cell in row.inside if isinstance(cell, Node))
        for row in table.one("tbody").all("tr")
    ]


def table_of(page: Node, caption: str) -> Node:
    (found,) = [one for one in page.all("table") if one.one("caption").text == caption]
    return found


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_the_chart_shows_when_it_happened(
    width: str, pages: dict[str, Node], found: Analysis
) -> None:
    """By its own time axis."""
    chart = pages["coach"].one("div", width)
    second = seconds_in(chart)
    bands = list(chart.all("rect", "repetition"))
    for band, one in zip(bands, found.repetitions, strict=True):
        start = float(band.attributes["x"])
        assert second(start) == pytest.approx(one.times.onset_s, abs=0.05)
        end_s = second(start + float(band.attributes["width"]))
        assert end_s == pytest.approx(one.times.lockout_s, abs=0.1)
    assert found.contacts is not None
    losses = list(chart.all("rect", "lost"))
    for drawn, loss in zip(losses, found.contacts.losses, strict=True):
        assert second(float(drawn.attributes["x"])) == pytest.approx(loss.onset_s, abs=0.05)
        assert drawn.one("title").text.startswith(f"{loss.point} contact lost")
    mark = chart.one("line", "mark")
    (marked,) = [event for event in found.trial.events if event.kind == "mark"]
    assert second(float(mark.attributes["x1"])) == pytest.approx(marked.time_s, abs=0.05)


def seconds_in(chart: Node) -> Callable[[float], float]:
    """Converts a place in a chart to the time on its axis."""
    lowest = max(float(text.attributes["y"]) for text in chart.all("text", "tick"))
    ticks = [t for t in chart.all("text", "tick") if float(t.attributes["y"]) == lowest]
    (x0, s0), (x1, s1) = [(float(t.attributes["x"]), float(t.text)) for t in (ticks[0], ticks[-1])]
    return lambda x: s0 + (x - x0) * (s1 - s0) / (x1 - x0)


def test_the_curve_goes_as_deep_as_the_repetitions(pages: dict[str, Node], found: Analysis) -> None:
    chart = pages["coach"].one("div", "wide")
    path = next(iter(chart.all("path", "curve"))).attributes["d"]
    places = [(float(x), float(y)) for x, y in re.findall(r"([\d.]+) ([\d.]+)", path)]
    lowest = max(places, key=lambda place: place[1])
    labels = [t for t in chart.all("text", "tick") if t.text in ("0", "\N{MINUS SIGN}10")]
    zero, ten = sorted(float(t.attributes["y"]) - 3.5 for t in labels[:2])
    deepest_cm = (lowest[1] - zero) / (ten - zero) * 10
    times = max((one.times for one in found.repetitions), key=lambda times: times.drop_m)
    assert deepest_cm == pytest.approx(times.drop_m * 100, abs=1)
    assert seconds_in(chart)(lowest[0]) == pytest.approx(times.bottom_s, abs=0.2)


@pytest.mark.parametrize("page", PAGES)
def test_what_is_said_has_its_strength(page: str, pages: dict[str, Node], found: Analysis) -> None:
    shown = {one.attributes["class"].split()[1]: one for one in pages[page].all("div", "strength")}
    kinds = {"measured": "measured", "cannot tell": "cannot_tell"}
    for level, kind in kinds.items():
        lines = [item.text for item in shown[kind].all("li")]
        said = [one for one in found.statements if one.level == level]
        assert any(said[0].text in line for line in lines)
        if page == LAB:
            assert len(lines) == len(said)


@pytest.mark.parametrize("page", PAGES)
def test_no_word_leaves_what_can_be_said(page: str, pages: dict[str, Node]) -> None:
    """Except where the rig states its own limits."""
    text = pages[page].one("main").text
    limits = pages[page].one("section", "limits").text
    assert forbidden_in(limits)
    assert forbidden_in(text.replace(limits, "")) == []
    own = [said for key, said in table().items() if not key.startswith("unseen.")]
    assert forbidden_in(" ".join(own)) == []


@pytest.mark.parametrize("page", PAGES)
def test_newtons_are_never_bare_while_uncalibrated(page: str, pages: dict[str, Node]) -> None:
    text = pages[page].one("main").text
    bare = [text[m.start() : m.end() + 17] for m in NEWTONS.finditer(text)]
    assert [one for one in bare if "(uncalibrated)" not in one] == []
    assert bool(bare) == (page == LAB)


def test_a_calibrated_trial_says_so(set_of_three: Path, tmp_path: Path) -> None:
    def calibrated(file: h5py.File) -> None:
        about = {"calibrated": True, "name": "cal-1", "tier": "clinic"}
        taken = {"taken_utc": "2019-12-20T00:00:00+00:00"}
        file["calibration/plates"].attrs.update(about | taken)

    trial = changed(set_of_three, tmp_path / "a.h5", calibrated)
    page = page_of(trial, out=tmp_path / "a.html", page=LAB)
    text = page.one("main").text
    assert "uncalibrated" not in text.lower()
    assert "12 days before, tier clinic" in page.one("section", "rests").text
    assert "Vertical force, N" in text


@pytest.mark.parametrize(
    ("level", "change"),
    [("usable", {"end_reason": "port_lost"}), ("not_valid", {"end_reason": "recording"})],
)
def test_a_doubtful_trial_gives_its_reasons(
    level: str, change: dict[str, str], set_of_three: Path, tmp_path: Path
) -> None:
    trial = changed(set_of_three, tmp_path / "a.h5", lambda file: file.attrs.update(change))
    judged = page_of(trial, out=tmp_path / "a.html").one("section", "judged")
    assert judged.attributes["class"] == f"judged {level}"
    reasons = [one.text for one in judged.all("li")]
    assert reasons == list(rig.open_trial(trial).validity.reasons) != []


@pytest.mark.parametrize("name", ["plates", "dowel", "gap"])
@pytest.mark.parametrize("page", PAGES)
def test_of_what_there_is(name: str, page: str, trials: dict[str, Path], tmp_path: Path) -> None:
    """One board alone, too short for a repetition, with gaps."""
    root = page_of(trials[name], out=tmp_path / "a.html", page=page)
    lanes = [text.text for text in root.one("div", "wide").all("text", "tick")]
    assert ("thoracic" in lanes) == (name != "plates")
    assert bool(list(root.one("div", "wide").all("path", "curve"))) == (name != "dowel")
    missing = "samples lost" in root.one("section", "judged").text
    assert missing == (name == "gap")


def test_a_replay_is_called_one(set_of_three: Path, tmp_path: Path) -> None:
    trial = on_day(set_of_three, tmp_path / "a.h5", "2026-03-02", replay_of="abc")
    warnings = [one.text for one in page_of(trial, out=tmp_path / "a.html").all("p", "warning")]
    assert warnings[1] == "REPLAYED: played again from trial abc"


def test_what_the_drill_does_not_score_is_not_shown(set_of_three: Path, tmp_path: Path) -> None:
    text = rig.open_trial(set_of_three).protocol_text
    silent = text.replace('    "heel_share",\n', "").replace('    "cop",\n', "")
    silent += '\n[refused]\ncop = "The push on the wall shifts it."\n'
    about = {"protocol_text": silent}
    trial = changed(set_of_three, tmp_path / "a.h5", lambda file: file.attrs.update(about))
    page = page_of(trial, out=tmp_path / "a.html")
    assert "Heel share, mean" not in page.one("dl", "tiles").text
    captions = [one.text for one in page.all("figcaption")]
    assert captions == ["Tempo", "Left and right"]
    assert "centre of pressure: The push on the wall shifts it." in page.one("main").text


def test_a_coach_and_a_laboratory_get_other_pages(pages: dict[str, Node]) -> None:
    counts = {page: len(list(root.all("table"))) for page, root in pages.items()}
    assert counts[COACH] == 1
    assert counts[LAB] > 6
