"""The metronome keeps to its start."""

import pytest
from pytestqt.qtbot import QtBot

from gui.metronome import Metronome

TEMPO_S = (1, 0, 1)


@pytest.fixture
def metronome(qtbot: QtBot) -> Metronome:
    return Metronome()


def test_it_beats_until_it_is_told_not_to(metronome: Metronome, qtbot: QtBot) -> None:
    heard: list[str] = []
    metronome.beat.connect(heard.append)
    metronome.on = True
    metronome.follow(TEMPO_S)
    metronome.follow(TEMPO_S)  # each frame repeats it: nothing changes
    qtbot.waitUntil(lambda: len(heard) == 2, timeout=10_000)
    assert heard == ["down", "up"]
    metronome.follow(None)
    qtbot.wait(1200)
    assert len(heard) == 2


def test_off_it_is_silent(metronome: Metronome) -> None:
    metronome.follow(TEMPO_S)
    assert not metronome._timer.isActive()
