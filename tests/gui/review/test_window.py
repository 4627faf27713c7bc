"""A review from the list to the last entry: real trials, a real window, a real analysis."""

import json
import shutil

import pytest
from PyQt5.QtCore import QEvent, QPoint, QPointF, Qt
from PyQt5.QtGui import QKeySequence, QMouseEvent
from PyQt5.QtTest import QTest
from PyQt5.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QListWidget,
    QShortcut,
    QStyledItemDelegate,
)

from gui import theme
from gui.language import table, text
from gui.review.clerk import edits_of
from gui.review.doing import DOING
from gui.review.keys import KEYS
from gui.review.views.listing import MEASURED, ROW_PER_LINE, WordsListing
from gui.review.views.repetitions import ANEW
from gui.review.views.timeframe import time_words
from gui.review.views.trialmodel import COLUMNS
from gui.review.views.trialspage import STRETCHED
from rig.trial import lines
from rig.trial.beside import reviews_path
from rig.trial.folder import discard
from rig.trial.notes import add_note
from rig.trial.reviews import acts_of, add_act
from tests.command import rig
from tests.gui.review.conftest import MARK_S
from tests.trial.recorded import PARTICIPANT
from tests.words import forbidden_in

NOW = "2026-03-14T15:00:00+00:00"


def column(name):
    return COLUMNS.index(name)


def test_the_list_says_what_there_is_and_why_a_file_cannot_be_opened(folder, sits):
    reviewer = sits(folder)
    rows = reviewer.listed()
    assert len(rows) == 4
    named = {row[column("name")]: row for row in rows}
    assert set(named) == {PARTICIPANT, "damaged-p99"}
    why = named["damaged-p99"][column("quality")]
    assert "damaged-p99.h5" in why
    reviewer.choose("damaged")
    reviewer.press("open")
    assert reviewer.window.trials.problem.text() == why
    assert "\n" not in why
    assert reviewer.window.pages.currentWidget() is reviewer.window.trials


def test_what_was_discarded_is_not_listed(folder, sits):
    discard(folder / "a.h5")
    below = folder / "march"
    below.mkdir()
    (folder / "b.h5").rename(below / "b.h5")
    lengths = [row[column("length")] for row in sits(folder).listed()]
    assert sorted(lengths) == ["", "3 s", "8 s"]


def test_the_list_is_filtered_and_sorted(folder, sits):
    reviewer = sits(folder)
    reviewer.choose("ANEMONE dowel whole")
    assert len(reviewer.listed()) == 2
    reviewer.choose("anemone usable")
    assert [row[column("length")] for row in reviewer.listed()] == ["3 s"]
    reviewer.choose("")
    table = reviewer.window.trials.table
    for order in (Qt.AscendingOrder, Qt.DescendingOrder):
        table.sortByColumn(column("length"), order)
        lengths = [row[column("length")] for row in reviewer.listed()]
        wanted = ["", "3 s", "8 s", "18 s"]
        assert lengths == (wanted if order == Qt.AscendingOrder else wanted[::-1])


def test_plates_dowel_and_charts_play_in_step(folder, sits):
    reviewer = sits(folder)
    reviewer.open("18 s")
    desk, page = reviewer.desk, reviewer.page
    loss_s = desk.content.findings.losses[0][1]
    reviewer.seek(loss_s - 0.2)
    reviewer.settle()
    assert all(contact.on for contact in reviewer.pictures[-1].contacts)
    reviewer.press("slower", "slower", "play")
    desk.step(1.0)
    assert desk.way.now_s == pytest.approx(loss_s + 0.05)
    reviewer.settle()
    picture = reviewer.pictures[-1]
    assert [contact.point for contact in picture.contacts if not contact.on] == ["head"]
    assert page.count._words[:2] == ("2 of 3", "↓ descent")
    assert page.feet._balance is picture.balance
    assert page.transport.time.text() == time_words(loss_s + 0.05)
    assert page.charts._lanes._scene.now_s == desk.way.now_s
    reviewer.press("play")
    now_s = desk.way.now_s
    desk.step(1.0)
    assert desk.way.now_s == now_s


