"""Checks what a test leaves behind."""

from collections.abc import Iterator

import psutil
import pytest

from gui import theme


@pytest.fixture(autouse=True)
def _nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """The root conftest checks threads; this checks windows and processes."""
    qapp = request.getfixturevalue("qapp")
    processes = {child.pid for child in psutil.Process().children(recursive=True)}
    before = set(qapp.topLevelWidgets())
    yield
    qapp.sendPostedEvents(None, 52)  # QEvent.DeferredDelete
    qapp.processEvents()
    windows = [widget for widget in qapp.topLevelWidgets() if widget not in before]
    children = {child.pid for child in psutil.Process().children(recursive=True)} - processes
    assert not windows, f"windows left behind: {windows}"
    assert not children, f"processes left behind: {children}"


@pytest.fixture
def shown(_nothing_left_behind, qtbot):
    """Shows a view in a size, drawn and ready; it is deleted at the end."""
    widgets = []

    def show(widget, width, height):
        widgets.append(widget)
        widget.resize(width, height)
        with qtbot.waitExposed(widget):
            widget.show()
        return widget

    yield show
    for widget in widgets:
        widget.hide()
        widget.deleteLater()


@pytest.fixture
def written(monkeypatch):
    """Every text that a view draws itself, as it is drawn."""
    texts = []
    write = theme.write

    def note(painter, box, text, **how):
        texts.append(text)
        write(painter, box, text, **how)

    monkeypatch.setattr(theme, "write", note)
    return texts
