"""Ratios within one run, and their table.

    python -m tests.benchmarks.table COSTS.json LATENCY.json ENGINE.json

reads what pytest-benchmark, `latency` and `whole_engine` wrote; writes RATIOS.md and ratios.json
beside this file.
"""

import json
import os
import platform
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import h5py
import numpy as np

from tests.benchmarks.cases import CASES, FRAMES_A_READ
from tests.benchmarks.frames import FRAMES_AT_A_PORT
from tests.benchmarks.latency import CUE, LAMP
from tests.benchmarks.shares import PARTS, SECONDS

HERE = Path(__file__).parent
PAGE_FILE, TABLE = HERE / "RATIOS.md", HERE / "ratios.json"
PEERS = ("bitalino", "pySerialTransfer")
TARGET_FRAMES_A_SECOND = 10e6
TARGET_LATENCY_MS = 3.0
TARGETS_BEYOND_MS = {CUE: 10.0, LAMP: 50.0}
TARGET_CORE_SHARE = 0.10
TURNS = {
    "recorder_turn": "a second of both boards written, flushed and synchronised",
    "window_frame": "a frame of the window at 1920x1080 (30 a second: 33 ms each)",
    "review_open": "a trial of an hour opened in the review, to its first picture (1 s)",
    "review_jump": "a jump in it, while it is being read and analysed (100 ms)",
}
TARGETS = {("port_10", "bitalino"): 25, ("port_10", "pySerialTransfer"): 40}


PAGE = """\
# What it costs

Made by `make bench`; do not edit. Processor time, the least of all rounds, in one run on one
machine ({machine}; {versions}).
Only the ratios mean something elsewhere.

## Bytes to samples, beside two other packages

{peers}

Times are for one frame with four channels, each in its own format: ours has 25 bytes with a CRC-32,
bitalino's 7 with a CRC of 4 bits, pySerialTransfer's 24 with a CRC of 8 bits. A port is a
pseudo-terminal that each opens as a serial port, and the bytes wait in it. From memory no system
call is left for anyone. `peers.py` says how the two are fed. The targets are judged at the port,
where all three do all their work.

{speed}

## Own paths, beside the plain or the copying one

{own}

`make test` fails where a ratio falls below half of this. Under 1 the other one is cheaper.

## Shares of a core, both boards at 1 kHz

{shares}

Each part alone, over what the boards sent in {seconds} s, in the pieces of some 5 ms in which the
loop reads. The whole engine reads two pseudo-terminals in real time, detects, and keeps journal
and trial; its threads, system calls, waiting and waking up are no part's own.

## The recorder and the window

{turns}

## From the wire to the event

Both boards on pseudo-terminals, while a trial is recorded and flushed each second. Wall time from
just before the write of the frame that decides, when the 20 samples of debounce have passed, until
another thread has taken the event from the queue, or another process has it from the door. The cue:
until the program that calls out has given the tone to the sound device; the device's own 20 ms, its
driver and the loudspeaker are not in it.

{latency}
"""


class Ratio(NamedTuple):
    """How many times as much the other path costs."""

    other: str
    own: str

    def of(self, cost_us: dict[str, float]) -> float:
        return cost_us[self.other] / cost_us[self.own]


def _own_ratios() -> dict[str, Ratio]:
    """Every case whose name extends that of another is the other path of that one."""
    names = [(other, own) for other in CASES for own in CASES if other.startswith(f"{own}_")]
    return {other: Ratio(other, own) for other, own in names}


OWN_RATIOS = _own_ratios()

ABOUT = {
    "plain": "in plain Python",
    "rolled": "moving the whole buffer",
    "pickled": "copied between processes",
    "one": "row by row",
}


def costs_us(document: dict[str, Any]) -> dict[str, float]:
    """Microseconds of processor time per unit, the least of all rounds."""
    return {
        about["extra_info"]["name"]: about["stats"]["min"] * 1e6 / about["extra_info"]["units"]
        for about in document["benchmarks"]
    }


def row(*cells: object) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def head(*cells: str) -> Iterable[str]:
    return row(*cells), row(*("---" for _ in cells))


def judged(reached: bool, target: str) -> str:
    return f"{target}: {'reached' if reached else '**not reached**'}"