def test_dragging_goes_to_the_moment_under_the_mouse(folder, sits):
    reviewer = sits(folder)
    reviewer.open("18 s", found=False)
    charts, timeline = reviewer.page.charts, reviewer.page.timeline
    frame = charts.lanes.frame
    place = QPoint(frame.left_px + frame.plot_px // 2, 50)
    QTest.mousePress(charts.viewport(), Qt.LeftButton, Qt.NoModifier, place)
    assert reviewer.desk.way.now_s == pytest.approx(5.0, abs=0.02)
    place.setX(frame.left_px + frame.plot_px // 4)
    held = Qt.NoButton, Qt.LeftButton, Qt.NoModifier
    QApplication.sendEvent(charts.viewport(), QMouseEvent(QEvent.MouseMove, QPointF(place), *held))
    assert reviewer.desk.way.now_s == pytest.approx(2.5, abs=0.02)
    QTest.mouseRelease(charts.viewport(), Qt.LeftButton, Qt.NoModifier, place)
    QTest.mouseClick(charts.viewport(), Qt.LeftButton, Qt.ShiftModifier, place)
    assert reviewer.desk.way.cursors_s == {"A": reviewer.desk.way.now_s}
    QTest.mousePress(timeline, Qt.LeftButton, Qt.NoModifier, QPoint(timeline.width() // 2, 12))
    assert reviewer.desk.way.now_s == pytest.approx(9.0, abs=0.05)


def test_keys_jump_to_repetitions_losses_marks_and_gaps(folder, sits, qtbot):
    reviewer = sits(folder)
    reviewer.open("18 s")
    desk, found = reviewer.desk, reviewer.desk.content.findings

    def at(key, how=Qt.NoModifier):
        qtbot.keyClick(reviewer.page, key, how)
        return desk.way.now_s

    onsets = [one.onset_s for one in found.repetitions]
    assert [at(Qt.Key_R) for _ in onsets] == onsets
    assert at(Qt.Key_R, Qt.ShiftModifier) == onsets[1]
    assert at(Qt.Key_L) == found.losses[0][1]
    assert at(Qt.Key_K, Qt.ShiftModifier) == pytest.approx(MARK_S, abs=0.3)
    assert at(Qt.Key_Home) == desk.way.playback.begin_s
    assert at(Qt.Key_End) == desk.way.playback.end_s
    reviewer.until(lambda: desk.content.reading >= 1)  # unknown until then
    at(Qt.Key_G)
    assert reviewer.page.problem.text() == text("review.no_gap_next")
    assert at(Qt.Key_Left) == pytest.approx(desk.way.playback.end_s - 0.1)
    assert at(Qt.Key_Left, Qt.ShiftModifier) == pytest.approx(desk.way.playback.end_s - 0.11)
    qtbot.keyClick(reviewer.page, Qt.Key_Escape)
    assert reviewer.window.pages.currentWidget() is reviewer.window.trials


def test_a_gap_is_found_where_samples_are_missing(folder, sits):
    reviewer = sits(folder)
    reviewer.open("usable", found=False)
    reviewer.until(lambda: reviewer.desk.content.reading >= 1)
    reviewer.press("gap")
    assert reviewer.desk.way.now_s == reviewer.desk.content.gaps[0][0]
    assert reviewer.page.timeline._scene.gaps == reviewer.desk.content.gaps


def test_two_cursors_measure(folder, sits):
    reviewer = sits(folder)
    reviewer.open("18 s", found=False)
    reviewer.seek(3.0)
    reviewer.press("cursor_b")
    reviewer.seek(1.0)
    reviewer.press("cursor_a")
    reviewer.settle()
    table = reviewer.page.measured.table
    rows = table.words.rows
    assert list(rows[0]) == ["Time", "1.000 s", "3.000 s", "+2.000 s"]
    values = reviewer.frames[-1].values
    heel = next(row for row in rows if row[0] == "Left heel")
    apart = values[1]["left_heel"] - values[0]["left_heel"]
    assert heel[3] == f"{apart:+.0f} N"
    reviewer.press("no_cursors")
    reviewer.settle()
    assert len(table.words.rows) == 0


def test_what_is_said_is_kept_beside_the_trial_and_taken_back(folder, sits, qtbot):
    trial = folder / "a.h5"
    before = trial.read_bytes()
    reviewer = sits(folder)
    reviewer.open("18 s")
    desk, page = reviewer.desk, reviewer.page
    second = desk.content.repetitions[1]
    reviewer.seek(second.onset_s + 0.25)
    for number, key in enumerate((Qt.Key_F5, Qt.Key_4, Qt.Key_M), 1):
        qtbot.keyClick(page, key)
        reviewer.until(lambda n=number: len(reviewer.said()) == n)
    qtbot.keyClick(page, Qt.Key_W)
    field = page.notes.field
    assert field.hasFocus()
    qtbot.keyClicks(field, "Slow, r4")
    qtbot.keyClick(field, Qt.Key_Return)
    reviewer.until(lambda: len(reviewer.said()) == 4)
    moved = desk.content.repetitions[1]
    assert moved.onset_s == desk.way.now_s
    assert moved.moved
    assert page.repetitions.table.words.rows[1][0] == "2*"
    assert page.rating.given.text() == "Rated: AB 4"
    assert desk.way.now_s in desk.content.marks_s
    assert page.notes.list.item(0).text().startswith(f"{time_words(desk.way.now_s, 0.1)}  Slow")
    for left in (3, 2, 1, 0):
        qtbot.keyClick(page, Qt.Key_Z, Qt.ControlModifier)
        reviewer.until(lambda n=left: len(reviewer.said()) == n)
    assert desk.content.repetitions[1] == second
    reviewer.press("undo")
    reviewer.until(lambda: "nothing" in page.problem.text())
    assert len(acts_of(trial)) == 8
    assert trial.read_bytes() == before


def test_a_border_that_makes_no_sense_is_refused(folder, sits):
    reviewer = sits(folder)
    reviewer.open("18 s")
    first = reviewer.desk.content.repetitions[0]
    reviewer.seek(first.end_s + 0.01)
    reviewer.press("set_bottom")
    reviewer.until(lambda: reviewer.page.problem.text() == text("review.border_order"))
    reviewer.press("rate_3")
    assert reviewer.page.problem.text() == text("review.no_repetition_here")
    reviewer.press("concerns", "rate_3")
    reviewer.until(reviewer.said)
    assert (reviewer.said()[0].repetition, reviewer.said()[0].value) == (0, 3)


def drag(reviewer, from_s, to_s):
    """Drags the mouse in the charts, from one time to another."""
    view, lanes = reviewer.page.charts.viewport(), reviewer.page.charts.lanes
    places = [QPoint(round(lanes.x_of(at_s)), 50) for at_s in (from_s, to_s)]
    QTest.mousePress(view, Qt.LeftButton, Qt.NoModifier, places[0])
    held = Qt.NoButton, Qt.LeftButton, Qt.NoModifier
    QApplication.sendEvent(view, QMouseEvent(QEvent.MouseMove, QPointF(places[1]), *held))
    QTest.mouseRelease(view, Qt.LeftButton, Qt.NoModifier, places[1])


def test_a_border_is_dragged_and_what_follows_from_it_is_measured_anew(folder, sits, qtbot):
    reviewer = sits(folder)
    reviewer.open("18 s")
    desk, table = reviewer.desk, reviewer.page.repetitions.table
    first = desk.content.repetitions[0]
    reviewer.until(lambda: reviewer.page.charts.lanes._scene.repetitions)
    drag(reviewer, first.onset_s, first.onset_s + 0.5)
    reviewer.until(lambda: desk.content.repetitions[0].moved)
    moved = desk.content.repetitions[0]
    assert moved.onset_s == pytest.approx(first.onset_s + 0.5, abs=0.03)
    assert moved.onset_s == desk.way.now_s
    assert (moved.bottom_s, moved.end_s) == (first.bottom_s, first.end_s)
    reviewer.until(lambda: table.words.rows[0][2] != ANEW)
    assert reviewer.page.repetitions.state.text().startswith("Repetition 1 was set by AB, 20")
    anew = desk.content.repetitions[0]
    assert anew.tempo_s[0] == pytest.approx(first.tempo_s[0] - 0.5, abs=0.05)
    assert anew.drop_m < first.drop_m
    qtbot.keyClick(reviewer.page, Qt.Key_Z, Qt.ControlModifier)
    reviewer.until(lambda: desk.content.repetitions[0] == first)
    qtbot.keyClick(reviewer.page, Qt.Key_Y, Qt.ControlModifier)
    reviewer.until(lambda: desk.content.repetitions[0].onset_s == moved.onset_s)
    drag(reviewer, moved.bottom_s, moved.end_s + 0.5)
    reviewer.until(lambda: reviewer.page.problem.text() == text("review.border_order"))


def test_dragging_elsewhere_moves_no_border(folder, sits):
    reviewer = sits(folder)
    reviewer.open("18 s")
    first = reviewer.desk.content.repetitions[0]
    drag(reviewer, first.onset_s + 0.3, first.onset_s + 0.6)
    QTest.mouseClick(
        reviewer.page.charts.viewport(),
        Qt.LeftButton,
        Qt.NoModifier,
        QPoint(round(reviewer.page.charts.lanes.x_of(first.end_s)), 50),
    )
    reviewer.press("set_mark")
    reviewer.until(reviewer.said)
    assert [one.what for one in reviewer.said()] == ["mark"]


def test_one_is_taken_away_and_one_is_added_with_keys_alone(folder, sits, qtbot):
    trial = folder / "a.h5"
    reviewer = sits(folder)
    reviewer.open("18 s")
    desk = reviewer.desk
    found = desk.content.repetitions
    reviewer.seek(found[1].bottom_s)
    qtbot.keyClick(reviewer.page, Qt.Key_4)
    reviewer.until(lambda: len(desk.content.ratings) == 1)
    qtbot.keyClick(reviewer.page, Qt.Key_X)
    reviewer.until(lambda: len(desk.content.repetitions) == 2)
    assert desk.content.repetitions[1].number == 2
    assert desk.content.ratings == ()  # what it rated is none
    qtbot.keyClick(reviewer.page, Qt.Key_X)
    assert reviewer.page.problem.text() == text("review.no_repetition_here")
    reviewer.seek(found[1].bottom_s + 0.05)
    qtbot.keyClick(reviewer.page, Qt.Key_N)
    reviewer.until(lambda: len(desk.content.repetitions) == 3)
    reviewer.until(lambda: desk.content.repetitions[1].drop_m > 0.1)
    added = desk.content.repetitions[1]
    assert (added.number, added.bottom_s, added.moved) == (2, found[1].bottom_s + 0.05, True)
    qtbot.keyClick(reviewer.page, Qt.Key_N)
    reviewer.until(lambda: reviewer.page.problem.text() == text("review.no_room"))
    reviewer.seek(added.onset_s + 0.2)
    qtbot.keyClick(reviewer.page, Qt.Key_F5)
    reviewer.until(lambda: desk.content.repetitions[1].onset_s == desk.way.now_s)
    (told,) = json.loads(rig("analyze", trial, "--json").stdout)["trials"]
    shown = desk.content.repetitions
    assert [one["bottom_s"] for one in told["repetitions"]] == [one.bottom_s for one in shown]
    assert told["repetitions"][1]["onset_s"] == shown[1].onset_s
    assert told["review"]["by"] == ["AB"]


def test_what_another_has_just_said_is_shown_where_it_is_in_the_way(folder, sits):
    reviewer = sits(folder)
    reviewer.open("a")
    bottom_s = reviewer.desk.content.repetitions[1].bottom_s
    act = {"what": "no_repetition", "found_s": bottom_s}
    add_act(folder / "a.h5", act, author="CD", utc=NOW)
    reviewer.page.border_set.emit(2, "bottom", bottom_s + 0.1)
    reviewer.until(lambda: len(reviewer.desk.content.repetitions) == 2)
    reviewer.until(lambda: reviewer.page.problem.text() == text("review.border_order"))
    assert len(acts_of(folder / "a.h5")) == 1


class Measuring(QStyledItemDelegate):
    """Notes which words were measured."""

    def __init__(self):
        super().__init__()
        self.measured = []

    def sizeHint(self, option, index):
        self.measured.append(index.data())
        return super().sizeHint(option, index)


def test_of_a_long_list_only_the_longest_words_are_measured(qtbot):
    """Measuring all of them twice blocked the window by 0.1 s for the repetitions of an hour, just
    when the user looked for one of them."""
    table, measuring = WordsListing(), Measuring()
    qtbot.addWidget(table)
    table.setItemDelegate(measuring)
    table.show()
    table.show_rows(("a", "b", "c"), [("1", "2", "3")] * 600)
    QApplication.processEvents()
    table.show_rows(("a", "b", "c"), [(str(at), "4" * (at == 599) * 30, "5") for at in range(600)])
    QApplication.processEvents()
    assert "4" * 30 in measuring.measured
    assert len(measuring.measured) <= 6 * 3 * MEASURED  # each time that Qt asks
    room = table.fontMetrics().horizontalAdvance("4" * 30)
    assert room < table.columnWidth(1) < 1.3 * room
    assert table.columnWidth(0) < 0.5 * room


def test_rows_are_as_high_as_the_font_needs(qtbot):
    table = WordsListing()
    qtbot.addWidget(table)
    table.show_rows(("a",), [("1",)] * 600)
    for size_px in (14, 40):
        table.setFont(theme.font(size_px))
        assert {table.rowHeight(row) for row in (0, 599)} == {
            round(ROW_PER_LINE * table.fontMetrics().height())
        }


def test_columns_of_the_list_grow_with_the_window(folder, sits):
    reviewer = sits(folder)
    table = reviewer.window.trials.table
    for size_px in (14, 40):
        table.setFont(theme.font(size_px))
        words = table.fontMetrics()
        for name in COLUMNS:
            at = column(name)
            shown = [row[at] for row in reviewer.listed()]
            needed = max(words.horizontalAdvance(word) for word in shown)
            assert table.columnWidth(at) > needed or name == STRETCHED


def test_a_blinded_reviewer_edits_what_was_found_and_others_take_no_notice(folder, sits):
    trial = folder / "a.h5"
    first = sits(folder)
    first.open("18 s")
    bottoms_s = [one.bottom_s for one in first.desk.content.repetitions]
    first.seek(bottoms_s[0])
    first.press("remove")
    first.until(lambda: len(first.desk.content.repetitions) == 2)
    second = sits(folder, rater="CD", blind=True)
    second.open("18 s")
    assert len(second.desk.content.repetitions) == 3
    second.seek(bottoms_s[1])
    second.press("remove")
    second.until(lambda: len(second.desk.content.repetitions) == 2)
    assert second.desk.content.repetitions[0].bottom_s == bottoms_s[0]
    assert [act.found_s for act in edits_of(trial)] == bottoms_s[:1]
    assert [act.blind for act in acts_of(trial)] == [False, True]


def test_without_initials_nothing_is_kept(folder, sits):
    reviewer = sits(folder, rater="")
    reviewer.open("18 s", found=False)
    reviewer.press("set_mark")
    reviewer.until(lambda: reviewer.page.problem.text() == text("review.no_rater"))
    assert acts_of(folder / "a.h5") == []


def test_repetitions_are_laid_over_each_other(folder, sits):
    reviewer = sits(folder)
    reviewer.open("18 s")
    plot = reviewer.page.overlay
    for aligned in ("onset", "bottom", "end"):
        reviewer.press("overlay" if aligned == "onset" else "align")
        reviewer.until(lambda a=aligned: plot._overlay and plot._overlay.aligned == a)
        assert len(plot._overlay.curves) == 3
        assert plot.isVisible()
    reviewer.press("quantity")
    reviewer.until(lambda: plot._overlay.quantity == "force")
    reviewer.press("overlay")
    assert reviewer.page.charts.isVisible()


def test_the_next_trial_and_the_one_before(folder, sits):
    reviewer = sits(folder)
    table = reviewer.window.trials.table
    table.sortByColumn(column("length"), Qt.AscendingOrder)
    reviewer.choose("anemone")
    table.selectRow(0)
    reviewer.open("anemone", found=False)
    ends = [reviewer.desk.way.playback.end_s]  # that of 3 s
    for name in ("next_trial", "next_trial", "trial_before"):
        reviewer.press(name)
        reviewer.until(lambda: reviewer.desk.way.playback.end_s != ends[-1])
        ends.append(reviewer.desk.way.playback.end_s)
    assert [round(end_s) for end_s in ends] == [3, 8, 18, 8]


def test_nothing_is_said_of_a_trial_before_it_is_to_be_seen(folder, sits):
    """The previous one is on the screen until then, and entries are meant for it."""
    reviewer = sits(folder)
    reviewer.open("18 s", found=False)
    keys = {row.seconds: row.key for row in reviewer.window.trials.model.rows}
    next_s = min(seconds for seconds in keys if seconds and seconds < 10)
    reviewer.seek(1.0)
    reviewer.session.open(keys[next_s])
    reviewer.press("set_mark")
    reviewer.until(lambda: reviewer.desk.way.playback.end_s < 10)
    reviewer.seek(2.0)
    reviewer.press("set_mark")
    reviewer.until(reviewer.said)
    assert [one.time_s for one in reviewer.said()] == [2.0]


def test_a_trial_that_goes_bad_after_it_was_listed_says_so(folder, sits):
    reviewer = sits(folder)
    (folder / "a.h5").write_bytes(b"gone")
    reviewer.choose("18 s")
    reviewer.press("open")
    reviewer.until(lambda: "a.h5" in reviewer.window.trials.problem.text())
    assert reviewer.window.pages.currentWidget() is reviewer.window.trials


def all_texts(window):
    """Everything that could be read in a window and its parts."""
    said = [window.windowTitle()]
    said += [part.text() for part in window.findChildren(QLabel)]
    said += [part.text() for part in window.findChildren(QAbstractButton)]
    said += [part.text() for part in window.findChildren(QLineEdit)]
    said += [part.toolTip() for part in window.findChildren(QAbstractButton)]
    for view in window.findChildren(QListWidget):
        said += [view.item(row).text() for row in range(view.count())]
    for shown in (window.trial.repetitions.table, window.trial.measured.table):
        said += [word for row in shown.words.rows for word in row]
    return " | ".join(said)


def test_a_note_holds_nothing_that_the_screen_would_obey(folder, sits):
    trial = folder / "a.h5"
    about = {"act_id": "1", "author": "AB", "utc": NOW, "what": "note", "time_s": 1.0}
    lines.append(reviews_path(trial), about | {"text": "one\u202etwo\x1b[31m\ud800"})
    reviewer = sits(folder)
    reviewer.open("a")
    reviewer.until(reviewer.said)
    assert r"one\u202etwo\x1b[31m\ud800" in all_texts(reviewer.window)


def test_a_blinded_rater_sees_neither_names_nor_dates_nor_the_first_rating(folder, sits):
    for repetition in (0, 1):
        act = {"what": "rating", "repetition": repetition, "value": 5}
        add_act(folder / "a.h5", act, author="AB", utc=NOW)
    add_act(folder / "a.h5", {"what": "mark", "time_s": 1.0}, author="AB", utc=NOW)
    add_note(folder / "a.h5", "Anna on Monday", author="AB", utc=NOW)
    reviewer = sits(folder, rater="CD", blind=True)
    listed = reviewer.listed()
    assert sorted(row[0] for row in listed) == [f"Trial {n}" for n in (1, 2, 3, 4)]
    reviewer.open("18 s")
    reviewer.seek(reviewer.desk.content.repetitions[0].bottom_s)
    assert reviewer.said() == ()
    assert 1.0 not in reviewer.desk.content.marks_s
    reviewer.press("rate_2", "side", "side")
    reviewer.until(reviewer.said)
    seen = all_texts(reviewer.window) + repr(listed) + repr(reviewer.window.trials.model.rows)
    for hidden in (PARTICIPANT, "2020", "2026", ".h5", "damaged-p99", "Anna", "AB", str(folder)):
        assert hidden not in seen, hidden
    assert "CD 2" in seen
    reviewer.press("list")
    reviewer.choose("cannot")
    reviewer.press("open")
    assert reviewer.window.trials.problem.text() == text("blind.unreadable")


def test_a_blinded_rater_is_not_told_when_they_edited_before(folder, sits):
    act = {"what": "repetition", "onset_s": 0.1, "bottom_s": 0.3, "end_s": 0.5}
    add_act(folder / "a.h5", act, author="CD", utc=NOW)
    reviewer = sits(folder, rater="CD", blind=True)
    reviewer.open("18 s")
    reviewer.until(lambda: len(reviewer.desk.content.repetitions) == 4)
    reviewer.seek(0.3)
    assert "CD" in reviewer.page.repetitions.state.text()
    assert NOW[:4] not in all_texts(reviewer.window)


def test_what_fails_tells_a_blinded_rater_no_name_either(folder, sits):
    """Neither that of the trial nor those of files beside it and of folders above."""
    place = folder / "store" / PARTICIPANT
    place.mkdir(parents=True)
    trial = shutil.copy(folder / "a.h5", place / f"{PARTICIPANT}-20260314T150200Z.h5")
    reviews_path(trial).mkdir()
    reviewer = sits(place.parent, rater="CD", blind=True)
    reviewer.window.do("open")
    reviewer.until(lambda: reviewer.desk.content and not reviewer.desk.content.working)
    assert reviewer.page.problem.text() == text("blind.failed")
    reviewer.press("set_mark")
    reviewer.until(lambda: reviewer.page.problem.text() == text("blind.failed"))
    seen = all_texts(reviewer.window)
    for hidden in (PARTICIPANT, "2026", "review.jsonl", str(place.parent)):
        assert hidden not in seen, hidden


def test_blinded_is_until_the_window_is_closed(folder, sits):
    reviewer = sits(folder)
    reviewer.press("blind")
    reviewer.until(lambda: all(row[0].startswith("Trial") for row in reviewer.listed()))
    trials = reviewer.window.trials
    assert not trials.blind.isEnabled()
    assert not trials.rater.isEnabled()
    reviewer.press("agreement")
    assert not reviewer.window.agreement.isVisible()
    assert trials.table.isColumnHidden(column("began"))
    reviewer.review.name_rater("AB")
    reviewer.press("blind")
    assert reviewer.session.blind


def test_two_raters_are_compared(folder, sits):
    first, second = [1, 2, 3, 4, 5, 5], [1, 2, 3, 4, 5, 4]
    for author, values in (("AB", first), ("CD", second)):
        for number, value in enumerate(values):
            act = {"what": "rating", "repetition": number % 3 + 1, "value": value}
            path = folder / f"{'ab'[number // 3]}.h5"
            add_act(path, act, author=author, utc=NOW)
    for author in ("AB", "CD"):
        act = {"what": "rating", "repetition": 0, "value": 3}
        add_act(folder / "a.h5", act, author=author, utc=NOW)
    reviewer = sits(folder)
    reviewer.press("agreement")
    view = reviewer.window.agreement
    reviewer.until(lambda: "83 %" in said_in(view))
    said = said_in(view)
    assert text("agreement.kappa") in said
    assert text("agreement.pairs", pairs=6) in said
    assert text("agreement.pairs", pairs=1) in said  # the trial itself, for itself
    assert "0.79" in said  # kappa: (5/6 - 7/36) / (1 - 7/36)
    assert not forbidden_in(said)
    view.close()


def said_in(view):
    return " | ".join(label.text() for label in view.findChildren(QLabel) if label.isVisible())


def test_every_key_is_bound_once_and_listed(folder, sits, qtbot):
    window = sits(folder).window
    bound = [
        (shortcut.objectName(), shortcut.key().toString())
        for shortcut in window.findChildren(QShortcut)
        if shortcut.parent().window() is window
    ]
    wanted = [(name, QKeySequence(key.press).toString()) for name, key in KEYS.items()]
    assert sorted(bound) == sorted(wanted)
    assert len({press for _, press in wanted}) == len(wanted)
    window.do("help")
    said = said_in(window.help)
    assert all(key.does in said for key in KEYS.values())
    window.help.close()


def test_it_changes_from_dark_to_light_and_back(folder, sits):
    reviewer = sits(folder)
    before = theme.now()
    reviewer.press("theme")
    assert theme.now() is not before
    reviewer.press("theme")
    assert theme.now() is before


def test_nothing_here_says_more_than_the_rig_can():
    ours = ("trials.", "blind.", "agreement.", "review.", "measured.", "overlay.")
    for key, words in table().items():
        if key.startswith(ours):
            assert not forbidden_in(words), key
    for key in KEYS.values():
        assert not forbidden_in(key.does)


def test_a_time_is_written_as_finely_as_it_is_asked():
    assert time_words(12.5) == "12.50 s"
    assert time_words(59.999, 0.1) == "1:00.0"
    assert time_words(3600.0, 1.0) == "60:00"
    assert time_words(-0.5, 0.1) == "-0.5 s"
    assert time_words(75.25) == "1:15.25"


def test_what_was_rated_is_to_be_seen_in_the_list(folder, sits):
    reviewer = sits(folder)
    reviewer.open("18 s", found=False)
    reviewer.press("concerns", "rate_5")
    reviewer.until(reviewer.said)
    reviewer.press("list")
    reviewer.choose("")
    wanted = {"18 s": "AB", "8 s": "", "3 s": "", "": ""}
    length, raters = column("length"), column("raters")
    reviewer.until(lambda: {row[length]: row[raters] for row in reviewer.listed()} == wanted)
    assert reviewer.window.trials.chosen().seconds == pytest.approx(18, abs=0.1)


@pytest.mark.parametrize("board", ["plates", "dowel"])
def test_one_board_alone_is_reviewed_too(board, trials, sits, tmp_path):
    """Every key, many of them with nothing to do."""
    shutil.copy(trials[board], tmp_path / "one.h5")
    reviewer = sits(tmp_path / "one.h5")
    reviewer.until(lambda: reviewer.desk.content and not reviewer.desk.content.working)
    for name in DOING:
        reviewer.press(name)
        reviewer.settle()
    picture = reviewer.pictures[-1]
    assert (picture.balance is None) is (board == "dowel")
    assert len(picture.contacts) == (3 if board == "dowel" else 0)
    assert reviewer.desk.content.repetitions == ()
