"""What drives the digital lines of simulated boards: the sync wire's train and a lab's pulses."""

from collections.abc import Callable, Iterable, Iterator

from rig.device import syncwire
from rig.device.messages import Edge, LineName
from rig.sim.clock import BoardClock

# Edges of a line after one device time and up to another, both in microseconds.
Line = Callable[[int, int], Iterator[Edge]]


def sync_in(plates: Callable[[], Iterable[BoardClock]], dowel: BoardClock) -> Line:
    """The wire between two boards, as the dowel stamps it; one clock for each life of the
    plates."""

    def edges(after_us: int, until_us: int) -> Iterator[Edge]:
        for clock in plates():
            yield from _carried(clock, dowel, after_us, until_us)

    return edges


def _carried(plates: BoardClock, dowel: BoardClock, after_us: int, until_us: int) -> Iterator[Edge]:
    first_ms = float(plates.device_s(dowel.world_s(after_us / 1e6))) * 1e3
    last_ms = float(plates.device_s(dowel.world_s(until_us / 1e6))) * 1e3
    for at_ms, level in _train(int(first_ms) - syncwire.PERIOD_MS, last_ms + 1):
        at_s = plates.world_s(at_ms / 1e3)
        time_us = round(float(dowel.device_s(at_s)) * 1e6)
        if after_us < time_us <= until_us and at_s < plates.off_s:
            yield _edge(time_us, LineName.SYNC_IN, level)


def _train(first_ms: int, last_ms: float) -> Iterator[tuple[int, int]]:
    """Time on the plates' clock and level of each edge; there is no pulse at tick 0."""
    tick = max(first_ms // syncwire.PERIOD_MS * syncwire.PERIOD_MS, syncwire.PERIOD_MS)
    while tick <= last_ms:
        block, within_ms = divmod(tick, syncwire.BLOCK_MS)
        widths_ms = syncwire.block_widths_ms(block % syncwire.BLOCKS)
        yield tick, 1
        yield tick + widths_ms[within_ms // syncwire.PERIOD_MS], 0
        tick += syncwire.PERIOD_MS


def ttl_in(plates: BoardClock, each_s: float) -> Line:
    """A lab's pulse: high for half of each period `each_s`, first after one period."""

    def edges(after_us: int, until_us: int) -> Iterator[Edge]:
        number = max(2, int(float(plates.world_s(after_us / 1e6)) * 2 / each_s))
        while True:
            time_us = round(float(plates.device_s(number * each_s / 2)) * 1e6)
            if time_us > until_us:
                return
            if time_us > after_us:
                yield _edge(time_us, LineName.TTL_IN, 1 - number % 2)
            number += 1

    return edges


def _edge(time_us: int, line: LineName, level: int) -> Edge:
    return Edge(time_us & 0xFFFFFFFF, line, level, skipped=0)
