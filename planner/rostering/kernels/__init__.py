"""Numba kernels: arrays of a problem, what demand costs, the cheapest line of a person, many people at a time."""
