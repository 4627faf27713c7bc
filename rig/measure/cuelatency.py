"""How long a cue took where it was tried out."""

import math
from dataclasses import dataclass

UNKNOWN = math.nan


@dataclass(frozen=True, slots=True)
class CueLatency:
    """Milliseconds from the read of the bytes that decide a lost contact to when the sound device
    had the tone; NaN where it was not tried out. The board, its cable, the sound driver and the
    loudspeaker come on top."""

    cue_latency_ms_median: float = UNKNOWN
    cue_latency_ms_worst: float = UNKNOWN


UNTRIED = CueLatency()
