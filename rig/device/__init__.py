"""The boards: bytes, frames, ports, identity, clocks."""
