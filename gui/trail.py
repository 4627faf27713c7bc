"""What is shown of the plates at a moment: loads, shares, and the trail."""

from dataclasses import asdict

import numpy as np

from gui.picture import Balance, Float, Plates
from rig.measure import balance
from rig.measure.calibration import PlateCalibration

TRAIL_ROWS, TRAIL_STEP = 1000, 20
# Forces are smoothed before any division: 11 ms late live, settled after so many rows.
CUTOFF_HZ, SETTLING_ROWS = 20.0, 200


def balance_of(smooth_n: Float, calibration: PlateCalibration) -> Balance:
    """From smoothed forces (N, 4): the state at the last row, and the trail of those before."""
    force = smooth_n[-TRAIL_ROWS:]
    force = force[(len(force) - 1) % TRAIL_STEP :: TRAIL_STEP]  # the newest row is one of them
    newest = force[-1:]
    left_heel, left_toe, right_heel, right_toe = (float(value) for value in newest[0])
    trail_mm: Float = balance.cop_mm(force, calibration.geometry).astype(np.float64)
    return Balance(
        load_n=(left_heel, left_toe, right_heel, right_toe),
        total_n=float(newest.sum()),
        cop_mm=trail_mm,
        heel_share=float(balance.heel_share(newest)[0]),
        symmetry_percent=float(balance.symmetry_percent(newest)[0]),
        calibrated=calibration.calibrated,
        plates=Plates(**asdict(calibration.geometry)),
    )
