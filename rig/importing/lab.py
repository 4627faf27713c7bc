"""From the axes of a laboratory to those of a subject: which foot is which, and what is forward.

If a file does not specify it, the feet are assumed side by side: the line from the left to the
right one is ML, and forward is upwards times rightwards.
"""

import numpy as np

from rig.errors import UsageError
from rig.importing.source import Float, FootLoad, LabPlate, Wishes

AXES = "xyz"
LEAST_SHARE = 0.01  # of samples with load: below it a plate counts as empty
LEAST_APART_MM = 30.0


def feet_of(
    plates: list[LabPlate], wishes: Wishes, *, up: int, forward: str = ""
) -> tuple[list[FootLoad], list[str]]:
    """One load for each of two feet, left first, or one for both; and sentences.

    `up` is the vertical axis, 0 to 2; `forward` the axis that subjects face by the convention of
    the format, if it has one. Raises UsageError unless one or two plates bear load.
    """
    plates = _chosen(plates, wishes.plates) if wishes.plates else _loaded(plates)
    if len(plates) == 1:
        axis = wishes.forward or forward
        facing = _axis(axis, up) if axis else _next(up, 2)
        said = [f"The subject faced {_name(facing)}{', as told' if wishes.forward else ''}."]
        return [_foot(plates[0], up, facing)], said
    left, right, how = _sides(plates, wishes, up, forward)
    facing, faced = _facing(left, right, wishes, up)
    return [_foot(left, up, facing), _foot(right, up, facing)], [how, faced]


def _chosen(plates: list[LabPlate], names: tuple[str, ...]) -> list[LabPlate]:
    """The plates of these names or numbers, in this order."""
    known = {word: plate for plate in plates for word in (plate.name, plate.name.split()[-1])}
    if len(names) > 2 or not set(names) <= set(known):
        raise UsageError(
            f"expected one or two of {', '.join(plate.name for plate in plates)} as plates, "
            f"got {', '.join(names)}"
        )
    return [known[name] for name in names]


def _loaded(plates: list[LabPlate]) -> list[LabPlate]:
    bearing = [plate for plate in plates if plate.loaded.mean() > LEAST_SHARE]
    if not bearing:
        raise UsageError("expected a person on one or two force plates, none of them bears load")
    if len(bearing) > 2:
        names = ", ".join(plate.name for plate in bearing)
        raise UsageError(
            f"expected load on one or two force plates, got it on {names}: choose with --plates"
        )
    return bearing


def _sides(
    plates: list[LabPlate], wishes: Wishes, up: int, forward: str
) -> tuple[LabPlate, LabPlate, str]:
    """The left and the right plate, and how that was found."""
    first, second = plates
    axis = wishes.forward or forward
    if wishes.plates:
        left, right = first, second
        how = f"The left foot is {left.name} and the right one {right.name}, as told."
    elif {first.side, second.side} == {"left", "right"}:
        left, right = (first, second) if first.side == "left" else (second, first)
        how = f"The left foot is {left.name} and the right one {right.name}, as the file says."
    elif axis and abs(apart := _rightwards(first, second, _axis(axis, up), up)) > LEAST_APART_MM:
        left, right = (first, second) if apart > 0 else (second, first)
        how = f"The left foot was taken to be on {left.name}, for a subject who faced {axis}."
    else:
        left, right = first, second
        how = f"The left foot was taken to be on {left.name}, the right one on {right.name}."
    if wishes.swap_feet:
        left, right = right, left
        how = f"The left foot is {left.name} and the right one {right.name}, as told."
    return left, right, how


def _facing(left: LabPlate, right: LabPlate, wishes: Wishes, up: int) -> tuple[Float, str]:
    if wishes.forward:
        return _axis(wishes.forward, up), f"The subject faced {wishes.forward}, as told."
    across = _middle(right) - _middle(left)
    across[up] = 0.0
    rightwards = np.zeros(3)
    most = int(np.abs(across).argmax())
    rightwards[most] = np.sign(across[most]) or 1.0
    facing = np.cross(_unit(up), rightwards)
    return facing, f"The subject faced {_name(facing)}, by where the feet were."


def _rightwards(first: LabPlate, second: LabPlate, facing: Float, up: int) -> float:
    """How far the second was to the right of the first, in millimetres."""
    return float((_middle(second) - _middle(first)) @ np.cross(facing, _unit(up)))


def _middle(plate: LabPlate) -> Float:
    middle: Float = np.median(plate.cop_mm[plate.loaded], axis=0)
    return middle


def _foot(plate: LabPlate, up: int, facing: Float) -> FootLoad:
    rightwards = np.cross(facing, _unit(up))
    return FootLoad(plate.force_n, plate.cop_mm @ facing, plate.cop_mm @ rightwards)


def _axis(name: str, up: int) -> Float:
    axis = AXES.index(name[-1])
    if axis == up:
        raise UsageError(f"expected a horizontal axis as --forward, {name[-1]} is the vertical one")
    return _unit(axis) * (-1.0 if name[0] == "-" else 1.0)


def _next(axis: int, steps: int) -> Float:
    return _unit((axis + steps) % 3)


def _unit(axis: int) -> Float:
    unit = np.zeros(3)
    unit[axis] = 1.0
    return unit


def _name(direction: Float) -> str:
    axis = int(np.abs(direction).argmax())
    return ("-" if direction[axis] < 0 else "") + AXES[axis]
