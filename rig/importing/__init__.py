"""Recordings of other force plates become trials.

`source` is the common form of all formats; `from_c3d`, `from_opensim` and `from_csv` read; `lab`
and `feet` convert it to the four loads of the plates; `plausible` checks units and signs; `evenly`
resamples; `writing` writes the trial.
"""

from rig.importing.importing import FORMATS, About, import_trial

__all__ = ["FORMATS", "About", "import_trial"]
