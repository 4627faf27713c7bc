"""A simulated person on simulated boards that speak the wire of the sketches."""
