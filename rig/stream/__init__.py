"""The path of a sample through the program: samples, ring, acquisition, recorder, engine."""
