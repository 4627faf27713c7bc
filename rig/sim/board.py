"""A board as a program: commands in, frames out, on a clock of its own that may run wrong."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from rig.device.messages import (
    SERIAL,
    Ack,
    Cue,
    Cues,
    Edge,
    Health,
    Info,
    Levels,
    LineName,
    Result,
    Status,
    TimeReply,
    samples_dtype,
)
from rig.device.wire import CRC_BYTES, SYNC, Kind, Parser, Run, samples_length, sealed

TICK_US = 1000
CONVERTER_BITS = 10
NOISE_CODES = 0.4

Float = NDArray[np.float64]


class SimulatedBoard:
    """Speaks the wire like a sketch. `volts` gives (N, channels) at times since the world began.

    The board's reset is at world time 0; `ppm` is by how much its clock runs fast.
    """

    def __init__(
        self, info: Info, volts: Callable[[Float], Float], *, ppm: float = 0.0, seed: int = 0
    ) -> None:
        self.info = info
        self._volts = volts
        self._rate = 1 + ppm * 1e-6
        self._noise = np.random.default_rng([seed, info.channels])
        self._dtype = samples_dtype(info.channels, info.bytes_per_count)
        self._commands = Parser()
        self._answers = bytearray()
        self._streaming = False
        self._first = False
        self._next_tick = 0
        self._health_tick = 0
        self._now_us = 0

    def waiting(self, world_s: float) -> bool:
        """Whether `transmit` would return bytes."""
        return bool(self._answers) or (self._streaming and self._due(world_s) >= self._next_tick)

    def receive(self, data: bytes, world_s: float) -> None:
        """Takes bytes from the host."""
        self._now_us = self._device_us(world_s)
        for run in self._commands.receive(data):
            for _ in range(len(run.frames) // run.length):
                self._obey(run)

    def transmit(self, world_s: float) -> bytes:
        """Everything that has left the board since it was last asked."""
        sent = bytearray()
        if self._streaming and (last := self._due(world_s)) >= self._next_tick:
            ticks = np.arange(self._next_tick, last + 1)
            self._next_tick = last + 1
            sent += self._samples(ticks)
            if ticks[-1] >= self._health_tick:
                self._health_tick += self.info.sample_rate_hz
                sent += self._health(int(ticks[-1]))
        sent += self._answers
        self._answers.clear()
        return bytes(sent)

    def _device_us(self, world_s: float) -> int:
        return int(world_s * 1e6 * self._rate)

    def _due(self, world_s: float) -> int:
        """Newest tick whose frame has left the board."""
        return (self._device_us(world_s) - self.info.frame_delay_us) // TICK_US

    def _obey(self, command: Run) -> None:
        kind, payload = command.kind, command.payload
        if kind is Kind.HELLO:
            self._answers += self.info.pack()
        elif kind is Kind.TIME_REQUEST:
            token = int.from_bytes(payload, "little")
            now_us = self._now_us & 0xFFFFFFFF
            self._answers += TimeReply(token, now_us, now_us).pack()
        elif kind is Kind.START and not self._streaming:
            self._streaming = self._first = True
            self._next_tick = self._health_tick = self._now_us // TICK_US + 1
            self._answers += Ack(kind, Result.DONE).pack()
        elif kind is Kind.STOP:
            self._streaming = False
            self._answers += Ack(kind, Result.DONE).pack()
        elif kind is Kind.SET_SERIAL:
            self._answers += Ack(kind, Result.REFUSED).pack()  # its serial says it is simulated
        else:
            self._answers += Ack(kind, Result.DONE).pack()

    def _samples(self, ticks: NDArray[np.int64]) -> bytes:
        rows = np.zeros(len(ticks), self._dtype)
        length = samples_length(self.info.channels, self.info.bytes_per_count)
        rows["header"] = (SYNC, Kind.SAMPLES, length)
        rows["sample"] = ticks & 0xFFFFFFFF
        rows["device_time_us"] = ticks * TICK_US & 0xFFFFFFFF
        if self._first:
            rows["status"][0] = Status.FIRST
            self._first = False
        rows["counts"] = self._convert(self._volts(ticks * TICK_US / 1e6 / self._rate))
        whole = rows.tobytes()
        return b"".join(
            sealed(whole[at : at + length - CRC_BYTES]) for at in range(0, len(whole), length)
        )

    def _convert(self, volts: Float) -> NDArray[np.int64]:
        """Counts of the on-chip converter: several noisy 10-bit conversions summed."""
        codes = volts / self.info.adc_reference_v * 2**CONVERTER_BITS
        each = np.repeat(codes[:, None, :], self.info.oversampling, axis=1)
        each = np.floor(each + 0.5 + NOISE_CODES * self._noise.standard_normal(each.shape))
        counts: NDArray[np.int64] = each.clip(0, 2**CONVERTER_BITS - 1).sum(axis=1).astype(int)
        return counts

    def _health(self, tick: int) -> bytes:
        low = 0xFFFFFFFF
        return Health(tick * TICK_US & low, tick & low, 0, 0, 0, 0).pack()


def simulated_info(role: str, serial: str) -> Info:
    """Who a simulated Uno says it is. Raises ValueError for a serial that no board could have."""
    if not SERIAL.fullmatch(serial):
        raise ValueError(f"expected 8 characters A-Z, 0-9 as serial number, got {serial!r}")
    channels = {"plates": 4, "dowel": 3}[role]
    return Info(
        role=role,
        serial=serial,
        firmware_version="0.1.0",
        board=1,
        channels=channels,
        bytes_per_count=2,
        sample_rate_hz=1000,
        reference_uv=5_000_000,
        full_scale_counts=4096,
        oversampling=4,
        frame_delay_us=1000,
        sampling_delay_us=0,  # it converts all channels in the same instant
        channel_skew_us=0,
    )
