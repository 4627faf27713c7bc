"""The latency of a cue, if it was tested."""

import math
from dataclasses import dataclass

UNKNOWN = math.nan


@dataclass(frozen=True, slots=True)
class CueLatency:
    """Milliseconds from the read of the bytes that decide a lost contact to when the sound device
    had the tone; NaN if not tested. The board, its cable, the sound driver and the loudspeaker add
    to it."""

    cue_latency_ms_median: float = UNKNOWN
    cue_latency_ms_worst: float = UNKNOWN


UNTRIED = CueLatency()
