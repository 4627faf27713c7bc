"""Damage to the bytes that a simulated board sends, at random places.

A place is counted in bytes sent, hence the same seed has the same effect however the bytes are
divided into reads.
"""

from dataclasses import dataclass

import numpy as np

from rig.device.wire import HEADER_BYTES
from rig.sim.faults import DamageSettings

BYTES_PER_S = 25_000.0  # of the plates; the dowel sends a tenth less


@dataclass(slots=True)
class Injected:
    """The damage done so far."""

    flips: int = 0
    lost_bytes: int = 0
    repeats: int = 0
    repeated_bytes: int = 0
    noise_bytes: int = 0


class Damage:
    """Takes whole frames, in pieces of any number; returns damaged bytes."""

    def __init__(self, settings: DamageSettings, seed: list[int]) -> None:
        self.injected = Injected()
        self._settings = settings
        self._random = np.random.default_rng(seed)
        self._acts = (self._flip, self._lose, self._repeat, self._add_noise)
        rates_hz = np.array(settings.rates_hz)
        self._weights = rates_hz / rates_hz.sum()
        self._per_byte = rates_hz.sum() / BYTES_PER_S
        self._next = 0  # place of the next damage, relative to the bytes passed on
        self._to_lose = 0
        self._recent = b""
        self._draw()

    def pass_on(self, sent: bytes) -> bytes:
        """The bytes after damage."""
        out = bytearray()
        at = self._skip(sent, 0, self._to_lose)
        while self._next < len(sent):
            if self._next >= at:  # otherwise it is in bytes lost or repeated
                out += sent[at : self._next]
                act = self._acts[self._random.choice(len(self._acts), p=self._weights)]
                at = act(out, sent, self._next)
            self._draw()
        out += sent[at:]
        self._next -= len(sent)
        if self._settings.repeat_bytes:
            self._recent = (self._recent + sent)[-self._settings.repeat_bytes :]
        return bytes(out)

    def _draw(self) -> None:
        self._next += int(self._random.geometric(self._per_byte))

    # Each appends to the output, and returns the place in `sent` at which to continue.

    def _flip(self, out: bytearray, sent: bytes, place: int) -> int:
        out.append(sent[place] ^ 1 << int(self._random.integers(8)))
        self.injected.flips += 1
        return place + 1

    def _lose(self, _: bytearray, sent: bytes, place: int) -> int:
        return self._skip(sent, place, self._settings.loss_bytes)

    def _skip(self, sent: bytes, place: int, count: int) -> int:
        """Loses bytes; those beyond this piece are lost from the next one."""
        here = min(count, len(sent) - place)
        self._to_lose = count - here
        self.injected.lost_bytes += here
        return place + here

    def _repeat(self, out: bytearray, sent: bytes, place: int) -> int:
        begin, end = 0, place
        if self._settings.repeat_bytes:
            again = (self._recent + sent[:place])[-self._settings.repeat_bytes :]
        else:
            begin, end = _frame_at(sent, place)
            again = sent[begin:end]
        out += sent[place:end] + again
        self.injected.repeats += 1
        self.injected.repeated_bytes += len(again)
        return end

    def _add_noise(self, out: bytearray, _: bytes, place: int) -> int:
        out += self._random.bytes(self._settings.noise_bytes)
        self.injected.noise_bytes += self._settings.noise_bytes
        return place


def _frame_at(frames: bytes, place: int) -> tuple[int, int]:
    """Begin and end of the frame that contains a place."""
    begin = 0
    while (end := begin + frames[begin + HEADER_BYTES - 1]) <= place:
        begin = end
    return begin, end
