"""Regimes: how people move, carry, fidget and stand, each apart, from the simulated participant
straight to counts and newtons, without a wire."""
