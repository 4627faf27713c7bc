"""Trials on disk. The only room that uses h5py."""
