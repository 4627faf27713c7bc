"""A simulated person on simulated boards that use the wire protocol of the sketches."""
