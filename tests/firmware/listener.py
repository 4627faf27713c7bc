"""Listens to a board: every frame in the order in which it was sent, so that the stream itself is
the clock of a test and a stall of the computer changes nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import serial

from rig.device.commands import hello
from rig.device.messages import Ack, Cue, Edge, Health, Info
from rig.device.sampleframe import samples_dtype
from rig.device.wire import Kind, Parser, Run, frame
from tests.firmware.emulated import EmulatedBoards, read_injections, read_pin_changes

CYCLES_PER_US = 16
CYCLES_PER_TICK = 16_000
CHANNELS = {"plates": 4, "dowel": 3}
OVERSAMPLING = 4
PATIENCE_S = 60.0
QUESTION_S = 5.0


class Listener:
    """A board's port. `runs` is all that it has sent since."""

    def __init__(self, boards: EmulatedBoards, board: str) -> None:
        self.boards, self.board = boards, board
        self.runs: list[Run] = []
        self.parser = Parser()
        self._serial = serial.Serial(boards.ports[board], 500_000, timeout=0.02)
        self.info = Info.unpack(self.ask(hello(), Kind.INFO).payload)

    def close(self) -> None:
        self._serial.close()

    def tell(self, command: bytes) -> None:
        self._serial.write(command)

    def hear(self) -> None:
        waiting = self._serial.in_waiting
        self.runs += self.parser.receive(self._serial.read(waiting or 1))

    def hear_until(self, done: Callable[[], bool], patience_s: float = PATIENCE_S) -> None:
        end = time.monotonic() + patience_s
        while not done():
            assert time.monotonic() < end, "timed out"
            self.hear()

    def ask(self, command: bytes, kind: Kind) -> Run:
        """The first answer of that kind; asks again if the board may have missed the question."""
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            self.tell(command)
            before, asked = len(self.runs), time.monotonic()
            while time.monotonic() < asked + QUESTION_S:
                self.hear()
                for run in self.runs[before:]:
                    if run.kind is kind and (kind is not Kind.ACK or run.payload[0] == command[1]):
                        return run
        raise AssertionError(f"no {kind.name} to {Kind(command[1]).name}")

    def order(self, command: bytes) -> int:
        """The board's answer to a command: a `Result`."""
        return Ack.unpack(self.ask(command, Kind.ACK).payload).result

    def start(self) -> None:
        assert self.order(frame(Kind.START)) == 0

    def stop(self) -> None:
        assert self.order(frame(Kind.STOP)) == 0

    def hear_samples(self, count: int) -> None:
        """Reads `count` more samples, counted from where the board is now and not from what was
        read."""
        now = self.boards.stats(self.board)["cycles"] // CYCLES_PER_TICK
        self.hear_until(lambda: self.latest_sample >= now + count)

    @property
    def latest_sample(self) -> int:
        """Number of the newest sample that has come; 0 before the first."""
        runs = (run for run in reversed(self.runs) if run.kind is Kind.SAMPLES)
        run = next(runs, None)
        return int(self._rows(run.frames)["sample"][-1]) if run else 0

    def _rows(self, frames: bytes) -> npt.NDArray[np.void]:
        return np.frombuffer(frames, samples_dtype(CHANNELS[self.board], 2))

    @property
    def sample_count(self) -> int:
        return sum(len(run.frames) // run.length for run in self.runs if run.kind is Kind.SAMPLES)

    @property
    def samples(self) -> npt.NDArray[np.void]:
        stream = b"".join(run.frames for run in self.runs if run.kind is Kind.SAMPLES)
        return self._rows(stream)

    @property
    def edges(self) -> list[Edge]:
        return [Edge.unpack(one) for one in self._payloads(Kind.EDGE)]

    @property
    def cues(self) -> list[Cue]:
        return [Cue.unpack(one) for one in self._payloads(Kind.CUE)]

    @property
    def health(self) -> list[Health]:
        return [Health.unpack(one) for one in self._payloads(Kind.HEALTH)]

    def latest_sample_before_ack(self, command: bytes) -> int:
        """Number of the last sample sent ahead of the first ack of a command."""
        latest = 0
        for run in self.runs:
            if run.kind is Kind.SAMPLES:
                latest = int(self._rows(run.frames)["sample"][-1])
            elif run.kind is Kind.ACK and run.payload[0] == command[1]:
                return latest
        raise AssertionError("never answered")

    def sample_time_before_us(self, kind: Kind) -> list[int]:
        """For each frame of that kind: device time of the last sample sent ahead of it."""
        latest_us, times = 0, []
        for run in self.runs:
            if run.kind is Kind.SAMPLES:
                latest_us = int(self._rows(run.frames)["device_time_us"][-1])
            elif run.kind is kind:
                times += [latest_us] * (len(run.frames) // run.length)
        return times

    def _payloads(self, kind: Kind) -> Iterator[bytes]:
        for run in self.runs:
            for begin in range(0, len(run.frames) if run.kind is kind else 0, run.length):
                yield run.frames[begin + 3 : begin + run.length - 4]


@contextmanager
def listening(boards: EmulatedBoards, board: str) -> Iterator[Listener]:
    """Listens to a board, after it has answered once."""
    listener = Listener(boards, board)
    try:
        yield listener
    finally:
        listener.close()


@contextmanager
def alone(board: str, folder: Path, **options: Any) -> Iterator[tuple[EmulatedBoards, Listener]]:
    """One board as fast as the listener can follow, with all that it does logged in `folder`."""
    with (
        EmulatedBoards(
            **{"plates": False, "dowel": False, board: True},
            injected_log=folder / "codes",
            pin_log=folder / "pins",
            speed=0,
            **options,
        ) as boards,
        listening(boards, board) as listener,
    ):
        yield boards, listener


def let_pass(boards: EmulatedBoards, seconds: float) -> None:
    """Waits until `seconds` of the boards' world have passed, without reading."""
    end, patience = boards.stats()["world_s"] + seconds, time.monotonic() + PATIENCE_S
    while boards.stats()["world_s"] < end:
        assert time.monotonic() < patience, "timed out"


def expect_nothing_lost(listener: Listener) -> None:
    """Every sample since the start came, and the board missed none."""
    samples = listener.samples
    assert (np.diff(samples["sample"].astype(np.int64)) == 1).all()
    assert not (samples["status"][1:] & 0x700).any()
    assert not samples["status"][0] & 0x300
    assert listener.parser.counts.crc_errors == 0


class Chip:
    """The emulator's log of one board since one of its starts, on its clock of cycles."""

    def __init__(self, injected: Path, pins: Path, board: str, start: int = 0) -> None:
        self.channels = CHANNELS[board]
        self._pins, self._board, self._start = pins, board, start
        log = read_injections(injected, board)
        log = log[log["start"] == start]
        each = self.channels * OVERSAMPLING
        whole = log[: len(log) // each * each].reshape(-1, each)
        assert (whole["channel"] == np.tile(np.arange(self.channels), OVERSAMPLING)).all()
        self.codes = whole["code"].reshape(-1, OVERSAMPLING, self.channels)
        """Shape (N, rounds, channels): row n is sample n + 1."""
        self.cycles = whole["cycle"].astype(np.int64).reshape(self.codes.shape)
        """When each of these conversions began."""
        self.first_cycle, self.last_cycle = self.cycles[:, 0, 0], self.cycles[:, -1, -1]

    @property
    def counts(self) -> npt.NDArray[np.int64]:
        """The expected readings of each sample, shape (N, channels)."""
        return self.codes.sum(axis=1, dtype=np.int64)

    def began(self, sample: npt.ArrayLike) -> npt.NDArray[np.int64]:
        """Cycle of the first conversion of samples by their number."""
        return self.first_cycle[np.asarray(sample, np.int64) - 1]

    def ended(self, sample: npt.ArrayLike) -> npt.NDArray[np.int64]:
        """Cycle of the last conversion's start of samples by their number."""
        return self.last_cycle[np.asarray(sample, np.int64) - 1]

    def edges(self, pin: str) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint8]]:
        """Cycle and level of each edge of a pin since sampling began, both (N,)."""
        changes = read_pin_changes(self._pins, self._board, pin)
        since = (changes["start"] == self._start) & (changes["cycle"] > self.first_cycle[0])
        changes = changes[since]
        return changes["cycle"].astype(np.int64), changes["level"]

    def device_us(self, cycle: npt.ArrayLike, samples: npt.NDArray[np.void]) -> np.ndarray:
        """Cycles on the board's clock of microseconds, by its samples.

        The clock begins some microseconds after the chip; a sample's time is about one microsecond
        before its first conversion.
        """
        ahead = samples["device_time_us"] - self.began(samples["sample"]) / CYCLES_PER_US
        return np.asarray(cycle) / CYCLES_PER_US + np.median(ahead) + 1.0
