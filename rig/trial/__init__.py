"""Trials on disk. The only package that uses h5py."""
