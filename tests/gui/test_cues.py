"""Lost contacts called out: real engine, real process, a loudspeaker that is a file."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import h5py
import numpy as np
import pytest
from PyQt5.QtCore import Qt
from pytestqt.qtbot import QtBot

from gui.cue.selftest import LIFTS
from gui.preferences import Preferences
from gui.session import Session
from gui.settings import CueSettings, Settings
from gui.settingsfile import SettingsFile
from gui.sound.orders import Called
from gui.sound.player import RATE_HZ
from gui.sound.speaker import Speaker
from gui.sound.tone import POINT_HZ, samples_of_all, summed_up
from gui.views.settingspage import SettingsPage
from rig.cli.program import program
from tests.gui.test_session import Eyes
from tests.gui.test_sound import alsa, loudness, loudspeaker
from tests.loudspeaker import Loudspeaker
from tests.stream.test_host import engine_running, name

__all__ = ["loudspeaker", "name"]
pytestmark = alsa

# One repetition every two seconds, the head lost early in each.
QUICK = "descent_s=0.8&ascent_s=0.8&hold_s=0.1&rest_s=0.4&stand_s=1.5&mistake_each=1&variation=0"
# A dowel that is taken off and put back; a wire with a loose contact.
LIFTED = "&".join(
    f"deviation=dowel_lift,at=start,onset_s={onset_s},duration_s=0.5" for onset_s in (2.5, 3.2)
)
LOOSE = "&".join(
    f"deviation=broken_wire,at=start,channel=head,onset_s={onset_s},duration_s=0.4"
    for onset_s in (4.5, 5.3)
)
STILL = f"drill=stand&mistake_each=0&{LIFTED}&{LOOSE}"
SOON_MS, LONG_MS = 10_000, 40_000


def boards(how: str) -> tuple[str, ...]:
    query = f"seed=7&{how}"
    return ("--plates", f"sim://plates?{query}", "--dowel", f"sim://dowel?{query}")


class Ear:
    """A loudspeaker that is recorded, and what it called out."""

    def __init__(self, name: str, settings: Settings) -> None:
        self.speaker = Speaker([*program("gui.cue.caller"), name])
        self.called: list[Called] = []
        self.problems: list[str] = []
        self.speaker.called.connect(self.called.append)
        self.speaker.problem.connect(self.problems.append)
        self.speaker.use(settings)


@pytest.fixture
def session(name: str, qtbot: QtBot) -> Iterator[Session]:
    opened = Session(name, lambda: None)
    yield opened
    opened.close()


@pytest.fixture
def ears(name: str, loudspeaker: Loudspeaker, qtbot: QtBot):
    opened: list[Ear] = []

    def ear(settings: Settings) -> Ear:
        opened.append(Ear(name, settings))
        qtbot.waitUntil(lambda: opened[-1].problems[-1:] == [""], timeout=SOON_MS)
        return opened[-1]

    yield ear
    for one in opened:
        one.speaker.close()


def losses_of(eyes: Eyes) -> list[str]:
    return [point for kind, point in eyes.happened if kind == "contact_off"]


def points_in(heard: np.ndarray) -> set[str]:
    """The points whose pitches sound in the first tenth of a second."""
    part = heard[: RATE_HZ // 10].astype(float)
    time_s = np.arange(len(part)) / RATE_HZ
    loud = {p: abs(part @ np.exp(2j * np.pi * hz * time_s)) for p, hz in POINT_HZ.items()}
    return {point for point, of_it in loud.items() if of_it > 0.3 * max(loud.values())}


def test_a_loss_sounds_at_once_with_the_pitch_of_its_point(
    name: str, ears, loudspeaker: Loudspeaker, session: Session, qtbot: QtBot
) -> None:
    ear, eyes = ears(Settings(buzzer=True)), Eyes(session)
    with engine_running(name, *boards(QUICK)):
        session.open()
        qtbot.waitUntil(lambda: len(ear.called) >= 2, timeout=LONG_MS)
        qtbot.waitUntil(lambda: len(loudspeaker.samples) > RATE_HZ // 10, timeout=SOON_MS)
        qtbot.waitUntil(lambda: ("cue", "head") in eyes.happened, timeout=SOON_MS)
        session.close()
    assert [one.point for one in ear.called] == losses_of(eyes)[: len(ear.called)]
    first_s = ear.called[0].called_s
    together = {one.point for one in ear.called if one.called_s - first_s < 0.05}
    assert points_in(loudspeaker.samples) == together
    for one in ear.called:
        assert one.onset_s < one.read_s <= one.decided_s <= one.called_s


def test_each_nth_repetition_and_then_after_the_set(
    name: str, ears, loudspeaker: Loudspeaker, session: Session, qtbot: QtBot
) -> None:
    ear, eyes = ears(Settings(cue=CueSettings("nth", 3))), Eyes(session)
    with engine_running(
        name, *boards(f"{QUICK.replace('rest_s=0.4', 'rest_s=1.2')}&repetitions=4")
    ):
        session.open()
        qtbot.waitUntil(lambda: ("phase", "ascent") in eyes.happened, timeout=LONG_MS)
        qtbot.waitUntil(lambda: len(ear.called) >= 1, timeout=LONG_MS)
        qtbot.waitUntil(lambda: repetitions(eyes) == 3, timeout=SOON_MS)
        assert len(losses_of(eyes)) >= 3
        ear.speaker.use(Settings(cue=CueSettings("after the set")))
        session.start()  # in the rest, in which nothing is lost
        before = len(losses_of(eyes))
        # The last of the three repetitions may be counted while its sound is still playing.
        qtbot.waitUntil(lambda: not loudspeaker.samples[-RATE_HZ // 4 :].any(), timeout=SOON_MS)
        loudspeaker.heard.clear()
        qtbot.waitUntil(lambda: repetitions(eyes) == 4, timeout=SOON_MS)
        assert not loudspeaker.samples.any()
        session.stop()
        qtbot.waitUntil(lambda: not session.recording, timeout=SOON_MS)
        lost = losses_of(eyes)[before:]
        expected = loudness(samples_of_all(summed_up({p: lost.count(p) for p in lost}), RATE_HZ))
        expected = np.trim_zeros(expected)
        qtbot.waitUntil(lambda: len(loudspeaker.samples) >= len(expected), timeout=SOON_MS)
        session.close()
    assert lost
    assert np.array_equal(loudspeaker.samples[: len(expected)], expected)


def repetitions(eyes: Eyes) -> int:
    return eyes.happened.count(("phase", "lockout"))


def test_a_handled_dowel_sounds_once_and_a_loose_wire_not_at_all(
    name: str, ears, session: Session, qtbot: QtBot
) -> None:
    ear, eyes = ears(Settings()), Eyes(session)
    with engine_running(name, *boards(STILL)):
        session.open()
        qtbot.waitUntil(
            lambda: [kind for kind, _ in eyes.happened].count("wire_broken") == 2, timeout=LONG_MS
        )
        qtbot.wait(200)
        session.close()
    kinds = [kind for kind, _ in eyes.happened]
    assert kinds.count("dowel_handled") >= 1
    handled = kinds.index("dowel_handled")
    until_then = kinds[:handled].count("contact_off")
    assert len(losses_of(eyes)) >= 3 + 3 + 2
    assert len(ear.called) <= until_then, "neither the rest of the handling nor the wire"


def test_the_test_of_the_cue_is_kept_with_later_trials(
    name: str, loudspeaker: Loudspeaker, session: Session, shown, tmp_path: Path, qtbot: QtBot
) -> None:
    speaker, eyes = Speaker([*program("gui.cue.caller"), name]), Eyes(session)
    file = SettingsFile(tmp_path / "settings.toml", datetime.now(UTC))
    file.write(Settings(cue=CueSettings("off")))
    page = shown(SettingsPage(file.settings, {"en": "English"}), 900, 720)
    preferences = Preferences(file, page, speaker)
    preferences.measured.connect(session.keep_with_trials)
    session.status.connect(preferences.take_status)
    preferences.open()
    with engine_running(name, *boards(f"{QUICK}&ttl_each_s=0.3")):
        session.open()
        qtbot.waitUntil(lambda: bool(losses_of(eyes)), timeout=LONG_MS)
        assert page.test.words.text().startswith("Not tested")
        qtbot.keyClick(page, Qt.Key_F4)
        qtbot.waitUntil(lambda: "Together" in page.test.words.text(), timeout=LONG_MS)
        assert f"Tested with {LIFTS} lifts" in page.test.words.text()
        assert "First lost sample to TTL in: median" in page.test.words.text()
        said = page.test.words.text()
        tried = trial(session, eyes, qtbot)
        page.changed.emit(Settings(sound_device="another"))
        assert page.test.words.text().startswith("Not tested")
        untried = trial(session, eyes, qtbot)
        session.close()
    speaker.close()
    assert 0 < tried["cue_latency_ms_median"] <= tried["cue_latency_ms_worst"] < 1000
    assert f"median {tried['cue_latency_ms_median']:.1f} ms" in said
    assert np.isnan([untried["cue_latency_ms_median"], untried["cue_latency_ms_worst"]]).all()


def trial(session: Session, eyes: Eyes, qtbot: QtBot) -> dict[str, object]:
    """The header of a short trial."""
    saved = sum(said.startswith("Saved: ") for said in eyes.said)
    session.start()
    qtbot.waitUntil(
        lambda: bool(eyes.status.recording and eyes.status.recording.seconds > 0.5), timeout=SOON_MS
    )
    session.stop()
    qtbot.waitUntil(
        lambda: sum(said.startswith("Saved: ") for said in eyes.said) > saved, timeout=SOON_MS
    )
    path = Path(eyes.said[-1].removeprefix("Saved: ").split(". The trial is ")[0])
    with h5py.File(path) as file:
        return dict(file.attrs)
