"""Every page of the window as a picture, in both themes and three sizes, for inspection.

    python -m tests.gui.screenshots FOLDER [PAGE...]

A page is one line of `PAGES`: its name, and a function that creates its widget.
"""

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PyQt5.QtWidgets import QApplication, QWidget

from gui import theme
from gui.calibrating import pages as pages_of_calibration
from gui.calibrating.guide import CalibrationGuide
from gui.calibrating.picture import Course, History, Place, Table
from gui.drills import drills
from gui.flow.acts import act
from gui.flow.facts import Facts, Kept, Outcome
from gui.flow.flow import Flow
from gui.flow.pages import picture_of
from gui.flow.step import Choice, Light
from gui.flow.step import Page as StepPage
from gui.language import text
from gui.picture import Interrupted, Picture, Progress, Readiness, Status
from gui.protocols.desk import ProtocolDesk
from gui.protocols.sheets import all_sheets
from gui.settings import Settings
from gui.views.calibration import CalibrationPage
from gui.views.help import Help
from gui.views.mirror import Mirror
from gui.views.protocols import ProtocolsPage
from gui.views.settingspage import SettingsPage
from gui.window import MainWindow
from rig.measure.calibrating.setup import answers_before
from rig.stream.api import CalibrationState, Quantity, Record, Take
from tests.gui.review import pages
from tests.gui.synthetic import LINKS, RECORDING, STATUS, Person, contacts, no_load

SIZES = ((1280, 800), (1920, 1080), (3840, 2160))
PERSON = Person(60.0)
EMPTY = Facts(
    100.0,
    roles=frozenset({"plates", "dowel"}),
    serials={"plates": "A", "dowel": "B"},
    connection=1,
    load_n=(0.0, 0.0, 0.0, 0.0),
    in_contact={},
)
KEPT = Kept("1", touched_on=frozenset({"B"}), weighed_on=frozenset({"A"}))
SIMULATED = replace(STATUS, links=tuple(replace(link, simulated=True) for link in LINKS))
SET = Progress("ascent", 3, 5, (2.1, 0.8, 1.4), (2, 1, 2))
LOSSES = [("thoracic", 25.0, 26.2), ("sacrum", 28.6, float("inf"))]
ASKS = replace(drills()[0]["dowel-hinge"], name="asks", asks=("pain", "stop_reason"))
OUTCOME = Outcome(
    "t.h5",
    "usable",
    ("zero pending: none was taken yet after the person stepped off",),
    5,
    1,
    (
        "measured: sacrum was not touched for 0.4 s in repetition 3",
        "pattern: the load moved to the toes at the bottom of 4 of 5 repetitions",
    ),
    zero_pending=True,
)
HISTORY = History(
    "4C6F1A20",
    Table(
        ("Date", "By", "Tier", "CoP within", "Force within"),
        (("2026-05-02", "AB", "field", "4.1 mm", "1.8 %"),),
    ),
    age_days=203.0,
    operator="AB",
)
PLACE = "/home/coach/.local/share/hinge-rig/trials"


def live(status: Status, picture: Picture, *, said: str = "") -> MainWindow:
    """The window that shows this."""
    window = MainWindow()
    window.show_free(True)
    window.show_status(replace(status, folder=PLACE))
    window.show_picture(picture)
    if said:
        window.say(said)
    return window


def standing() -> QWidget:
    return live(STATUS, PERSON.picture(30.0))


def in_a_set() -> QWidget:
    status = replace(SIMULATED, recording=RECORDING)
    picture = PERSON.picture(30.0, losses=LOSSES, marks_s=[23.0])
    return live(status, replace(picture, contacts=contacts(lost=("sacrum",)), progress=SET))


def in_trouble() -> QWidget:
    links = replace(LINKS[0], silent_s=3.2), replace(LINKS[1], lost=12)
    status = replace(
        STATUS,
        links=links,
        recording=replace(RECORDING, on_disk=0, path="data/" + "hinge-0123" * 9 + ".h5"),
        trouble="The plates have sent nothing for 3 seconds. Check the cable, then the port.",
    )
    picture = replace(PERSON.picture(30.0), balance=None, contacts=contacts(missing=("thoracic",)))
    return live(status, picture, said="Saved: /home/coach/trials/P07-0003.h5. The trial is whole.")


def with_an_offer() -> QWidget:
    offered = (Interrupted("/x/P07-0002.h5", "P07-0002.h5"),)
    picture = replace(PERSON.picture(30.0), balance=no_load(), progress=Progress("nobody"))
    window = live(replace(STATUS, interrupted=offered), picture)
    window.controls.participant.setText("Anna Smith")
    return window


def paused() -> QWidget:
    window = live(STATUS, PERSON.picture(30.0, newest_s=30.0))
    window.strips.move_by(-4.0)
    window.strips.zoom_by(-2)
    window.show_picture(PERSON.picture(26.0, begin_s=24.0, newest_s=30.0))
    return window


def mirror() -> QWidget:
    return mirrored(SIMULATED, replace(PERSON.picture(30.0), progress=SET))


def mirror_without_dowel() -> QWidget:
    return mirrored(replace(STATUS, links=LINKS[:1]), replace(PERSON.picture(30.0), progress=SET))


def mirrored(status: Status, picture: Picture) -> QWidget:
    screen = Mirror()
    screen.show_status(status)
    screen.show_picture(replace(picture, contacts=contacts(lost=("thoracic",))))
    return screen


RECORD = Record("P07", "dowel-hinge")


