"""Recordings of other force plates become trials.

`source` is what every format is read to; `from_c3d`, `from_opensim` and `from_csv` read; `lab` and
`feet` make the four loads of the plates of it; `plausible` looks at units and signs; `evenly`
resamples; `writing` writes the trial.
"""

from rig.importing.importing import FORMATS, About, import_trial

__all__ = ["FORMATS", "About", "import_trial"]
