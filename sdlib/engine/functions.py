"""The functions that an equation may call, and how many arguments each takes.

One table: the engine lowers from it, the tests take their rows from it, the documents list it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Function:
    """A function that is computed from its arguments, the time, and nothing else."""

    helper: str
    """Name of the helper in emitted code."""
    arguments: int
    clock: bool = False
    """Whether the helper takes the time and the time step first."""
    held: bool = False
    """Whether that time is the step's beginning at all stages of a step.

    Source: vensim.com/documentation/fn_step.html, likewise for PULSE, PULSE TRAIN and RAMP: the
    value changes at time steps only, whatever the method of integration. That XMILE's STEP and
    RAMP do so too is unverified; its PULSE has to, or a step would not take all of it in.
    """


PLAIN: dict[str, Function] = {
    "abs": Function("absolute", 1),
    "exp": Function("exponential", 1),
    "ln": Function("logarithm", 1),
    "log": Function("logarithm_to", 2),
    "sqrt": Function("square_root", 1),
    "power": Function("power", 2),
    "sin": Function("sine", 1),
    "cos": Function("cosine", 1),
    "tan": Function("tangent", 1),
    "arcsin": Function("arc_sine", 1),
    "arccos": Function("arc_cosine", 1),
    "arctan": Function("arc_tangent", 1),
    "sinh": Function("sine_h", 1),
    "cosh": Function("cosine_h", 1),
    "tanh": Function("tangent_h", 1),
    "gamma ln": Function("gamma_ln", 1),
    "sign": Function("sign", 1),
    "round": Function("rounded", 1),
    "permutations": Function("permutations", 2),
    "combinations": Function("combinations", 2),
    "normal between": Function("normal_between", 4),
    "normal quantile": Function("normal_quantile", 3),
    "min": Function("smaller", 2),
    "max": Function("larger", 2),
    "integer": Function("integer", 1),
    "floor": Function("floor", 1),
    "quantum": Function("quantum", 2),
    "modulo": Function("modulo", 2),
    "floored modulo": Function("floored_modulo", 2),
    "if then else": Function("select", 3),
    "zidz": Function("zidz", 2),
    "xidz": Function("xidz", 3),
    "time base": Function("time_base", 2, clock=True),
    "step": Function("step", 2, clock=True, held=True),
    "ramp": Function("ramp", 3, clock=True, held=True),
    "xramp": Function("ramp_on", 2, clock=True, held=True),
    "pulse": Function("pulse", 2, clock=True, held=True),
    "xpulse": Function("pulse_of", 2, clock=True, held=True),
    "pulse train": Function("pulse_train", 4, clock=True, held=True),
    "xpulse train": Function("pulse_train_of", 3, clock=True, held=True),
}
"""Key of a function in a model to the helper that computes it."""

RANDOM: dict[str, Function] = {
    "random 0 1": Function("random_uniform", 0),
    "random uniform": Function("random_uniform", 2),
    "random normal": Function("random_normal", 4),
    "random exponential": Function("random_exponential", 4),
    "random triangular": Function("random_triangular", 5),
    "random weibull": Function("random_weibull", 5),
    "random poisson": Function("random_poisson", 5),
    "random binomial": Function("random_binomial", 6),
    "random negative binomial": Function("random_negative_binomial", 6),
    "random gamma": Function("random_gamma", 5),
    "random beta": Function("random_beta", 6),
}
"""Random functions to the helper that computes them from an even number between 0 and 1. The seed
that Vensim takes as last argument is left out: the seed of the run decides."""

DRAWN = {"random lookup": 5, "random pink noise": 3}
"""Random functions that are made of those, and how many arguments each takes; a seed may follow."""

LOOKUPS = {
    "lookup extrapolate": 2,
    "lookup forward": 2,
    "lookup backward": 2,
    "lookup invert": 2,
    "lookup area": 3,
    "lookup slope": 3,
    "lookupinv": 2,
    "lookuparea": 3,
}
"""Functions of a curve, and how many arguments each takes, the curve included."""

DATA = {
    "time shift": 2,
    "cumulate": 1,
    "cumulatef": 1,
    "get data at time": 2,
    "get data between times": 3,
    "get data first time": 1,
    "get data last time": 1,
    "get data total points": 1,
    "get data min": 3,
    "get data max": 3,
    "get data mean": 3,
    "get data median": 3,
}
"""Functions of a data variable, likewise."""

REDUCTIONS = ("sum", "prod", "vmin", "vmax")
"""Functions over the elements of dimensions marked with ``!``."""

VECTORS = {
    "vector select": 5,
    "vector elm map": 2,
    "vector sort order": 2,
    "vector reorder": 2,
    "vector rank": 2,
    "vector lookup": 5,
    "allocate available": 3,
    "allocate by priority": 5,
    "invert matrix": 2,
    "index of rank": 2,
    "interpolate": 0,
    "element at": 0,
    "find market price": 4,
    "demand at price": 3,
    "supply at price": 3,
}
"""Functions over the elements of an array, and how many arguments each takes; 0 for any number."""

STATES = (
    "initial",
    "active initial",
    "smooth",
    "smooth n",
    "delay",
    "delay n",
    "delay fixed",
    "conveyor leak",
    "conveyor outflow",
    "delay conveyor",
    "delay material",
    "delay information",
    "depreciate straightline",
    "history",
    "reinitial",
    "trend",
    "forecast",
    "sample if true",
    "npv",
    "npve",
)
"""Functions that remember something from one time step to the next."""

OPERATORS = {
    "+": 2, "-": 2, "*": 2, "/": 2, "^": 2, "negative": 1,
    "=": 2, "<>": 2, "<": 2, "<=": 2, ">": 2, ">=": 2,
    "and": 2, "or": 2, "not": 1,
}  # fmt: skip
"""Operators and the number of their operands."""

TRUTH = frozenset({"=", "<>", "<", "<=", ">", ">=", "and", "or", "not"})
"""Operators that give true or false."""