def at_step(*acts: str, **facts: object) -> QWidget:
    """The window at a step of a session; `acts` are the coach's actions until then."""
    flow = Flow(drills()[0] | {ASKS.name: ASKS})
    flow.look(replace(EMPTY, now_s=100.0, **facts))
    for said in acts:
        if said == "saved":
            flow.answered(RECORD)
            flow.saved(replace(OUTCOME, repetitions=None))
            flow.saved(OUTCOME)
        elif said == "zeroed":
            act(flow, "take")
            flow.answered(Take(Quantity.ZERO))
        elif said == "recorded":
            flow.answered(RECORD)
        else:
            act(flow, *said.split(":"))
        if said.startswith("person"):
            flow.learn(Kept() if said.endswith("new") else KEPT)
    flow.look(replace(EMPTY, now_s=101.0, **facts))
    window = live(SIMULATED, replace(PERSON.picture(30.0), progress=SET))
    window.show_free(False)
    for view in (window.flow, window.findings, window.drill):
        view.show_flow(picture_of(flow))
    return window


def protocols(*acts: str) -> QWidget:
    """The page of protocols; `acts` are the coach's actions there."""
    desk, page = ProtocolDesk(), ProtocolsPage()
    desk.learn(all_sheets())
    for said in acts:
        desk.act(*said.split(":"))
    page.show_protocols(desk.picture())
    return page


def calibration(*, masses: int) -> QWidget:
    """The page of a calibration: before it begins, or after so many masses at the left heel."""
    guide, page = CalibrationGuide(), CalibrationPage()
    guide.look(connected=True, serial="4C6F1A20", simulated=True)
    guide.recall(HISTORY)
    guide.learn(CalibrationState("none", None, before=answers_before(None)))
    picture = pages_of_calibration.picture_of(guide)
    if masses:
        choices = (Choice("take", text("calibration.take"), "Return"), pages_of_calibration.back())
        headline = text("calibration.mass_at", where="left heel", mass=30)
        told = StepPage(headline, text("calibration.up"), Light.GOOD, "", choices)
        place = Place("left", 0.0, 40.0, "30 kg")
        load_n = tuple(9.80665 * mass for mass in (10.0, 20.0, 30.0, 40.0)[:masses])
        counts = tuple(410.0 + 2.1 * newtons for newtons in load_n)
        course = Course("left heel", counts, load_n, (True,) * masses)
        picture = replace(
            picture, page=told, form=(), place=place, course=course, done=masses + 1, steps=32
        )
    page.show_calibration(picture)
    return page


KNOWN = ("person:P07", "drill:dowel-hinge")
SILENT = "The dowel has sent nothing for 3 seconds."
TOUCHED = "head: something touches it"

PAGES: dict[str, Callable[[], QWidget]] = {
    "step-participant": lambda: at_step("person:P08", "person:P07", "go:participant"),
    "step-consent": lambda: at_step("person:new"),
    "step-protocol": lambda: at_step("person:P07"),
    "step-boards": lambda: at_step(*KNOWN, load_n=(0.0, 90.0, 0.0, 0.0)),
    "step-missing": lambda: at_step(*KNOWN, roles=frozenset({"plates"}), trouble=SILENT),
    "step-zero": lambda: at_step(
        *KNOWN,
        "skip",
        readiness=Readiness("zero", armed=False, waits="the right plate is loaded, +340 N"),
    ),
    "step-touch": lambda: at_step(
        *KNOWN, "go:touch", "take", readiness=Readiness("untouched", armed=True, waits=TOUCHED)
    ),
    "step-ready": lambda: at_step(*KNOWN, "skip", "zeroed"),
    "step-record": lambda: at_step(
        *KNOWN, "skip", "zeroed", "recorded", recording=True, begun=True, repetitions=3
    ),
    "step-result": lambda: at_step(*KNOWN, "skip", "zeroed", "saved"),
    "step-asked": lambda: at_step("person:P07", f"drill:{ASKS.name}", "skip", "zeroed", "saved"),
    "live": standing,
    "live-set": in_a_set,
    "live-trouble": in_trouble,
    "live-offer": with_an_offer,
    "live-paused": paused,
    "mirror": mirror,
    "mirror-plates": mirror_without_dowel,
    "protocols": protocols,
    "protocols-copy": lambda: protocols("choose:dowel-hinge", "copy"),
    "calibration": lambda: calibration(masses=0),
    "calibration-mass": lambda: calibration(masses=3),
    "settings": lambda: SettingsPage(Settings(), {"en": "English"}),
    "help": lambda: Help(None),
    **pages.PAGES,
}


def taken(make: Callable[[], QWidget], size: tuple[int, int], path: Path) -> None:
    """Saves the picture of a page in a size; a dialog has its own."""
    page = make()
    if isinstance(page, Help):
        page.show_large(theme.text_px(size[1]))
    else:
        page.resize(*size)
        page.show()
    for _ in range(5):
        QApplication.processEvents()
    page.grab().save(str(path))
    page.hide()  # closing a window that records would ask
    page.deleteLater()


def main(folder: Path, names: list[str]) -> None:
    """All pages, or those that are named."""
    application = QApplication.instance() or QApplication([])
    folder.mkdir(parents=True, exist_ok=True)
    for chosen in theme.THEMES.values():
        theme.use(chosen)
        for name in names or PAGES:
            for size in SIZES:
                taken(PAGES[name], size, folder / f"{name}-{chosen.name}-{size[0]}x{size[1]}.png")
    application.processEvents()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
