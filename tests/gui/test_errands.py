"""A session's file tasks: done in a thread, answered by signals, never silently."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gui.errands import Errands
from gui.flow.memory import Memory
from gui.known import kept_of
from gui.tasks import AddNote, DiscardTrial, KeepConsent, Recall, Remember, Task, WriteReport
from rig.calibrations.persons import PersonBook, PersonHistory
from rig.measure.calibrating.weight import Weight
from rig.store.deleting import session_path
from rig.trial.consent import Consent
from rig.trial.localtime import offset_s
from rig.trial.notes import notes_of, notes_path

NOW = datetime(2026, 3, 14, 15, 0, tzinfo=UTC)
SOON_MS = 20_000
MEMORY = Memory(f"{datetime.now():%Y-%m-%d}", "P07", "dowel-hinge", 2, ("P07", "P08"))


@pytest.fixture
def errands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Errands]:
    for place in ("DATA", "STATE"):
        monkeypatch.setenv(f"XDG_{place}_HOME", str(tmp_path / place.lower()))
    monkeypatch.setenv("RIG_CALIBRATIONS", str(tmp_path / "calibrations"))
    opened = Errands()
    yield opened
    opened.close()


def done(errands: Errands, qtbot: QtBot, task: Task) -> str:
    """Why it could not be done, or ""."""
    with qtbot.waitSignal(errands.answered, timeout=SOON_MS) as answer:
        errands.take(task)
    assert answer.args[0] == task
    return str(answer.args[1])


def weight(taken: datetime) -> Weight:
    return Weight("P07", "SIMP0007", taken.isoformat(), 650.0, 0.4, "", "")


def test_a_consent_is_kept_with_its_text_and_assessor(errands: Errands, qtbot: QtBot) -> None:
    told = []
    errands.kept.connect(told.append)
    assert not done(errands, qtbot, KeepConsent("P07", "AB", "1"))
    assert [kept.consent_version for kept in told] == ["1"]
    assert not done(errands, qtbot, KeepConsent("P07", "", withdrawn=True))
    assert [kept.consent_version for kept in told] == ["1", ""]
    assert told[-1].withdrawn_on == f"{datetime.now(UTC):%Y-%m-%d}"
    consents = PersonBook().history("P07").consents
    assert {one.utc_offset_s for one in consents} == {offset_s(datetime.now(UTC))}
    assert [(one.text_version, one.assessor, one.withdrawn) for one in consents] == [
        ("1", "AB", False),
        ("", "", True),
    ]


@pytest.mark.parametrize("participant", ["Anna Meier", "../x", "1990-01-31"])
def test_what_is_no_pseudonym_is_refused(errands: Errands, qtbot: QtBot, participant: str) -> None:
    assert "pseudonym" in done(errands, qtbot, KeepConsent(participant, ""))
    assert not PersonBook().folder.exists()


def test_a_weight_serves_for_an_hour() -> None:
    for age, serves in ((timedelta(minutes=59), True), (timedelta(minutes=61), False)):
        history = PersonHistory([], [weight(NOW - age)], [], [])
        assert bool(kept_of(history, NOW).weighed_on) is serves


def test_the_newest_consent_counts() -> None:
    given = Consent("P07", "1", "2026-03-01T10:00:00+00:00")
    withdrawn = replace(given, taken_utc="2026-03-02T10:00:00+00:00", withdrawn=True)
    again = replace(given, text_version="2", taken_utc="2026-03-03T10:00:00+00:00")
    kept = kept_of(PersonHistory([], [], [given, withdrawn], []), NOW)
    assert (kept.consent_version, kept.withdrawn_on) == ("", "2026-03-02")
    late = replace(withdrawn, taken_utc="2026-03-02T20:00:00+00:00", utc_offset_s=9 * 3600.0)
    assert kept_of(PersonHistory([], [], [given, late], []), NOW).withdrawn_on == "2026-03-03"
    kept = kept_of(PersonHistory([], [], [given, withdrawn, again], []), NOW)
    assert (kept.consent_version, kept.withdrawn_on) == ("2", "")


def test_a_note_lies_beside_the_trial(errands: Errands, qtbot: QtBot, tmp_path: Path) -> None:
    trial = tmp_path / "t.h5"
    assert "no" in done(errands, qtbot, AddNote(str(trial), "x", ""))
    trial.write_bytes(b"a trial")
    assert not done(errands, qtbot, AddNote(str(trial), "left knee\x1b[31m taped", ""))
    assert not done(errands, qtbot, AddNote(str(trial), "second", ""))
    texts = [note.text for note in notes_of(trial)]
    assert len(texts) == 2
    assert "\x1b" not in texts[0]
    assert trial.read_bytes() == b"a trial"


def test_a_discarded_trial_is_put_aside_with_its_notes(
    errands: Errands, qtbot: QtBot, tmp_path: Path
) -> None:
    trial = tmp_path / "t.h5"
    trial.write_bytes(b"a trial")
    assert not done(errands, qtbot, AddNote(str(trial), "x", ""))
    assert not done(errands, qtbot, DiscardTrial(str(trial)))
    aside = tmp_path / "discarded" / "t.h5"
    assert aside.read_bytes() == b"a trial"
    assert notes_path(aside).exists()
    assert not trial.exists()
    assert "no" in done(errands, qtbot, DiscardTrial(str(trial)))


def test_each_page_of_a_trial_lies_beside_it_under_its_name(
    errands: Errands, qtbot: QtBot, set_of_three: Path, tmp_path: Path
) -> None:
    trial = Path(shutil.copy(set_of_three, tmp_path / "t.h5"))
    told: list[str] = []
    errands.reported.connect(told.append)
    for _ in range(2):
        assert not done(errands, qtbot, WriteReport(str(trial)))
    assert told == [str(tmp_path / name) for name in ("t.html", "t.2.html")]
    assert "P07" in (tmp_path / "t.2.html").read_text("utf-8")
    assert "no file" in done(errands, qtbot, WriteReport(str(tmp_path / "none.h5")))
    assert not done(errands, qtbot, DiscardTrial(str(trial)))
    assert list(tmp_path.glob("t.*")) == []  # the pages went with it


def test_a_session_is_remembered_for_its_day(errands: Errands, qtbot: QtBot) -> None:
    told = []
    errands.recalled.connect(told.append)
    assert not done(errands, qtbot, Recall())
    assert not done(errands, qtbot, Remember(replace(MEMORY, day="2020-01-01")))
    assert not done(errands, qtbot, Recall())
    assert told == []
    assert not done(errands, qtbot, Remember(MEMORY))
    assert not done(errands, qtbot, Recall())
    assert told == [MEMORY]
    assert session_path().stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("said", [b"", b"{", b"[]", b'{"day": 1, "today": []}', b"\xff"])
def test_a_memory_that_makes_no_sense_is_none(errands: Errands, qtbot: QtBot, said: bytes) -> None:
    session_path().parent.mkdir(parents=True)
    session_path().write_bytes(said)
    assert not done(errands, qtbot, Recall())


def test_an_errand_that_fails_says_so_and_the_next_is_done(errands: Errands, qtbot: QtBot) -> None:
    assert "could not be done" in done(errands, qtbot, AddNote(None, "x", ""))
    assert not done(errands, qtbot, Remember(MEMORY))
