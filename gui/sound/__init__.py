"""The window's sounds: tones made by numpy, played by a separate process."""
