"""Pages of the review with the data of a session, for pictures of them."""

import math
from dataclasses import replace

from gui.picture import Picture, Progress
from gui.review.keys import HANDS, KEYS
from gui.review.picture import (
    Curve,
    Overlay,
    Repetition,
    Row,
    Said,
    Scene,
)
from gui.review.window import ReviewWindow
from gui.views.help import Help
from tests.gui.synthetic import Person, contacts

PERSON = Person(60.0)
ROWS = (
    Row(0, "P07", "dowel-hinge", "2026-03-14 15:02", 31.2, "whole", 5, 1, raters=("AB", "CD")),
    Row(1, "P07", "romanian-deadlift", "2026-03-14 15:09", 44.0, "usable", 8, None),
    Row(2, "P12", "dowel-hinge", "2026-03-12 09:30", 3600.0, "whole", 645, 285, simulated=True),
    Row(3, "P08-1", why="cannot read P08-1.h5: it is no HDF5 file, or cut off"),
)
REPETITIONS = tuple(
    Repetition(
        n, 2.0 + 5.5 * n, 4.0 + 5.5 * n, 6.0 + 5.5 * n, 4.0, (1.8, 0.3, 1.7), 0.19, moved=n == 2
    )
    for n in range(1, 6)
)
SAID = (
    Said("note", "AB", "2026-03-15T10:00:00+00:00", time_s=24.1, text="Hands slipped on the dowel"),
    Said("rating", "AB", "2026-03-15T10:00:10+00:00", repetition=4, value=4),
)
SCENE = Scene(
    title="P07 · dowel-hinge · 2026-03-14 15:02",
    unreal="SIMULATED",
    begin_s=0.0,
    end_s=40.0,
    now_s=26.3,
    shown=(20.0, 30.0),
    playing=False,
    speed=0.5,
    reading=1.0,
    working=False,
    repetitions=REPETITIONS,
    losses=(("thoracic", 25.0, 26.2),),
    marks_s=(22.0,),
    gaps=((28.4, 28.9),),
    notes=SAID[:1],
    cursors=(("A", 23.2), ("B", 26.1)),
    current=4,
    rated=4,
    ratings=SAID[1:],
    statements=("measured: All three contacts kept in 4 of 5 repetitions.",),
    rater="AB",
)
VALUES = (
    {"left_heel": 201.0, "in_all": 711.2, "head": 44.1},
    {"left_heel": 188.0, "in_all": 702.0},
)
OVERLAY = Overlay(
    "force",
    "N",
    "bottom",
    tuple(
        Curve(
            one.number,
            tuple(at / 50 for at in range(-100, 101)),
            tuple(712 + 60 * math.sin(at / 16 + one.number / 4) for at in range(-100, 101)),
        )
        for one in REPETITIONS
    ),
)


def listed() -> ReviewWindow:
    window = ReviewWindow()
    window.trials.show_rater("AB", blind=False)
    window.trials.show_rows(ROWS, False)
    return window


def blinded() -> ReviewWindow:
    window = ReviewWindow()
    window.trials.show_rater("CD", blind=True)
    rows = [replace(row, name=f"Trial {row.key + 1}", began="", raters=()) for row in ROWS[:3]]
    window.trials.show_rows(rows, False)
    return window


def opened(scene: Scene = SCENE) -> ReviewWindow:
    window = ReviewWindow()
    window.show_trial()
    strips = PERSON.strips(30.0, losses=list(SCENE.losses), marks_s=[22.0])
    seen = contacts(lost=("thoracic",))
    progress = Progress("ascent", 3, 5, (1.8, 0.3, 1.7))
    picture = Picture(PERSON.balance(26.3), seen, strips, progress)
    window.trial.show_scene(scene)
    window.trial.show_picture(picture, VALUES)
    return window


def measured() -> ReviewWindow:
    window = opened()
    window.trial.turn_side(window.trial.measured)
    return window


def overlaid() -> ReviewWindow:
    window = opened(replace(SCENE, overlaid=True, problem="No mark after this."))
    window.trial.show_overlay(OVERLAY)
    window.trial.turn_side(window.trial.notes)
    return window


PAGES = {
    "review-list": listed,
    "review-blinded": blinded,
    "review-trial": opened,
    "review-measured": measured,
    "review-overlay": overlaid,
    "review-help": lambda: Help(None, KEYS, HANDS),
}
