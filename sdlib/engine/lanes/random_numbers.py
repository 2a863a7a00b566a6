"""Random numbers of compiled lanes: a hash of seed, use and step, with no state of its own."""

from __future__ import annotations

import numba
import numpy as np

njit = numba.njit(nogil=True, error_model="numpy", no_cpython_wrapper=True, no_cfunc_wrapper=True)


@njit
def _mixed(z):
    """Return a whole number whose bits are all changed by any of the given ones (SplitMix64)."""
    z = z + np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@njit
def random_unit(seed, number, at):
    """Return an even number between 0 and 1 that belongs to a seed, a use of it, and a step."""
    bits = _mixed(_mixed(_mixed(np.uint64(seed)) ^ np.uint64(number)) ^ np.uint64(at))
    return np.float64(bits >> np.uint64(11)) * 1.1102230246251565e-16
