"""Trial files that could not be closed.

HDF5 tries once more when Python exits and then crashes, so a program that finds one here exits with
os._exit.
"""

abandoned: list[object] = []
