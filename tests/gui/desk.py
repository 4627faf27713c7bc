"""The user of the pages: a bench, an engine behind a real door with fast time, and a window with
both pages."""

import threading
from pathlib import Path

from gui.coach import Coach
from gui.drills import drills
from gui.errands import Errands
from gui.joining import join, lead
from gui.pages import Pages
from gui.session import Session
from gui.window import MainWindow
from rig.calibrations.book import CalibrationBook
from rig.device.discovery import Wanted
from rig.device.hosttime import FastTime
from rig.stream.host import Host
from rig.stream.rescue import Rescue
from rig.stream.runfolder import Place

SPEED = 8.0
SOON_MS = 20_000


class FastHost:
    """An engine with its door in a thread of this process."""

    def __init__(self, name: str, wanted: Wanted, folder: Path) -> None:
        about = {"folder": lambda: folder, "rescue": Rescue(["rig"]), "linger_s": 1e6}
        self._host = Host(Place(name), wanted, FastTime(SPEED), **about)
        self._thread = threading.Thread(target=self._host.run, name="host")
        self._thread.start()

    def end(self) -> None:
        self._host.stop()
        self._thread.join(30.0)


class Desk:
    """A window, its pages, and the load on the plates."""

    def __init__(self, name: str, boards: Wanted, load: Path, window: MainWindow, qtbot) -> None:
        self.load, self.window, self.qtbot = load, window, qtbot
        self._engine = name, boards, load.parent
        self.host = FastHost(*self._engine)
        self.session, self.errands = Session(name, lambda: None), Errands()
        self.coach = Coach(drills()[0])
        join(self.session, window)
        lead(self.coach, self.session, self.errands, window)
        self.pages = Pages(window, self.coach, self.session, self.errands)
        self.session.open()

    @property
    def page(self):
        return self.pages.calibration_page

    @property
    def state(self):
        return self.pages.calibrator.guide.state

    @property
    def stage(self):
        return self.pages.calibrator.guide.stage

    @property
    def book(self) -> CalibrationBook:
        return CalibrationBook()

    def put(self, *lying: str) -> None:
        new = self.load.with_suffix(".new")
        new.write_text("".join(f"{line}\n" for line in lying))
        new.replace(self.load)

    def put_what_is_asked(self) -> None:
        ask = self.state.ask
        if ask is None or not ask.mass_kg:
            self.put()
        else:
            self.put(f"{ask.foot} {ask.mass_kg} {ask.x_mm} {ask.y_mm}")

    def press(self, name: str, value: str = "") -> None:
        """Presses the page's button for this action."""
        found = [c for c in self.page.choices.choices if (c.name, c.value) == (name, value)]
        assert found, [c.name for c in self.page.choices.choices]
        self.page.choices.buttons[self.page.choices.choices.index(found[0])].click()

    def until(self, done) -> None:
        self.qtbot.waitUntil(lambda: bool(done()), timeout=SOON_MS)

    def open(self) -> None:
        self.window.pages.buttons["calibration"].click()
        self.until(lambda: self.stage and not self.state.trouble)

    def begin(self, **texts: str) -> None:
        editors = self.page.form.editors
        for name, written in texts.items():
            editors[name].setText(written)
        self.page.form.button.click()

    def take(self) -> None:
        """Places the requested load, presses once, and waits until it is taken."""
        self.put_what_is_asked()
        done = self.state.done
        self.press("take")
        self.until(lambda: self.state and self.state.done > done)

    def take_until(self, stage: str) -> None:
        while self.stage != stage:
            self.take()

    def restart(self) -> None:
        """Ends the engine and starts another one."""
        self.host.end()
        self.until(lambda: not self.pages.calibrator.guide.connected)
        self.host = FastHost(*self._engine)

    def close(self) -> None:
        self.session.close()
        self.host.end()
        self.errands.close()
        for page in (self.pages.calibration_page, self.pages.protocols_page):
            page.close()
            page.deleteLater()
