"""Hinge rig: two foot plates and a three-point dowel, from the wire to a trial file.

docs/api.md describes the part for other programs. Nothing is imported before it is used, so that
`import rig` costs next to nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from rig.version import __version__

if TYPE_CHECKING:
    from rig.analysis.analysis import analyse
    from rig.analysis.records import Analysis
    from rig.errors import RigError
    from rig.trial.opening import open_trial
    from rig.trial.trial import Trial

__all__ = ["Analysis", "RigError", "Trial", "__version__", "analyse", "open_trial"]

_PLACES = {
    "Analysis": "rig.analysis.records",
    "RigError": "rig.errors",
    "Trial": "rig.trial.trial",
    "analyse": "rig.analysis.analysis",
    "open_trial": "rig.trial.opening",
}


def __getattr__(name: str) -> object:
    """Imports what the package offers on first use."""
    if name not in _PLACES:
        raise AttributeError(f"module 'rig' has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(_PLACES[name]), name)
    return found
