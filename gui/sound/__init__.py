"""What the window lets be heard: tones made by numpy, played by a process of their own."""
