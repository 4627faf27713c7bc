"""The window shows text from boards, files and paths verbatim."""

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QApplication, QLabel

from gui.joining import join
from gui.session import Session, refusal_of
from gui.window import MainWindow
from rig.errors import Reason
from rig.stream.api import EndedTrial, RecoveredTrial, Reply, State, TrialState
from tests.hostile import HOSTILE
from tests.stream.states import board, state


def state_with(text: str) -> State:
    """A state of the engine with `text` in every text field; it has no rings to read."""
    ended = EndedTrial(f"/{text}", text, verdict=text, reasons=[text], trust=[text])
    trial = TrialState(
        f"/{text}",
        begun=True,
        zero_s=0.0,
        seconds=1.0,
        repetitions=0,
        warning=text,
        on_disk={"plates": 1},
        expected={"plates": 1},
    )
    return state(
        number=-1,
        boards=[board(role, serial=text, url=text) for role in ("plates", "dowel")],
        trial=trial,
        last=ended,
        trouble=text,
        folder=text,
        concerns=[text],
        interrupted=[f"/{text}"],
        recovering=f"/{text}",
        recovered=RecoveredTrial(1, f"/{text}", f"/{text}", verdict=text, problem=text),
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_plain_and_fits(text: str, shown, qtbot) -> None:
    window, session = shown(MainWindow(), 1280, 800), Session("nobody", lambda: None)
    join(session, window)
    session.scene._number, session.scene._rings = -1, {"plates": None, "dowel": None}
    session._engine._client = object()  # connected: text is shown
    session._state = state()
    session._take(state_with(text))
    session._take(Reply(1, refused=Reason.of("other", words=text)))
    session._engine._client = None
    QApplication.processEvents()
    words = [label for label in window.findChildren(QLabel) if label.text()]
    assert len(words) > 10
    for label in words:
        assert label.textFormat() == Qt.PlainText, label.text()
        assert Qt.mightBeRichText(label.toolTip()) is False
        assert all(line.isprintable() for line in label.text().split("\n")), ascii(label.text())
        assert len(label.text()) < 2500
    assert window.width() == 1280, "nothing pushes the window wider than the screen"
    shown_text = "\n".join(label.text() for label in words)
    assert text[:4] in shown_text or not text[:4].isprintable()


def test_what_the_engine_would_refuse_is_refused_in_the_field(shown, qtbot) -> None:
    window = shown(MainWindow(), 1280, 800)
    asked = []
    window.start_asked.connect(lambda *fields: asked.append(fields))
    window.controls.refusal_of = refusal_of
    window.controls.allow(start=True, stop=False, mark=False)
    for wrong in ("1990-01-31", "3May90", "NUL", "\u202eP07", "Anna Meier", "<b>x"):
        window.controls.participant.setText(wrong)
        window.controls.ask_start()
        assert window.controls.problem.text().startswith("▲ Participant: "), wrong
        assert window.controls.problem.text().isprintable()
    assert asked == []
    window.controls.participant.setText("P07")
    window.controls.ask_start()
    assert asked == [("P07", "")]
