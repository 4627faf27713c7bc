"""Every page of the window as a picture, in both themes and three sizes, to be looked at.

    python -m tests.gui.screenshots FOLDER [PAGE...]

A page is one line of `PAGES`: its name, and what makes a widget that shows it.
"""

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PyQt5.QtWidgets import QApplication, QWidget

from gui import theme
from gui.drills import drills
from gui.flow.facts import Facts, Kept, Outcome
from gui.flow.flow import Flow
from gui.flow.pages import picture_of
from gui.picture import Interrupted, Picture, Progress, Status
from gui.settings import Settings
from gui.views.help import Help
from gui.views.mirror import Mirror
from gui.views.settingspage import SettingsPage
from gui.window import MainWindow
from tests.gui.synthetic import LINKS, RECORDING, STATUS, Person, contacts, no_load

SIZES = ((1280, 800), (1920, 1080), (3840, 2160))
PERSON = Person(60.0)
EMPTY = Facts(
    100.0,
    roles=frozenset({"plates", "dowel"}),
    connection=1,
    load_n=(0.0, 0.0, 0.0, 0.0),
    in_contact={},
)
SIMULATED = replace(STATUS, links=tuple(replace(link, simulated=True) for link in LINKS))
SET = Progress("ascent", 3, 5, (2.1, 0.8, 1.4), (2, 1, 2))
LOSSES = [("thoracic", 25.0, 26.2), ("sacrum", 28.6, float("inf"))]
PLACE = "/home/coach/.local/share/hinge-rig/trials"


def live(status: Status, picture: Picture, *, said: str = "") -> MainWindow:
    """The window as it shows this."""
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


def at_step(*acts: str, **facts: object) -> QWidget:
    """The window at a step of a session; `acts` are what a coach does until then."""
    flow = Flow(drills()[0])
    flow.look(replace(EMPTY, now_s=100.0, **facts))
    for act in acts:
        if act == "saved":
            flow.answered("record")
            flow.saved(Outcome("t.h5", "usable", ("4 samples of the dowel are lost",), 5, 1))
        elif act == "zeroed":
            flow.answered("zero")
        elif act == "recorded":
            flow.answered("record")
        else:
            flow.act(*act.split(":"))
        if act.startswith("person"):
            flow.learn(Kept(consent_version="1", touched_today=True, weighed=True))
    flow.look(replace(EMPTY, now_s=101.0, **facts))
    window = live(SIMULATED, replace(PERSON.picture(30.0), progress=SET))
    window.show_free(False)
    window.flow.show_flow(picture_of(flow))
    return window


KNOWN = ("person:P07", "drill:dowel-hinge")

PAGES: dict[str, Callable[[], QWidget]] = {
    "step-participant": lambda: at_step("person:P08", "person:P07", "go:participant"),
    "step-protocol": lambda: at_step("person:P07"),
    "step-boards": lambda: at_step(*KNOWN, load_n=(0.0, 90.0, 0.0, 0.0)),
    "step-zero": lambda: at_step(*KNOWN, "skip", hints={"zero": "someone stands on the plates"}),
    "step-ready": lambda: at_step(*KNOWN, "skip", "zeroed"),
    "step-record": lambda: at_step(
        *KNOWN, "skip", "zeroed", "recorded", recording=True, begun=True, repetitions=3
    ),
    "step-result": lambda: at_step(*KNOWN, "skip", "zeroed", "saved"),
    "live": standing,
    "live-set": in_a_set,
    "live-trouble": in_trouble,
    "live-offer": with_an_offer,
    "live-paused": paused,
    "mirror": mirror,
    "mirror-plates": mirror_without_dowel,
    "settings": lambda: SettingsPage(Settings()),
    "help": lambda: Help(None),
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
    page.hide()  # to close a window that records would ask
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
