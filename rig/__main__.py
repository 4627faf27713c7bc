"""Makes `python -m rig` the same as `rig`."""

from rig.cli import main

main()
