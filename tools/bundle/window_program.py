"""The window as a frozen program."""

import multiprocessing

from gui.__main__ import main

multiprocessing.freeze_support()
main()
