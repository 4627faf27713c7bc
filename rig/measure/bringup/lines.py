"""Bring-up of the digital lines: sync wire, TTL in and out, and the board's own cue.

arduino/PROTOCOL.md describes the function of each line, arduino/HARDWARE.md its wiring.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rig.measure.bringup.finding import Finding

MOST_LINE_LAG_SAMPLES = 2  # a TTL edge at a tick appears in that sample or the next

Int = NDArray[np.integer[Any]]
Bool = NDArray[np.bool_]
Float = NDArray[np.float64]


def sync(
    width_ms: Float,
    *,
    seconds: float,
    good: Bool,
    level: int,
    skipped: int,
    foreign: str = "",
    pin: str = "D8",
) -> list[Finding]:
    """Whether the sync wire carries the train of the plates.

    `width_ms` (N,) of the complete pulses seen in `seconds` (ten a second are sent), `good` (N,)
    whether a width is one of the train's, `level` the line's last level, `skipped` the edges that
    the board could not send, `foreign` how the code differs if it is another board's; `pin` is that
    of the dowel.
    """
    if not len(width_ms):
        expected = f"{10 * seconds:.0f}"
        return [Finding("sync", "pulses", False, 0, "pulses", expected, _no_pulses(level, pin))]
    return [_pulses(len(width_ms), seconds, skipped), _widths(good), _code(foreign)]


def _no_pulses(level: int, pin: str) -> str:
    if level:
        return f"no edges: the wire from D5 to the dowel's {pin} is open, or ground is missing"
    return "no edges, always low: the wire touches ground, or the plates board has no sketch"


def _pulses(count: int, seconds: float, skipped: int) -> Finding:
    low, high = int(10 * seconds) - 2, int(10 * seconds) + 2
    fault = ""
    if skipped or count > high:
        fault = "too many edges: a loose contact, or the wire picks up noise; twist it with ground"
    elif count < low:
        fault = "pulses are missing: a loose contact in the sync wire or its ground"
    return Finding("sync", "pulses", not fault, count, "pulses", f"{low} to {high}", fault)


def _widths(good: Bool) -> Finding:
    share = 100.0 * float(good.mean())
    fault = "" if good.all() else "wrong widths: the contact bounces, or another source drives it"
    return Finding("sync", "widths", not fault, round(share, 1), "% right", "100", fault)


def _code(foreign: str) -> Finding:
    fault = f"another rig's train ({foreign}): the wire comes from another board" if foreign else ""
    return Finding("sync", "code", not fault, expected="that of this plates board", fault=fault)


def ttl(out: Int, into: Int, levels: Sequence[int], skipped: int, *, pulses: int) -> list[Finding]:
    """Whether TTL out moves and TTL in, connected to it, follows.

    `out` and `into` (N,) are the levels of both lines in each sample while `pulses` pulses were
    sent, `levels` those after each edge of TTL in that the board stamped.
    """
    rises = int((np.diff(out) == 1).sum())
    if rises != pulses:
        fault = "the output does not move: the board did not take the command; flash its sketch"
        return [Finding("ttl", "TTL out", False, rises, "pulses", f"{pulses}", fault)]
    return [
        Finding("ttl", "TTL out", True, rises, "pulses", f"{pulses}"),
        _ttl_edges(levels, skipped, pulses, int(into[-1])),
        _ttl_follows(out, into, pulses),
    ]


def _ttl_edges(levels: Sequence[int], skipped: int, pulses: int, last: int) -> Finding:
    expected = [1, 0] * pulses
    count = len(levels) + skipped
    fault = ""
    if not count and last:
        fault = "no edge: the jumper makes no contact, or a wire to TTL in or out is open"
    elif not count:
        fault = "no edge, always low: TTL in touches ground, or other equipment holds it"
    elif skipped or list(levels) != expected:
        fault = "not the edges that were sent: a loose jumper, or other equipment is connected"
    return Finding("ttl", "TTL in", not fault, count, "edges", f"{2 * pulses}", fault)


def _ttl_follows(out: Int, into: Int, pulses: int) -> Finding:
    apart = int((out != into).sum())
    most = 2 * pulses * MOST_LINE_LAG_SAMPLES
    fault = "" if apart <= most else "TTL in does not follow TTL out: jumper or wires"
    subject = "TTL in follows"
    return Finding("ttl", subject, not fault, apart, "samples apart", f"at most {most}", fault)


def cue(
    cued: bool, *, in_contact: bool, most_counts: int, on_counts: int, off_counts: int
) -> Finding:
    """Whether the board began its cue on its own when a sensor was pressed and released.

    `most_counts` is the highest count of any sensor meanwhile; the levels are the board's own.
    """
    fault = ""
    if not cued and in_contact:
        fault = f"contact did not end: let go; it ends under {off_counts} counts: see the step idle"
    elif not cued and most_counts < on_counts:
        fault = (
            f"no contact: at most {most_counts} counts, contact begins at {on_counts}: see touch"
        )
    elif not cued:
        fault = "contact was too short: press for a second, then let go"
    expected = f"over {on_counts}, then under {off_counts}"
    return Finding("cue", "cue", cued, most_counts, "counts", expected, fault)


ANSWER_FAULTS = {
    "buzzer": "D9, the transistor and its 1 kohm, the buzzer's poles; it must be an active one",
    "LED": "the LED at D13 on the board; it may be covered by the box",
}


def answered(subject: str, *, yes: bool) -> Finding:
    """The builder's answer about the `buzzer` or the `LED`."""
    fault = "" if yes else "look at " + ANSWER_FAULTS[subject]
    return Finding(
        "cue", subject, yes, expected="heard" if subject == "buzzer" else "seen", fault=fault
    )
