"""Bring-up by hand: what a channel's counts must do when it is pressed, loaded or unplugged.

The ranges are those of `rig.measure.bringup`; they are derived in arduino/HARDWARE.md.
"""

import numpy as np

from rig.measure.bringup.channels import LIMITS, Channels, Counts, Float, scaled
from rig.measure.bringup.finding import Finding, spoken

MOVES_ALONG = 0.5  # of the asked channel's change: above it, two channels are touched or joined
FLAT = 2.0  # standard deviation in counts, 0.5 N: a person on the plates sways more


def moved(counts: Counts, rest: Float, board: Channels) -> bool:
    """Whether any channel of `counts` (N, channels) has left its `rest` (channels,)."""
    change = np.abs(counts.mean(axis=0) - rest)
    return bool((change >= scaled(board, LIMITS[board.role].move)).any())


def fell(counts: Counts, rest: Float) -> bool:
    """Whether any channel of `counts` (N, channels) has fallen below half of its `rest`."""
    return bool((counts.mean(axis=0) < rest / 2).any())


def touch(counts: Counts, rest: Float, asked: int, board: Channels) -> Finding:
    """Whether the `asked` channel, and no other, rises when it is pressed.

    `counts` (N, channels) while it is pressed, `rest` (channels,) the reading before.
    """
    change = np.median(counts, axis=0) - rest
    least = scaled(board, LIMITS[board.role].touch)
    fault = _wrong_channel(change, asked, board)
    if not fault and change[asked] < least:
        fault = "hardly moves: press harder; else the load does not reach the sensor"
    return _change("touch", change, asked, board, least, fault)


def _wrong_channel(change: Float, asked: int, board: Channels) -> str:
    """What is wrong with the changes of all channels, given the asked one; "" if nothing."""
    size = np.abs(change)
    most = int(size.argmax())
    name, other = spoken(board.columns[asked]), spoken(board.columns[most])
    if size[most] < scaled(board, LIMITS[board.role].move):
        return f"nothing moves: {name} was not pressed, or its sensor, cable or amplifier is dead"
    if most != asked:
        swapped = f"their wires are swapped at A{asked} and A{most}"
        return f"{other} moves instead: {swapped}, or it was pressed"
    if change[asked] < 0:
        return _falls(board)
    along = next(number for number in np.argsort(-size) if number != asked)
    if size[along] > MOVES_ALONG * size[asked]:
        other = spoken(board.columns[along])
        return f"{other} moves along: press {name} alone; else something joins the two"
    return ""


def _falls(board: Channels) -> str:
    if board.role == "plates":
        return "falls under load: swap the middle wires (S+ and S-) of its bridge"
    return "falls when pressed: the sensor belongs to 5 V and the 47 kohm to ground"


def load(counts: Counts, rest: Float, asked: int, board: Channels) -> Finding:
    """Whether a channel takes a full load: it rises enough, and stays off the end of its range.

    `counts` (N, channels) while loaded, `rest` (channels,) the reading before.
    """
    limits = LIMITS[board.role]
    change = np.median(counts, axis=0) - rest
    least = scaled(board, limits.load)
    fault = _wrong_channel(change, asked, board) or _at_its_end(counts[:, asked], board)
    if not fault and change[asked] < least:
        fault = "too little: load it fully; else the load rests on something beside the sensor"
    return _change("load", change, asked, board, least, fault)


def _at_its_end(series: Counts, board: Channels) -> str:
    """A flat top: an amplifier at its end does not follow the load (HARDWARE.md, range)."""
    limits, high = LIMITS[board.role], float(np.median(series))
    if high >= scaled(board, limits.load_top):
        at = f"at its end, {high:.0f} counts: "
        full = "its two wires touch under pressure"
        return at + ("overload, or the gain is too high" if board.role == "plates" else full)
    if (
        board.role == "plates"
        and high >= scaled(board, limits.top)
        and series.std() < scaled(board, FLAT)
    ):
        return f"flat top at {high:.0f} counts: the amplifier ends there, as an INA125 does"
    return ""


def _change(
    step: str, change: Float, asked: int, board: Channels, least: float, fault: str
) -> Finding:
    return Finding(
        step,
        spoken(board.columns[asked]),
        not fault,
        round(float(change[asked]), 1),
        "counts more",
        f"at least {least:.0f} more",
        fault,
    )


def wire_break(counts: Counts, asked: int, board: Channels) -> Finding:
    """Whether a pulled wire of a dowel sensor reads as one; `counts` (N, channels) while pulled."""
    dead = scaled(board, LIMITS["dowel"].dead)
    read = np.median(counts, axis=0)
    fault = "" if read[asked] <= dead else _no_break(read, board)
    name = spoken(board.columns[asked])
    expected = f"0 to {dead:.0f}"
    return Finding("wire", name, not fault, float(read[asked]), "counts", expected, fault)


def _no_break(read: Float, board: Channels) -> str:
    broken = np.flatnonzero(read <= scaled(board, LIMITS["dowel"].dead)).tolist()
    if broken:
        other = spoken(board.columns[broken[0]])
        return f"{other} goes dead instead: that plug is its, or their wires are swapped"
    return "a pulled wire does not show: the 1 Mohm bleed belongs across the sensor's far end"
