"""Regimes: ways to move, carry, fidget and stand, each separate, from the simulated participant
directly to counts and newtons, without a wire."""
