"""The program that plays the window's tones as a frozen program."""

from gui.sound.player import main

main()
