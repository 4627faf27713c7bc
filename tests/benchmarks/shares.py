"""The cost of each part of the engine for a second of both boards at 1 kHz, one part at a time.

The bytes are cut as the loop reads them, in pieces of some 5 ms. Each work handles SECONDS of them.
"""

import queue
import random
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from rig.device.board import Board
from rig.device.discovery import open_wanted
from rig.device.hosttime import SteppedTime
from rig.device.liveclock import LiveClock
from rig.device.port import Received, register_scheme
from rig.device.wire import Kind, Parser, Run
from rig.measure.calibration import force_n, nominal_plates
from rig.measure.contact import ContactDetector, nominal_levels
from rig.sim.port import open_simulated, simulated_ports
from rig.stream.acquisition import REST_S
from rig.stream.journaling import WRITE_EACH_S, Journal
from rig.stream.recorder import FLUSH_EACH_S
from rig.stream.ring import Ring
from rig.stream.samples import SampleDecoder, Samples
from rig.trial.header import Header
from rig.trial.journal import JournalWriter
from rig.trial.writer import TrialWriter
from tests.stream.simulated import MOVING, both

Work = Callable[[], object]

SECONDS = 10
ROWS_AT_ONCE = round(FLUSH_EACH_S * 1000)


class Heard(NamedTuple):
    """What both boards sent: bytes, the frames in them, and the samples of those."""

    boards: dict[str, Board]
    pieces: list[tuple[str, Received]]
    runs: list[tuple[str, Run]]
    samples: list[tuple[str, Samples, float]]


@cache
def heard() -> Heard:
    register_scheme("sim", open_simulated, simulated_ports)
    time, turn_s = SteppedTime(), random.Random(0)
    boards = open_wanted(both(person=MOVING), time)
    for board in boards.values():
        board.start()
    pieces = []
    while time.now_s() < SECONDS:
        time.sleep(turn_s.uniform(*REST_S))
        pieces += [(role, board.port.read()) for role, board in boards.items()]
    decoders = {role: SampleDecoder(board.info) for role, board in boards.items()}
    parsers, runs, samples = {role: Parser() for role in boards}, [], []
    for role, received in pieces:
        for run in parsers[role].receive(received.data):
            runs.append((role, run))
            if run.kind is Kind.SAMPLES:
                samples.append((role, decoders[role].decode(run), received.arrival_s))
    return Heard(boards, pieces, runs, samples)


def parse(_: Path) -> Work:
    pieces = heard().pieces

    def work() -> None:
        parsers = {role: Parser() for role in heard().boards}
        for role, received in pieces:
            parsers[role].receive(received.data)

    return work


def decode(_: Path) -> Work:
    infos = {role: board.info for role, board in heard().boards.items()}
    runs = [(role, run) for role, run in heard().runs if run.kind is Kind.SAMPLES]

    def work() -> None:
        decoders = {role: SampleDecoder(info) for role, info in infos.items()}
        for role, run in runs:
            decoders[role].decode(run)

    return work


def place(_: Path) -> Work:
    boards, samples = heard().boards, heard().samples

    def work() -> None:
        clocks = {
            role: LiveClock(board.info.frame_delay_us / 1e6) for role, board in boards.items()
        }
        rings = {role: Ring(board.info.channels) for role, board in boards.items()}
        for role, block, arrival_s in samples:
            newest_us = block.device_time_us.item(-1)
            clocks[role].add(newest_us, arrival_s)
            host_s = clocks[role].place(block.device_time_us, newest_us)
            rings[role].append(*block[:4], host_s)

    return work


def detect(_: Path) -> Work:
    levels = nominal_levels(heard().boards["dowel"].info.full_scale_counts)
    blocks = [block for role, block, _ in heard().samples if role == "dowel"]

    def work() -> None:
        detector = ContactDetector(levels)
        for block in blocks:
            detector.detect(block.sample, block.counts)

    return work


def journal(folder: Path) -> Work:
    """Written every 0.05 s, synchronised every 0.5 s."""
    time = SteppedTime()
    kept = Journal(JournalWriter(folder / "t.h5.journal"), queue.SimpleQueue(), time)

    def work() -> None:
        due_s = 0.0
        for role, received in heard().pieces:
            kept.hear(role, received)
            if received.arrival_s >= due_s:
                time.sleep(WRITE_EACH_S)
                kept.turn()
                due_s = received.arrival_s + WRITE_EACH_S

    return work


def trial(folder: Path) -> Work:
    """Written, flushed and synchronised every second, with the force of each sample."""
    infos = {role: board.info for role, board in heard().boards.items()}
    writer = TrialWriter(folder / "t.h5", Header("2020-01-01T00:00:00+00:00", True), infos)
    calibration = nominal_plates(infos["plates"].volts_per_count)
    whole = {role: _whole(role) for role in infos}

    def work() -> None:
        for first in range(0, SECONDS * 1000, ROWS_AT_ONCE):
            for role, columns in whole.items():
                rows = {name: column[first:][:ROWS_AT_ONCE] for name, column in columns.items()}
                if role == "plates":
                    rows["force"] = force_n(rows["counts"], calibration)
                writer.append_samples(role, rows)
            writer.flush()

    return work


def _whole(role: str) -> dict[str, np.ndarray]:
    blocks = [block for other, block, _ in heard().samples if other == role]
    names = ("sample", "device_time_us", "status", "counts")
    columns = {name: np.concatenate([getattr(block, name) for block in blocks]) for name in names}
    return columns | {"time": columns["device_time_us"] / 1e6}


# Name, words for the table, and the function that creates the work in a folder.
PARTS: dict[str, tuple[str, Callable[[Path], Work]]] = {
    "second_parse": ("parser: bytes to frames", parse),
    "second_decode": ("decoder: frames to samples", decode),
    "second_place": ("clocks and rings", place),
    "second_detect": ("detector", detect),
    "second_journal": ("journal, written each 0.05 s, synchronised each 0.5 s", journal),
    "second_trial": ("trial, written and synchronised each second", trial),
}
