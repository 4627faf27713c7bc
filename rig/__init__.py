"""Hinge rig: two foot plates and a three-point dowel, from the wire to a trial file."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("hinge-rig")
except PackageNotFoundError:  # run from a source tree that was never installed
    __version__ = "0+unknown"
