"""The program that calls out lost contacts as a frozen program."""

from gui.cue.caller import main

main()
