"""A drill as a stick figure seen from its left side.

Lines and rings in a box of 1 by 1, y upwards; the person looks to the right.
"""

from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple

from gui.protocols.figure import Figure

Point = tuple[float, float]
HEAD = 0.065
GROUND_Y = 0.04
BACK = 0.18  # of the trunk's length, from its middle line to the dowel


class Part(Enum):
    """What a line belongs to."""

    BODY = auto()
    DOWEL = auto()
    LOAD = auto()
    AROUND = auto()


class Line(NamedTuple):
    """Joined points; `dashed` is a band or cable that pulls."""

    part: Part
    points: tuple[Point, ...]
    dashed: bool = False


class Ring(NamedTuple):
    """A circle; `filled`, or an outline only."""

    part: Part
    middle: Point
    radius: float
    filled: bool = False


Stroke = Line | Ring


@dataclass(frozen=True, slots=True)
class Pose:
    """Where the joints of a person are."""

    toe: Point
    ankle: Point
    knee: Point
    hip: Point
    shoulder: Point
    head: Point
    hands: Point


POSES = {
    "standing": Pose(
        (0.62, 0.06), (0.5, 0.07), (0.53, 0.31), (0.37, 0.5), (0.63, 0.72), (0.735, 0.8), (0.6, 0.4)
    ),
    "low": Pose(
        (0.62, 0.06),
        (0.5, 0.07),
        (0.56, 0.31),
        (0.34, 0.45),
        (0.63, 0.6),
        (0.74, 0.67),
        (0.61, 0.25),
    ),
    "kneeling": Pose(
        (0.24, 0.06),
        (0.3, 0.1),
        (0.56, 0.07),
        (0.42, 0.36),
        (0.66, 0.62),
        (0.75, 0.72),
        (0.62, 0.32),
    ),
    "on all fours": Pose(
        (0.06, 0.06),
        (0.12, 0.1),
        (0.36, 0.07),
        (0.34, 0.42),
        (0.7, 0.45),
        (0.82, 0.5),
        (0.74, 0.07),
    ),
    "lying": Pose(
        (0.2, 0.06),
        (0.3, 0.07),
        (0.33, 0.36),
        (0.52, 0.3),
        (0.76, 0.11),
        (0.87, 0.12),
        (0.56, 0.07),
    ),
    "calves up": Pose(
        (0.13, 0.4),
        (0.1, 0.31),
        (0.36, 0.4),
        (0.52, 0.26),
        (0.76, 0.11),
        (0.87, 0.12),
        (0.56, 0.07),
    ),
}
BEHIND: Point = (0.4, 0.6)  # the waist of a person in a hinge


def strokes_of(figure: Figure) -> list[Stroke]:
    """All strokes to draw, in order; empty if nothing is known."""
    if not figure.posture:
        return []
    pose = _pose(figure)
    return [*_around(figure.props, pose), *_body(pose, figure.props), *_held(figure.props, pose)]


def _pose(figure: Figure) -> Pose:
    if "on the floor" in figure.props:
        return POSES["low"]
    if "bench" in figure.props:
        return POSES["calves up"]
    return POSES[figure.posture]


def _body(pose: Pose, props: frozenset[str]) -> list[Stroke]:
    """Legs and trunk, head, arm."""
    hands = BEHIND if props & {"dowel", "handcuff"} else pose.hands
    if "across the shoulders" in props:
        hands = _between(pose.shoulder, pose.head, 0.2)
    down = (pose.toe, pose.ankle, pose.knee, pose.hip, pose.shoulder, pose.head)
    elbow = _elbow(pose.shoulder, hands)
    return [
        Line(Part.BODY, down),
        Line(Part.BODY, (pose.shoulder, elbow, hands)),
        Ring(Part.BODY, pose.head, HEAD, filled=True),
    ]


def _held(props: frozenset[str], pose: Pose) -> list[Stroke]:
    """The dowel along the back, or the weight lifted."""
    found: list[Stroke] = []
    if "dowel" in props:
        found.append(Line(Part.DOWEL, _along_the_back(pose)))
    x, y = pose.hands
    if "barbell" in props:
        middle = (
            _between(pose.shoulder, pose.hip, 0.05) if "across the shoulders" in props else (x, y)
        )
        found.append(Ring(Part.LOAD, middle, 0.12 if "on the floor" in props else 0.1))
        found.append(Ring(Part.LOAD, middle, 0.02, filled=True))
    if "kettlebell" in props:
        found += [
            Ring(Part.LOAD, (x, y - 0.03), 0.04),
            Ring(Part.LOAD, (x, y - 0.12), 0.07, filled=True),
        ]
    if "dumbbells" in props:
        found += [Ring(Part.LOAD, (x + side, y), 0.04, filled=True) for side in (-0.06, 0.06)]
    return found


def _around(props: frozenset[str], pose: Pose) -> list[Stroke]:
    """The ground, and what is on it or pulls."""
    found: list[Stroke] = [Line(Part.AROUND, ((0.0, GROUND_Y), (1.0, GROUND_Y)))]
    if "wall" in props:
        found.append(Line(Part.AROUND, ((0.24, GROUND_Y), (0.24, 0.95))))
    if "bench" in props:
        found.append(
            Line(Part.AROUND, ((0.02, GROUND_Y), (0.02, 0.28), (0.2, 0.28), (0.2, GROUND_Y)))
        )
    if props & {"band", "cable"}:
        found.append(Line(Part.LOAD, (pose.hip, (0.02, 0.14)), dashed=True))
    return found


def _along_the_back(pose: Pose) -> tuple[Point, Point]:
    """From the sacrum past the back of the head, beside the trunk."""
    (hip_x, hip_y), (neck_x, neck_y) = pose.hip, pose.shoulder
    along = (neck_x - hip_x, neck_y - hip_y)
    off_x, off_y = -BACK * along[1], BACK * along[0]
    begin = (hip_x + off_x - 0.15 * along[0], hip_y + off_y - 0.15 * along[1])
    return begin, (hip_x + off_x + 1.65 * along[0], hip_y + off_y + 1.65 * along[1])


def _elbow(shoulder: Point, hands: Point) -> Point:
    x, y = _between(shoulder, hands, 0.5)
    return x - 0.03, y - 0.01


def _between(one: Point, other: Point, share: float) -> Point:
    return one[0] + share * (other[0] - one[0]), one[1] + share * (other[1] - one[1])
