"""What is heard: the tones themselves, and that they come out of a real ALSA device."""

import math
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from gui.joining import join, let_be_heard
from gui.language import text
from gui.session import Session
from gui.settings import Settings
from gui.sound.orders import Look, Play, TryOut, Use, order_of, to_line
from gui.sound.player import RATE_HZ, Mixer
from gui.sound.speaker import Speaker
from gui.sound.tone import LINK_LOST, TONES, Tone, lost, samples_of
from gui.window import MainWindow
from rig.cli.program import program
from rig.trial.event import LINK_LOST as LINK_LOST_KIND
from tests.loudspeaker import HAS_ALSA, NAME, Loudspeaker
from tests.stream.states import board, state
from tests.stream.test_host import engine_running, name

__all__ = ["name"]

ENDED = text("sound.ended")
PLAYER = [*program("gui.cue.caller"), "nobody"]
HEARD_MS = 10_000
alsa = pytest.mark.skipif(not HAS_ALSA, reason="a loudspeaker of ALSA that is a file")


def loudness(samples: np.ndarray) -> np.ndarray:
    return (samples * np.iinfo(np.int16).max).astype(np.int16)


@pytest.mark.parametrize("pitch_hz", [220.0, 440.0, 1760.0])
def test_a_tone_has_its_pitch_and_length_and_does_not_click(pitch_hz: float) -> None:
    samples = samples_of(Tone(pitch_hz, 0.5), RATE_HZ)
    assert len(samples) == RATE_HZ // 2
    spectrum = np.abs(np.fft.rfft(samples))
    assert np.argmax(spectrum) * 2 == pytest.approx(pitch_hz, abs=2)
    assert abs(samples[0]) == abs(samples[-1]) == 0
    assert np.abs(np.diff(samples)).max() < 2 * math.pi * pitch_hz / RATE_HZ
    assert 0.4 < np.abs(samples).max() <= 0.5


def test_a_tone_may_come_several_times_with_pauses() -> None:
    once = samples_of(Tone(880.0, 0.1), RATE_HZ)
    thrice = samples_of(Tone(880.0, 0.1, times=3), RATE_HZ).reshape(5, -1)
    assert np.array_equal(thrice[[0, 2, 4]], [once] * 3)
    assert not thrice[[1, 3]].any()


@pytest.mark.parametrize(
    "wrong",
    [
        *((0.0, 0.1, 1), (5e4, 0.1, 1), (math.nan, 0.1, 1), (440.0, math.inf, 1)),
        *((440.0, 0.0, 1), (440.0, 60.0, 1), (440.0, 0.1, 0), (440.0, 0.1, 10_000)),
    ],
)
def test_what_nobody_can_hear_or_bear_is_no_tone(wrong: tuple[float, float, int]) -> None:
    with pytest.raises(ValueError, match="expected"):
        Tone(*wrong)


def test_orders_go_over_a_line_as_they_are() -> None:
    for order in (Play((LINK_LOST, *lost("head"))), Use.of(Settings()), TryOut(True), Look()):
        assert order_of(to_line(order)) == order
        assert to_line(order).count(b"\n") == 1


def test_a_lost_link_has_a_tone() -> None:
    assert TONES[LINK_LOST_KIND] == LINK_LOST


@given(st.lists(st.integers(1, 700), min_size=1, max_size=40))
def test_however_the_device_asks_it_hears_the_sum_of_the_tones(asked: list[int]) -> None:
    high, low = Tone(1000.0, 0.05), Tone(300.0, 0.1)
    mixer = Mixer()
    mixing = mixer.mixing()
    next(mixing)
    mixer.play([high])
    mixer.play([low])
    heard = np.concatenate([mixing.send(frames) for frames in (*asked, 48_000)])
    both = samples_of(low, RATE_HZ).copy()
    both[: RATE_HZ // 20] += samples_of(high, RATE_HZ)
    assert np.array_equal(heard[: len(both)], loudness(both))
    assert not heard[len(both) :].any()


def test_too_much_at_once_is_clipped() -> None:
    mixer = Mixer()
    mixing = mixer.mixing()
    next(mixing)
    for _ in range(5):
        mixer.play([Tone(1000.0, 0.05)])
    heard = mixing.send(RATE_HZ)
    assert heard.max() == np.iinfo(np.int16).max
    assert heard.min() >= -np.iinfo(np.int16).max


@pytest.fixture
def loudspeaker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Loudspeaker]:
    made = Loudspeaker(tmp_path)
    for variable, value in made.environment.items():
        monkeypatch.setenv(variable, value)
    yield made
    made.close()