def peer_lines(cost: dict[str, float]) -> Iterable[str]:
    others = [f"{peer}, us" for peer in PEERS]
    yield from head("bytes from", "frames a read", "ours, us", *others, "ratios")
    counts = {"port": FRAMES_AT_A_PORT, "decode": FRAMES_A_READ}
    for source, word in (("port", "a port"), ("decode", "memory")):
        for frames in counts[source]:
            own = f"{source}_{frames}"
            others = [f"{cost[f'{own}_{peer}']:.2f}" for peer in PEERS]
            yield row(word, frames, f"{cost[own]:.3f}", *others, peer_ratios(cost, own))


def peer_ratios(cost: dict[str, float], own: str) -> str:
    told = []
    for peer in PEERS:
        ratio = cost[f"{own}_{peer}"] / cost[own]
        target = TARGETS.get((own, peer))
        verdict = f" ({judged(ratio >= target, f'target {target}')})" if target else ""
        told.append(f"{ratio:.1f}{verdict}")
    return ", ".join(told)


def own_lines(cost: dict[str, float]) -> Iterable[str]:
    yield from head("path", "us", "the other", "us", "ratio")
    for name, ratio in OWN_RATIOS.items():
        each, other = CASES[ratio.own].each, ABOUT[name.rpartition("_")[2]]
        us, other_us = cost[ratio.own], cost[ratio.other]
        yield row(
            f"{ratio.own}, per {each}",
            f"{us:.3f}",
            other,
            f"{other_us:.3f}",
            f"{ratio.of(cost):.2f}",
        )


def latency_lines(latency: dict[str, dict[str, Any]]) -> Iterable[str]:
    yield from head("", "events", "p50, ms", "p95, ms", "p99, ms", "most, ms", "target")
    for name, found in latency.items():
        target_ms = TARGETS_BEYOND_MS.get(name, TARGET_LATENCY_MS)
        verdict = judged(found["p95_ms"] <= target_ms, f"p95 at most {target_ms:.0f} ms")
        yield row(name, *found.values(), verdict)


def turn_lines(turns: dict[str, dict[str, Any]]) -> Iterable[str]:
    yield from head("what", "processor, ms", "wall p50, ms", "wall p95, ms")
    for name, what in TURNS.items():
        extra = turns[name]
        yield row(what, extra["cpu_ms"], *extra["wall_ms"])


def share_lines(cost: dict[str, float], engine: float) -> Iterable[str]:
    yield from head("part", "processor, ms for a second of both", "share of a core")
    for name, (what, _) in PARTS.items():
        yield row(what, f"{cost[name] / 1e3:.2f}", f"{cost[name] / 1e6:.2%}")
    verdict = judged(engine <= TARGET_CORE_SHARE, f"target at most {TARGET_CORE_SHARE:.0%}")
    yield row("the whole engine, recording", f"{engine * 1e3:.1f}", f"{engine:.1%} ({verdict})")


def speed_line(cost: dict[str, float]) -> str:
    speed = 1e6 / cost["decode_10000"]
    verdict = judged(speed >= TARGET_FRAMES_A_SECOND, "target 10 million")
    return f"At 10,000 frames a read: {speed / 1e6:.0f} million frames a second ({verdict})."


def page(
    cost: dict[str, float],
    latency: dict[str, dict[str, Any]],
    turns: dict[str, dict[str, Any]],
    *,
    core_share: float,
) -> str:
    return PAGE.format(
        machine=f"{platform.machine()}, {os.cpu_count()} cores",
        versions=f"Python {platform.python_version()}, NumPy {np.__version__}, "
        f"h5py {h5py.__version__}",
        peers="\n".join(peer_lines(cost)),
        speed=speed_line(cost),
        own="\n".join(own_lines(cost)),
        shares="\n".join(share_lines(cost, core_share)),
        seconds=SECONDS,
        turns="\n".join(turn_lines(turns)),
        latency="\n".join(latency_lines(latency)),
    )


def ratios(cost: dict[str, float]) -> dict[str, float]:
    return {name: round(ratio.of(cost), 3) for name, ratio in OWN_RATIOS.items()}


def main(costs: Path, latency: Path, engine: Path) -> None:
    document = json.loads(costs.read_text())
    cost = costs_us(document)
    extras = [benchmark["extra_info"] for benchmark in document["benchmarks"]]
    turns = {extra["name"]: extra for extra in extras if "wall_ms" in extra}
    share = json.loads(engine.read_text())["core_share"]
    written = page(cost, json.loads(latency.read_text()), turns, core_share=share)
    PAGE_FILE.write_text(written)
    TABLE.write_text(json.dumps(ratios(cost), indent=2) + "\n")
    print(written)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
