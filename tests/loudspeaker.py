"""A loudspeaker that is a file: what a real ALSA device plays can be read."""

import ctypes.util
import math
import os
import sys
import threading
import time
from pathlib import Path

import numpy as np

from gui.sound.player import RATE_HZ

NAME = "Loudspeaker"
HAS_ALSA = sys.platform == "linux" and ctypes.util.find_library("asound") is not None


class Loudspeaker:
    """The other end of an ALSA device that writes to a pipe: reads at the speed of playback."""

    def __init__(self, folder: Path) -> None:
        self.heard = bytearray()
        self.first_s = math.inf
        self._pipe = folder / "loudspeaker"
        os.mkfifo(self._pipe)
        self._number = os.open(self._pipe, os.O_RDONLY | os.O_NONBLOCK)
        import fcntl  # here: Windows has none

        fcntl.fcntl(self._number, fcntl.F_SETPIPE_SZ, 4096)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._play)
        self._thread.start()

    @property
    def environment(self) -> dict[str, str]:
        """Environment in which it is the only device, the system's choice and one by name."""
        settings = self._pipe.with_name("asoundrc")
        own = f'type file; slave.pcm nobody; file "{self._pipe}"; format raw'
        settings.write_text(
            f"pcm.!default {{ {own} }}\n"
            f'pcm.chosen {{ {own}; hint {{ show on; description "{NAME}" }} }}\n'
            "pcm.nobody { type null }\n"
        )
        no_server = str(self._pipe.with_name("no-server"))
        return {"ALSA_CONFIG_PATH": str(settings), "PULSE_SERVER": no_server}

    @property
    def samples(self) -> np.ndarray:
        heard = np.frombuffer(bytes(self.heard[: len(self.heard) // 2 * 2]), "<i2")
        return np.trim_zeros(heard, "f")

    def close(self) -> None:
        self._stopping.set()
        self._thread.join()
        os.close(self._number)

    def _play(self) -> None:
        while not self._stopping.wait(0.01):
            try:
                came = os.read(self._number, RATE_HZ * 2 // 100)
            except BlockingIOError:
                continue
            self.heard += came
            if any(came):
                self.first_s = min(self.first_s, time.monotonic())