@alsa
def test_it_ends_with_a_window_that_hears_no_more(loudspeaker: Loudspeaker) -> None:
    with subprocess.Popen(PLAYER, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline()  # the device runs
        process.stdout.close()
        process.stdin.write(to_line(Look()))  # which is answered
        process.stdin.flush()
        assert process.wait(HEARD_MS / 1000) == 0


@pytest.fixture
def speaker(qtbot: QtBot) -> Iterator[Speaker]:
    opened = Speaker(PLAYER)
    opened.problems = []
    opened.problem.connect(opened.problems.append)
    yield opened
    opened.close()


def expect_heard(loudspeaker: Loudspeaker, tone: Tone, qtbot: QtBot) -> None:
    expected = loudness(samples_of(tone, RATE_HZ))
    expected = np.trim_zeros(expected, "f")
    qtbot.waitUntil(lambda: len(loudspeaker.samples) > len(expected), timeout=HEARD_MS)
    assert np.array_equal(loudspeaker.samples[: len(expected)], expected)


@alsa
def test_a_tone_comes_out_of_the_device(
    loudspeaker: Loudspeaker, speaker: Speaker, qtbot: QtBot
) -> None:
    speaker.open()
    qtbot.waitUntil(lambda: speaker.problems == [""], timeout=HEARD_MS)
    qtbot.wait(200)
    assert not len(loudspeaker.samples), "silence until there is a tone"
    tone = Tone(523.25, 0.2)
    speaker.play(tone)
    expect_heard(loudspeaker, tone, qtbot)


@alsa
def test_lines_that_are_no_tone_are_skipped(
    loudspeaker: Loudspeaker, speaker: Speaker, qtbot: QtBot
) -> None:
    speaker.open()
    no_tone = '{"type":"play","tones":[{"pitch_hz":1,"seconds":1}]}'
    for line in ("", "{}", "[1]", '{"type":"play"}', "x" * 10_000, no_tone, "\xff"):
        speaker._process.write(line.encode("latin-1") + b"\n")
    speaker.play(LINK_LOST)
    expect_heard(loudspeaker, LINK_LOST, qtbot)


@alsa
def test_a_board_that_falls_silent_is_heard(
    name: str, loudspeaker: Loudspeaker, speaker: Speaker, shown, qtbot: QtBot
) -> None:
    window = shown(MainWindow(), 1280, 800)
    session = Session(name, lambda: None)
    join(session, window)
    let_be_heard(session, window, speaker)
    speaker.open()
    silent = "sim://plates?seed=7&silent_at_s=4&silent_s=1"
    with engine_running(name, "--plates", silent, "--dowel", "sim://dowel?seed=7"):
        session.open()
        expect_heard(loudspeaker, LINK_LOST, qtbot)
        session.close()
    assert "No sound" not in window.notes.text()


@pytest.mark.skipif(sys.platform != "linux", reason="takes the devices away as Linux knows them")
def test_where_nothing_can_be_heard_the_window_says_so(
    speaker: Speaker, shown, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("ALSA_CONFIG_PATH", "PULSE_SERVER", "XDG_RUNTIME_DIR"):
        monkeypatch.setenv(variable, str(tmp_path / "nothing"))
    window = shown(MainWindow(), 1280, 800)
    session = Session("nobody", lambda: None)
    let_be_heard(session, window, speaker)
    speaker.open()
    qtbot.waitUntil(lambda: "No sound: this computer" in window.notes.text(), timeout=HEARD_MS)
    assert window.notes.isVisible()
    session.happened.emit("link_lost", "plates")  # tries again, without waiting
    qtbot.waitUntil(lambda: len(speaker.problems) == 2, timeout=HEARD_MS)


def test_a_board_that_is_gone_has_fallen_silent_too(qtbot: QtBot) -> None:
    happened: list[tuple[str, str]] = []
    session = Session("nobody", lambda: None)
    session.happened.connect(lambda *event: happened.append(event))
    for roles in (["plates", "dowel"], ["dowel"], ["dowel"], []):
        session._take(state(boards=[board(role) for role in roles]))
    assert happened == [("link_lost", "plates"), ("link_lost", "dowel")]


def test_a_player_that_is_not_there_is_said(qtbot: QtBot) -> None:
    said: list[str] = []
    speaker = Speaker(["/nowhere/rig-sound"])
    speaker.problem.connect(said.append)
    speaker.open()
    qtbot.waitUntil(lambda: said == [ENDED], timeout=HEARD_MS)
    speaker.play(LINK_LOST)
    speaker.close()


def test_a_player_that_died_is_started_again(speaker: Speaker, qtbot: QtBot) -> None:
    speaker.open()
    qtbot.waitUntil(lambda: len(speaker.problems) == 1, timeout=HEARD_MS)
    speaker._process.kill()
    qtbot.waitUntil(lambda: speaker.problems[-1] == ENDED, timeout=HEARD_MS)
    speaker.play(LINK_LOST)
    qtbot.waitUntil(lambda: speaker.problems[-1] != ENDED, timeout=HEARD_MS)


def test_a_player_that_died_is_there_again_for_the_next_loss(
    speaker: Speaker, qtbot: QtBot
) -> None:
    speaker.open()
    qtbot.waitUntil(lambda: len(speaker.problems) == 1, timeout=HEARD_MS)
    speaker._again.setInterval(50)
    speaker._process.kill()
    qtbot.waitUntil(lambda: ENDED in speaker.problems, timeout=HEARD_MS)
    qtbot.waitUntil(lambda: speaker.problems[-1] != ENDED, timeout=HEARD_MS)


@alsa
def test_a_device_that_is_not_there_is_said_and_silence_is_kept(
    loudspeaker: Loudspeaker, speaker: Speaker, qtbot: QtBot
) -> None:
    names: list[tuple[str, ...]] = []
    speaker.devices.connect(names.append)
    speaker.use(Settings(sound_device="Headset"))
    qtbot.waitUntil(lambda: "the sound device Headset is not there" in " ".join(speaker.problems))
    speaker.play(LINK_LOST)
    qtbot.waitUntil(lambda: len(speaker.problems) == 3, timeout=HEARD_MS)
    assert not len(loudspeaker.samples)
    assert names[-1] == (NAME,)
    names.clear()
    speaker.look()
    qtbot.waitUntil(lambda: names == [(NAME,)], timeout=HEARD_MS)
    speaker.use(Settings(sound_device=NAME))
    qtbot.waitUntil(lambda: speaker.problems[-1] == "", timeout=HEARD_MS)
    speaker.play(LINK_LOST)
    expect_heard(loudspeaker, LINK_LOST, qtbot)
