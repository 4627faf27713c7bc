"""Contact levels of a participant, as `rig calibrate --dowel` would store them."""

from rig.measure.calibrating.touched import TouchRecord
from rig.measure.calibration import nominal_fsr_counts

FULL_SCALE = 4096


def light(participant: str = "P07", serial: str = "SIMD0006") -> TouchRecord:
    """On from 0.375 N, off under 0.19 N of the nominal sensor: less than half of the usual."""
    on, off = (nominal_fsr_counts(newtons, FULL_SCALE) for newtons in (0.375, 0.19))
    return TouchRecord(
        record_id="0123",
        board_serial=serial,
        participant=participant,
        taken_utc="2026-01-02T03:04:05+00:00",
        operator="AB",
        software_version="0",
        full_scale_counts=FULL_SCALE,
        points=("head", "thoracic", "sacrum"),
        idle_counts=(184,) * 3,
        touch_counts=(3700,) * 3,
        on_counts=(on,) * 3,
        off_counts=(off,) * 3,
        debounce_samples=20,
    )
