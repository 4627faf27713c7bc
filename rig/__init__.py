"""Hinge rig: two foot plates and a three-point dowel, from the wire to a trial file."""

__version__ = "0.1.0"
