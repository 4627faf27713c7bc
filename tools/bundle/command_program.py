"""The command `rig` as a frozen program."""

import multiprocessing

from rig.cli import main

multiprocessing.freeze_support()
main()
