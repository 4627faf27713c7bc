"""Pure functions on arrays: no input or output, no clock, no thread; time is an argument."""

from rig.measure.stabilometry import Sway, sway

__all__ = ["Sway", "sway"]
