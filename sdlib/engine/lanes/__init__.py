"""The arithmetic that emitted code is written in: one run at a time, or a block of runs at once.

Emitted code is the same for all; only the module that it imports differs:

* `plain`: Python numbers, nothing compiled; for tests and for the first run of a new model;
* `scalar`: one run, compiled by Numba;
* `vector`: a block of runs side by side in vector registers, compiled by Numba. Vectorising loops
  is left to chance by compilers, so every value *is* a vector of the processor here.

All three do the same operations in the same order, so that they agree bit for bit. A fourth,
`series`, computes single equations in NumPy at many times at once (`engine.equations`).
"""
