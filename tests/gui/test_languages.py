"""Another language than English: a file of texts, used where it has them."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt5.QtWidgets import QLabel

from gui import language, languages
from gui.language import text
from gui.settings import Settings
from gui.views.settingspage import SettingsPage
from gui.window import MainWindow

ROOM = Path(language.__file__).parents[1]
SECOND = """
[language]
name = "Deutsch"
[recording]
not_recording = "○ Keine Aufnahme"
runs = "● AUFN {minutes}:{seconds:02d}"
[trials]
title = "Aufnahmen"
[later]
thing = "of a version to come"
"""
# Runs on whatever the review shows, instead of waiting for the user to close it.
SHOWN = """
import sys
from pathlib import Path
from PyQt5.QtWidgets import QApplication, QLabel
from gui.review.program import show_review
def texts():
    print([label.text() for label in QApplication.allWidgets() if isinstance(label, QLabel)])
    return 0
QApplication.exec_ = staticmethod(texts)
show_review(Path(sys.argv[1]), rater="", blind=False)
"""


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of the user's languages, with one in it; English is restored afterwards."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    own = languages.own_folder()
    own.mkdir(parents=True)
    (own / "de.toml").write_text(SECOND, "utf-8")
    yield own
    assert not languages.use(language.ENGLISH)


def test_what_it_says_is_shown_and_the_rest_in_english(own, shown):
    assert languages.use("de") == ""
    window = shown(MainWindow(), 1280, 800)
    assert window.recording.state.text() == "○ Keine Aufnahme"
    assert window.links.rows["plates"].state.text() == "○ plates not connected"
    assert text("recording.runs", minutes=3, seconds=7) == "● AUFN 3:07"
    assert "later.thing" not in language.table()
    languages.use("en")
    assert text("recording.not_recording") == "○ Not recording"


def test_the_review_speaks_it_too(own: Path, tmp_path: Path):
    (own.parent / "settings.toml").write_text('language = "de"', "utf-8")
    (tmp_path / "trials").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", SHOWN, str(tmp_path / "trials")],
        env=dict(os.environ, QT_QPA_PLATFORM="offscreen"),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "Aufnahmen" in done.stdout, done.stderr


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("[recording\n", "Expected ']'"),
        ("[recording]\nruns = 7", "recording.runs: expected text with no other places"),
        ('[recording]\nruns = "{hours} h"', "recording.runs: expected text"),
        ('[recording]\nruns = "{minutes.__class__}"', "recording.runs: expected text"),
        ('[recording]\nruns = "{minutes:>9999}"', "recording.runs: expected text"),
        ('[recording]\nruns = "{minutes"', "expected '}'"),
        ('[recording]\nruns = "\\u202e"', "recording.runs: expected text"),
    ],
)
def test_a_bad_one_is_said_in_a_line_and_english_serves(own: Path, said: str, why: str):
    (own / "xx.toml").write_text(said, "utf-8")
    problem = languages.use("xx")
    assert problem.startswith("The language xx is not used, English serves: ")
    assert why in problem
    assert problem.isprintable()
    assert text("recording.runs", minutes=3, seconds=7) == "● REC 3:07"
    assert languages.known()["xx"] == "xx"


def test_one_that_is_not_text_or_not_there_is_said_too(own: Path):
    (own / "xx.toml").write_bytes(b"\xff\xfe")
    assert "can't decode" in languages.use("xx")
    assert "expected a file fr.toml, there is none" in languages.use("fr")


def test_the_page_offers_what_is_there_and_keeps_what_is_not(own: Path, shown):
    assert languages.known() == {"de": "Deutsch", "en": "English"}
    page = shown(SettingsPage(Settings(language="fr"), languages.known()), 900, 720)
    offered = [page.language.itemText(at) for at in range(page.language.count())]
    assert offered == ["Deutsch", "English", "fr (not there now)"]
    assert page.language.currentData() == "fr"
    page.changed.connect(lambda settings: setattr(page, "said", settings))
    page.language.setCurrentIndex(0)
    assert page.said.language == "de"
    assert not [label for label in page.findChildren(QLabel) if "later" in label.text()]


def test_no_text_is_taken_before_it_is_known_in_which_language():
    early = [
        f"{source.name}: {ast.unparse(node)}"
        for source in ROOM.rglob("*.py")
        for begun in _run_at_import(ast.parse(source.read_text("utf-8")))
        for node in ast.walk(begun)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).rpartition(".")[2] in ("text", "named")
    ]
    assert not early


def _run_at_import(tree: ast.Module | ast.ClassDef) -> Iterator[ast.AST]:
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            yield from _run_at_import(node)
        elif isinstance(node, ast.FunctionDef):
            yield node.args
        else:
            yield node
