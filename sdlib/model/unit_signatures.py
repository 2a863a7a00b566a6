"""What the functions of an equation do with units: one line a function.

``u`` and ``v`` stand for any unit, ``1`` for none, ``time`` for the model's unit of time, ``any``
for what is not looked at, or not known. What needs more than a line stands in
`sdlib.model.unit_check`.

Source: the line "Units:" on the functions' pages below vensim.com/documentation, read for PULSE,
PULSE TRAIN, STEP, RAMP, SMOOTH, SMOOTH N, TREND, FORECAST, MODULO, QUANTUM, IF THEN ELSE and
SAMPLE IF TRUE, GAMMA LN, NPV, NPVE, DELAY FIXED, DELAY MATERIAL, DELAY INFORMATION, DELAY CONVEYOR,
DEPRECIATE STRAIGHTLINE and CUMULATE; that EXP, LN and LOG want no unit is in messages of Vensim
that users quote. The others follow from what the function computes, unverified.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Signature:
    """The units that a function wants and gives."""

    wants: tuple[str, ...]
    """One an argument."""
    gives: str


def _read(text: str) -> Signature:
    wants, gives = text.split("->")
    return Signature(wants=tuple(w.strip() for w in wants.split(",")), gives=gives.strip())


SIGNATURES = {
    name: _read(text)
    for name, text in {
        "abs": "u -> u",
        "integer": "u -> u",
        "floor": "u -> u",
        "floored modulo": "u, u -> u",
        "index of rank": "any, 1 -> 1",
        "quantum": "u, u -> u",
        "modulo": "u, u -> u",
        "exp": "1 -> 1",
        "ln": "1 -> 1",
        "log": "1, 1 -> 1",
        "sin": "1 -> 1",
        "cos": "1 -> 1",
        "tan": "1 -> 1",
        "arcsin": "1 -> 1",
        "arccos": "1 -> 1",
        "arctan": "1 -> 1",
        "sinh": "1 -> 1",
        "cosh": "1 -> 1",
        "tanh": "1 -> 1",
        "step": "u, time -> u",
        "ramp": "u, time, time -> u*time",
        "xramp": "u, time -> u*time",
        "pulse": "time, time -> 1",
        "xpulse": "time, u -> u/time",
        "pulse train": "time, time, time, time -> 1",
        "xpulse train": "time, time, u -> u/time",
        "sum": "u -> u",
        "vmin": "u -> u",
        "vmax": "u -> u",
        "vmin xmile": "u -> u",
        "vmax xmile": "u -> u",
        "elmcount": "any -> 1",
        "game": "u -> u",
        "initial": "u -> u",
        "active initial": "u, u -> u",
        "integ": "any, u -> u",
        "integ non negative": "any, u -> u",
        "smooth": "u, time, 1, u -> u",
        "delay": "u, time, 1, u -> u",
        "smooth n": "u, time, 1, u -> u",
        "delay n": "u, time, 1, u -> u",
        "delay fixed": "u, time, u -> u",
        "delay material": "u, time, u, u -> u",
        "delay conveyor": "u, time, 1/time, any, u*time, time -> u",
        "conveyor outflow": "u, u*time, time, any, any -> u",
        "conveyor leak": "u, u*time, time, any, any, any -> u",
        "delay information": "u, time, u -> u",
        "depreciate straightline": "u, time, time, u -> u",
        "reinitial": "u -> u",
        "history": "u, time -> u",
        "time shift": "u, time -> u",
        "cumulate": "u -> u",
        "cumulatef": "u -> u",
        "time base": "u, u/time -> u",
        "trend": "u, time, 1/time -> 1/time",
        "forecast": "u, time, time, any -> u",
        "sample if true": "1, u, u -> u",
        "random 0 1": "-> 1",
        "random uniform": "u, u, any -> u",
        "random normal": "u, u, u, u, any -> u",
        "random exponential": "u, u, u, u, any -> u",
        "random triangular": "u, u, u, u, u, any -> u",
        "random weibull": "u, u, 1, u, u, any -> u",
        "random poisson": "u, u, 1, u, u, any -> u",
        "random binomial": "u, u, 1, 1, u, u, any -> u",
        "random negative binomial": "u, u, 1, 1, u, u, any -> u",
        "random gamma": "u, u, 1, u, u, any -> u",
        "random beta": "u, u, 1, 1, u, u, any -> u",
        "random lookup": "any, u, u, u, u, any -> u",
        "random pink noise": "u, u, time, any -> u",
        "lookup extrapolate": "u, any -> u",
        "lookup forward": "u, any -> u",
        "lookup backward": "u, any -> u",
        "lookup invert": "u, u -> any",
        "lookup area": "u, v, v -> u*v",
        "lookup slope": "u, v, 1 -> u/v",
        "get data at time": "u, time -> u",
        "get data between times": "u, time, 1 -> u",
        "get data min": "u, time, time -> u",
        "get data max": "u, time, time -> u",
        "get data mean": "u, time, time -> u",
        "get data first time": "any -> time",
        "get data last time": "any -> time",
        "get data total points": "any -> 1",
        "vector select": "any, any, any, 1, 1 -> any",
        "vector elm map": "u, 1 -> u",
        "vector lookup": "any, v, v, v, 1 -> any",
        "vector reorder": "u, 1 -> u",
        "vector sort order": "any, 1 -> 1",
        "vector rank": "any, 1 -> 1",
        "allocate available": "u, any, u -> u",
        "allocate by priority": "u, v, 1, v, u -> u",
        "invert matrix": "u, 1 -> 1/u",
        "find market price": "u, any, u, any -> any",
        "demand at price": "u, any, any -> u",
        "supply at price": "u, any, any -> u",
        "gamma ln": "1 -> 1",
        "sign": "u -> 1",
        "round": "u -> u",
        "permutations": "1, 1 -> 1",
        "combinations": "1, 1 -> 1",
        "normal between": "u, u, u, u -> 1",
        "normal quantile": "1, u, u -> u",
        "lookupinv": "u, u -> any",
        "lookuparea": "u, v, v -> u*v",
        "element at": "u, 1, 1, 1, 1, 1, 1 -> u",
        "interpolate": "u, 1, 1, 1 -> u",
        "get data median": "u, time, time -> u",
        "npv": "u, 1/time, u*time, 1 -> u*time",
        "npve": "u, 1/time, u*time, 1 -> u*time",
    }.items()
}
"""Key of a function to its signature."""

SPECIAL = frozenset(
    {"curve", "sqrt", "power", "min", "max", "if then else", "zidz", "xidz", "prod"}
)
"""Functions whose units `sdlib.model.unit_check` computes itself."""
