import math
from dataclasses import replace

import pytest

from gui.views.banner import Banner
from gui.views.links import LinksView
from gui.views.recording import RecordingView
from tests.gui.synthetic import LINKS, RECORDING, STATUS


@pytest.fixture
def links(shown):
    return shown(LinksView(), 400, 200)


def loud(row):
    return row.state.objectName() == "loud"


def test_boards_that_run_are_told_calmly(links):
    links.show_status(STATUS)
    plates = links.rows["plates"]
    assert plates.state.text() == "● plates running"
    for fact in ("HR-PLATES-0007", "1000.4 samples/s", "0 lost"):
        assert fact in plates.details.text()
    assert not loud(plates)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"silent_s": 3.24}, "▲ plates: SILENT for 3.2 s"),
        ({"silent_s": math.nan}, "▲ plates: nothing yet"),
        ({"lost": 12}, "▲ plates: 12 samples LOST"),
    ],
)
def test_trouble_is_loud_in_shape_and_word(links, change, said):
    links.show_status(replace(STATUS, links=(replace(LINKS[0], **change), LINKS[1])))
    assert links.rows["plates"].state.text() == said
    assert loud(links.rows["plates"])
    assert not loud(links.rows["dowel"])
    links.show_status(STATUS)
    assert not loud(links.rows["plates"])


def test_one_board_alone_is_no_trouble(links):
    links.show_status(replace(STATUS, links=LINKS[:1]))
    assert links.rows["dowel"].state.text() == "○ dowel not connected"
    assert not loud(links.rows["dowel"])


def test_without_the_engine_nothing_is_known(links):
    links.show_status(replace(STATUS, connected=False))
    assert "state not known" in links.rows["dowel"].state.text()
    assert loud(links.rows["dowel"])


@pytest.fixture
def recording(shown):
    return shown(RecordingView(), 400, 150)


def test_a_recording_is_told(recording):
    recording.show_recording(replace(RECORDING, seconds=94.9))
    assert recording.state.text() == "● REC 1:34"
    assert recording.disk.text() == "67 400 of 68 400 samples on disk"
    assert recording.file.text() == "P07-2026-hinge-0003.h5"
    assert recording.disk.objectName() == ""
    recording.show_recording(None)
    assert recording.state.text() == "○ Not recording"
    assert recording.disk.text() == recording.file.text() == ""


def test_a_disk_that_falls_behind_is_loud(recording):
    recording.show_recording(replace(RECORDING, on_disk=34_200))
    assert recording.disk.text().startswith("▲ DISK IS 17.1 s BEHIND")
    assert recording.disk.objectName() == "loud"


def test_a_trial_that_waits_is_not_called_recording(recording):
    recording.show_recording(replace(RECORDING, begun=False))
    assert "Waiting" in recording.state.text()
    assert "REC" not in recording.state.text()


def test_a_long_file_name_breaks_into_lines(recording):
    recording.show_recording(replace(RECORDING, path="data/" + "x" * 100 + ".h5"))
    assert max(map(len, recording.file.text().splitlines())) <= 38
    assert recording.file.text().replace("\n", "") == "x" * 100 + ".h5"


@pytest.fixture
def banner(shown):
    view = shown(Banner(), 1000, 80)
    view.show_trouble("")
    return view


def test_sentences_are_shown_until_dismissed(banner):
    assert not banner.isVisible()
    for sentence in ("One.", "Two.", "One.", "Three.", "Four."):
        banner.say(sentence)
    assert banner.words.text() == "▲ Four.\n▲ Three.\n▲ One."
    banner.dismiss.click()
    assert not banner.isVisible()


def test_a_trouble_lasts_and_once_dismissed_stays_away_until_it_changes(banner):
    banner.show_trouble("The disk is full.")
    banner.show_trouble("The disk is full.")
    assert banner.words.text() == "▲ The disk is full."
    banner.dismiss.click()
    banner.show_trouble("The disk is full.")
    assert not banner.isVisible()
    banner.show_trouble("The cable is off.")
    assert banner.words.text() == "▲ The cable is off."
    banner.show_trouble("")
    assert not banner.isVisible()
    banner.show_trouble("The disk is full.")
    assert banner.isVisible()
