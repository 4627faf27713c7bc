"""A page is self-contained, and works for those who cannot see it."""

import re
from base64 import b64encode
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from rig.report import PAGES
from tests.report.made import Node, on_day, page_of

HEADINGS = {f"h{level}": level for level in range(1, 7)}
# Which colour of the style is written on which, or is on it as a mark.
WRITTEN = [
    *((ink, ground) for ink in ("text", "dim") for ground in ("ground", "panel")),
    *(("text", ground) for ground in ("whole", "usable", "not-valid")),
]
MARKS = ("on", "lost", "left", "right", "mark")


@pytest.fixture(scope="module")
def compared(set_of_three: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Node]:
    """Pages of several trials."""
    folder = tmp_path_factory.mktemp("compared")
    days = ("2026-03-02", "2026-04-02")
    made = [on_day(set_of_three, folder / f"{day}.h5", day) for day in days]
    return {page: page_of(*made, out=folder / f"{page}.html", page=page) for page in PAGES}


@pytest.fixture(params=["coach", "lab", "compared coach", "compared lab"])
def page(request: pytest.FixtureRequest, pages: dict[str, Node], compared: dict[str, Node]) -> Node:
    *several, name = request.param.split()
    return (compared if several else pages)[name]


def test_nothing_comes_from_elsewhere(page: Node) -> None:
    names = {"src", "href", "srcset", "action", "data", "style", "xlink:href"}
    for node in page.all():
        assert not names & set(node.attributes), node
        assert not [name for name in node.attributes if name.startswith("on")], node
    style = page.one("style").text
    assert "url(" not in style.replace("url(#", "")
    assert "@import" not in style


def test_only_its_own_style_and_script_may_do_anything(page: Node) -> None:
    policy = next(
        meta.attributes["content"] for meta in page.all("meta") if "http-equiv" in meta.attributes
    )
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == "'none'"
    for name in ("style", "script"):
        (whole,) = page.one(name).inside
        digest = b64encode(sha256(str(whole).encode()).digest()).decode()
        assert rules[f"{name}-src"] == f"'sha256-{digest}'"


def test_headings_are_in_order(page: Node) -> None:
    levels = [HEADINGS[node.name] for node in page.all() if node.name in HEADINGS]
    assert levels[0] == 1
    assert levels.count(1) == 1
    steps = np.diff(levels)
    assert steps.max() <= 1


def test_it_can_be_heard(page: Node) -> None:
    assert page.one("html").attributes["lang"] == "en"
    assert page.one("head").one("title").text.startswith("P07, ")
    for svg in page.all("svg"):
        said = svg.attributes
        assert said.get("aria-hidden") == "true" or (
            said["role"] == "img" and len(said["aria-label"]) > 30
        )
    for table in page.all("table"):
        assert table.one("caption").text
        scopes = [cell.attributes["scope"] for cell in table.all("th")]
        assert set(scopes) == {"col", "row"}
        widths = {len([c for c in row.inside if isinstance(c, Node)]) for row in table.all("tr")}
        assert len(widths) == 1


def test_each_name_is_there_once(page: Node) -> None:
    ids = [node.attributes["id"] for node in page.all() if "id" in node.attributes]
    assert len(ids) == len(set(ids))
    wanted = [node.attributes.get("aria-labelledby") for node in page.all()]
    assert {name for name in wanted if name} <= set(ids)


def test_colours_are_far_enough_apart() -> None:
    """WCAG 2 AA: 4.5 for text, 3 for marks."""
    style = (files("rig.report") / "templates" / "style.css").read_text()
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", style))
    assert len(colours) > 10
    for ink, ground in WRITTEN:
        assert contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)
    for sign in re.findall(r"\.sign \{ background: (#[0-9a-f]{6})", style):
        assert contrast("#ffffff", sign) >= 4.5
    marks = [colours[mark] for mark in MARKS]
    for kind in ("down", "held", "up", "asked", "link", "off", "way", "hatch", "bottom"):
        (colour,) = re.findall(rf"(?m)(?:^|\s)\.{kind} {{ (?:fill|stroke): (#[0-9a-f]{{6}})", style)
        marks.append(colour)
    for mark in marks:
        assert contrast(mark, "#ffffff") >= 3, mark


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted(luminance(colour) for colour in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    share = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    light = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return float(light @ (0.2126, 0.7152, 0.0722))
