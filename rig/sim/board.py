"""A board in software: commands in, frames out, on its own clock, which may run wrong."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from rig.device.messages import (
    SERIAL,
    WORD,
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
)
from rig.device.sampleframe import samples_frames
from rig.device.wire import Kind, Parser
from rig.measure.contact import ContactChange, ContactDetector, nominal_levels
from rig.sim.clock import BoardClock
from rig.sim.frontend import ON_CHIP, REFERENCE_V, Converter, FrontEnd
from rig.sim.lines import Line

TICK_US = 1000
AHEAD_TICKS = 100
DECISION_US = 750  # from a tick to the buzzer's pin, as in the sketch
OUTPUT_BIT, TTL_BIT = np.uint16(Status.TTL_OUT), np.uint16(Status.TTL_IN)
CONTACT_BITS = np.array(
    [Status.CONTACT_HEAD, Status.CONTACT_THORACIC, Status.CONTACT_SACRUM], np.uint16
)

Float = NDArray[np.float64]
Ticks = NDArray[np.int64]
Volts = Callable[[Float], Float]


class SimulatedBoard:
    """Uses the wire protocol like a sketch.

    `volts` gives (N, channels) at times since the world began, NaN where a channel is stuck, which
    then keeps its counts. `lines` give the edges that it stamps.
    """

    def __init__(
        self,
        info: Info,
        volts: Volts,
        clock: BoardClock,
        *,
        lines: Sequence[Line] = (),
        seed: int = 0,
        front_end: FrontEnd = ON_CHIP,
    ) -> None:
        self.info = info
        self._volts = volts
        self._clock = clock
        self._lines = lines
        self._converter = Converter(front_end, info.channels, seed=seed)
        self._commands = Parser()
        self._answers = bytearray()
        self._streaming = False
        self._first = False
        self._next_tick = 0
        self._ahead_from = 0
        self._ahead: Ticks = np.empty((0, info.channels), np.int64)
        self._health_tick = 0
        self._now_us = 0
        self._ttl_level = 0

    def waiting(self, world_s: float) -> bool:
        """Whether `transmit` would return bytes."""
        return bool(self._answers) or (self._streaming and self._due(world_s) >= self._next_tick)

    def receive(self, data: bytes, world_s: float) -> None:
        """Takes bytes from the host."""
        self._now_us = self._device_us(world_s)
        for run in self._commands.receive(data):
            for payload in run.payloads:
                self._answers += self._obey(run.kind, payload)

    def transmit(self, world_s: float) -> bytes:
        """All bytes that have left the board since the last call."""
        sent = bytearray()
        if self._streaming and (last := self._due(world_s)) >= self._next_tick:
            ticks = np.arange(self._next_tick, last + 1)
            self._next_tick = last + 1
            edges = self._edges(int(ticks[0] - 1) * TICK_US, int(ticks[-1]) * TICK_US)
            sent += self._samples(ticks, edges)
            sent += b"".join(edge.pack() for edge in edges)
            if ticks[-1] >= self._health_tick:
                self._health_tick += self.info.sample_rate_hz
                sent += self._health(int(ticks[-1]))
        sent += self._answers
        self._answers.clear()
        return bytes(sent)

    def _device_us(self, world_s: float) -> int:
        return int(self._clock.device_s(world_s) * 1e6)

    def _due(self, world_s: float) -> int:
        """The newest tick whose frame has left the board."""
        return (self._device_us(world_s) - self.info.frame_delay_us) // TICK_US

    def _obey(self, kind: Kind, payload: bytes) -> bytes:
        """Executes a command; returns the answer."""
        if kind is Kind.HELLO:
            return self.info.pack()
        if kind is Kind.TIME_REQUEST:
            now_us = self._now_us & WORD
            return TimeReply(int.from_bytes(payload, "little"), now_us, now_us).pack()
        if kind is Kind.SET_SERIAL:  # its serial marks it as simulated
            return Ack(kind, Result.REFUSED).pack()
        if kind is Kind.START and not self._streaming:
            self._streaming = self._first = True
            self._next_tick = self._health_tick = self._now_us // TICK_US + 1
            self._ttl_level = _ttl_level(self._edges(0, self._now_us))
        elif kind is Kind.STOP:
            self._streaming = False
        return Ack(kind, Result.DONE).pack()

    def _samples(self, ticks: Ticks, edges: Sequence[Edge]) -> bytes:
        """The frames of some ticks, given the edges in them, and the reports that follow."""
        counts = self._counts_of(int(ticks[0]), int(ticks[-1]))
        status, reports = self._judge(ticks, counts)
        status |= self._ttl_levels(ticks, edges) * TTL_BIT
        if self._first:
            status[0] |= Status.FIRST
            self._first = False
        frames = samples_frames(self.info, ticks, ticks * TICK_US, status=status, counts=counts)
        return b"".join(frames) + reports

    def _counts_of(self, first: int, last: int) -> Ticks:
        """Counts from one tick to another, (N, channels).

        They depend on time alone and are computed some way ahead: computed for every few ticks,
        they would cost three times as much.
        """
        if not self._ahead_from <= first <= self._ahead_from + len(self._ahead):
            self._ahead_from, self._ahead = first, self._ahead[:0]
        begin = self._ahead_from + len(self._ahead)
        if last >= begin:
            ticks = np.arange(begin, last + AHEAD_TICKS)
            volts = self._volts(self._clock.world_s(ticks * TICK_US / 1e6))
            made = self._converter.counts(volts)
            self._ahead = np.concatenate((self._ahead[first - self._ahead_from :], made))
            self._ahead_from = first
        return self._ahead[first - self._ahead_from : last + 1 - self._ahead_from]

    def _judge(self, ticks: Ticks, counts: Ticks, /) -> tuple[NDArray[np.uint16], bytes]:
        """Status of the samples, (N,), and the frames of the reports that follow from them."""
        raise NotImplementedError

    def _edges(self, after_us: int, until_us: int) -> list[Edge]:
        return [edge for line in self._lines for edge in line(after_us, until_us)]

    def _ttl_levels(self, ticks: Ticks, edges: Sequence[Edge]) -> NDArray[np.uint16]:
        """The level of the TTL input at each tick, (N,)."""
        levels = np.full(len(ticks), self._ttl_level, np.uint16)
        before_us = int(ticks[0] - 1) * TICK_US
        for edge in edges:
            if edge.line == LineName.TTL_IN:
                after_us = (edge.device_time_us - before_us) & WORD
                levels[ticks * TICK_US >= before_us + after_us] = edge.level
        self._ttl_level = int(levels[-1])
        return levels

    def _health(self, tick: int) -> bytes:
        return Health(tick * TICK_US & WORD, tick & WORD, 0, 0, 0, 0).pack()


def _ttl_level(edges: Sequence[Edge]) -> int:
    """The level of the TTL input after some edges; it begins low."""
    return next((edge.level for edge in reversed(edges) if edge.line == LineName.TTL_IN), 0)


class SimulatedPlates(SimulatedBoard):
    """The plates' board, with its TTL output."""

    _ttl_out = (0, 0, 0)  # level, first tick at which it holds, level before

    def _obey(self, kind: Kind, payload: bytes) -> bytes:
        if kind is Kind.TTL_OUT and payload[0] <= 1:
            self._ttl_out = (payload[0], self._now_us // TICK_US + 1, self._ttl_out[0])
        return super()._obey(kind, payload)

    def _judge(self, ticks: Ticks, _: Ticks) -> tuple[NDArray[np.uint16], bytes]:
        level, since_tick, before = self._ttl_out
        levels = np.where(ticks >= since_tick, level, before).astype(np.uint16)
        return levels * OUTPUT_BIT, b""


class SimulatedDowel(SimulatedBoard):
    """The dowel's board, which decides contact and cues on its own.

    `eeprom` keeps the levels of a board of each serial number, over resets.
    """

    def __init__(
        self,
        info: Info,
        volts: Volts,
        clock: BoardClock,
        *,
        lines: Sequence[Line] = (),
        seed: int = 0,
        eeprom: dict[str, Levels] | None = None,
    ) -> None:
        super().__init__(info, volts, clock, lines=lines, seed=seed)
        self._eeprom = {} if eeprom is None else eeprom
        nominal = Levels(nominal_levels(info.full_scale_counts), Cues.NONE, stored=False)
        self._levels = self._eeprom.get(info.serial, nominal)
        self._detector = ContactDetector(self._levels.levels)
        self._cueing: set[int] = set()

    def _obey(self, kind: Kind, payload: bytes) -> bytes:
        if kind is Kind.GET_LEVELS:
            return self._levels.pack()
        if kind is Kind.SET_LEVELS:
            self._levels = Levels.unpack(payload + bytes((self._levels.armed, True)))
            self._eeprom[self.info.serial] = replace(self._levels, armed=Cues.NONE)
            self._detector.use(self._levels.levels)
        elif kind is Kind.ARM:
            self._levels = replace(self._levels, armed=Cues(payload[0]))
            return self._end_cues() + super()._obey(kind, payload)
        return super()._obey(kind, payload)

    def _end_cues(self) -> bytes:
        """Ends all cues. No sample regained contact: the newest one is reported in its place."""
        if self._levels.armed or not self._streaming:
            return b""
        ended, self._cueing = sorted(self._cueing), set()
        sample = self._next_tick - 1
        return b"".join(self._cue(self._now_us, point, False, sample) for point in ended)

    def _judge(self, ticks: Ticks, counts: Ticks) -> tuple[NDArray[np.uint16], bytes]:
        on = np.tile(self._detector.in_contact, (len(ticks), 1))
        reports = b""
        for change in self._detector.detect(ticks.astype(np.uint64), counts):
            on[change.decided_row :, change.point] = change.on
            reports += self._follow(int(ticks[change.decided_row]), change)
        status: NDArray[np.uint16] = (on * CONTACT_BITS).sum(axis=1).astype(np.uint16)
        return status, reports

    def _follow(self, tick: int, change: ContactChange) -> bytes:
        """Begins or ends a cue; one that did not begin does not end."""
        if change.on and change.point in self._cueing:
            self._cueing.remove(change.point)
        elif not change.on and self._levels.armed:
            self._cueing.add(change.point)
        else:
            return b""
        time_us = tick * TICK_US + DECISION_US
        return self._cue(time_us, change.point, not change.on, change.sample)

    def _cue(self, time_us: int, point: int, on: bool, sample: int) -> bytes:
        return Cue(time_us & WORD, point, int(on), sample & WORD).pack()


def simulated_info(role: str, serial: str, front_end: FrontEnd = ON_CHIP) -> Info:
    """The info of a simulated Uno. Raises ValueError for a serial number no board can have."""
    if not SERIAL.fullmatch(serial):
        raise ValueError(f"expected 8 characters A-Z, 0-9 as serial number, got {serial!r}")
    channels = {"plates": 4, "dowel": 3}[role]
    return Info(
        role=role,
        serial=serial,
        firmware_version="0.1.0",
        board=1,
        channels=channels,
        bytes_per_count=front_end.bytes_per_count,
        sample_rate_hz=1000,
        reference_uv=round(REFERENCE_V * 1e6),
        full_scale_counts=front_end.codes * front_end.conversions,
        oversampling=front_end.conversions,
        frame_delay_us=1000,
        sampling_delay_us=0,  # all channels are converted at the same instant
        channel_skew_us=0,
    )
