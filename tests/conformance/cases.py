"""One small model for each construct of the language, with the answer where one can be written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

CONTROL = "\nFINAL TIME = 8 ~~|\nINITIAL TIME = 0 ~~|\nSAVEPER = 0.5 ~~|\nTIME STEP = 0.25 ~~|\n"
TIMES = np.arange(17) * 0.5

Answer = Callable[[np.ndarray], np.ndarray] | None


@dataclass(frozen=True)
class Case:
    """A model whose variable ``y`` is looked at."""

    equations: str
    answer: Answer = None
    """The values of ``y`` at `TIMES`, from a closed form; None where only the judge tells."""
    judge: bool = True
    """Whether PySD runs it, and rightly."""
    why: str = ""
    """Why not, where it does not."""


def _f(expression: str, answer: Answer = None, **more: object) -> Case:
    return Case(f"y = {expression} ~~|", answer, **more)  # type: ignore[arg-type]


FUNCTIONS: dict[str, Case] = {
    "abs": _f("ABS(Time - 4)", lambda t: np.abs(t - 4)),
    "exp": _f("EXP(Time - 4)", lambda t: np.exp(t - 4)),
    "ln": _f("LN(Time + 0.5)", lambda t: np.log(t + 0.5)),
    "log": _f("LOG(Time + 0.5, 10)", lambda t: np.log10(t + 0.5)),
    "sqrt": _f("SQRT(Time)", np.sqrt),
    "power": _f("POWER(Time + 1, 1.7)", lambda t: (t + 1) ** 1.7),
    "sin": _f("SIN(Time)", np.sin),
    "cos": _f("COS(Time)", np.cos),
    "tan": _f("TAN(Time / 8)", lambda t: np.tan(t / 8)),
    "arcsin": _f("ARCSIN(Time / 8)", lambda t: np.arcsin(t / 8)),
    "arccos": _f("ARCCOS(Time / 8)", lambda t: np.arccos(t / 8)),
    "arctan": _f("ARCTAN(Time - 4)", lambda t: np.arctan(t - 4)),
    "sinh": _f("SINH(Time - 4)", lambda t: np.sinh(t - 4)),
    "cosh": _f("COSH(Time - 4)", lambda t: np.cosh(t - 4)),
    "tanh": _f("TANH(Time - 4)", lambda t: np.tanh(t - 4)),
    "min": _f("MIN(Time, 4)", lambda t: np.minimum(t, 4)),
    "max": _f("MAX(Time, 4)", lambda t: np.maximum(t, 4)),
    "integer": _f("INTEGER(Time - 4.2)", lambda t: np.trunc(t - 4.2)),
    "quantum": _f("QUANTUM(Time, 0.7)", lambda t: 0.7 * np.trunc(t / 0.7)),
    "modulo": _f("MODULO(Time - 4, 1.5)", lambda t: np.fmod(t - 4, 1.5)),
    "if then else": _f("IF THEN ELSE(Time > 3, Time, -1)", lambda t: np.where(t > 3, t, -1)),
    "zidz": _f("ZIDZ(3, Time - 4)", lambda t: np.where(t == 4, 0, 3 / np.where(t == 4, 1, t - 4))),
    "xidz": _f(
        "XIDZ(3, Time - 4, 9)", lambda t: np.where(t == 4, 9, 3 / np.where(t == 4, 1, t - 4))
    ),
    "step": _f("STEP(5, 3)", lambda t: np.where(t >= 3, 5.0, 0)),
    "ramp": _f("RAMP(2, 3, 6)", lambda t: 2 * np.clip(t - 3, 0, 3)),
    "pulse": _f("PULSE(3, 1.5)", lambda t: np.where((t >= 3) & (t < 4.5), 1.0, 0)),
    "pulse train": _f(
        "PULSE TRAIN(1, 0.5, 2, 6)",
        lambda t: np.where((t >= 1) & (t < 6) & ((t - 1) % 2 < 0.5), 1.0, 0),
    ),
}
"""A case for each function of `sdlib.engine.functions.PLAIN` that a Vensim file can call."""

OPERATORS: dict[str, Case] = {
    "+": _f("Time + 2", lambda t: t + 2),
    "-": _f("10 - Time - 2", lambda t: 8 - t),
    "*": _f("Time * 2 + 1", lambda t: t * 2 + 1),
    "/": _f("24 / 3 / (Time + 2)", lambda t: 8 / (t + 2)),
    "^": _f("(Time + 1) ^ 2 * 3", lambda t: 3 * (t + 1) ** 2),
    "negative": _f("-(Time - 3)", lambda t: 3 - t),
    "=": _f("IF THEN ELSE(Time = 3, 1, 0)", lambda t: 1.0 * (t == 3)),
    "<>": _f("IF THEN ELSE(Time <> 3, 1, 0)", lambda t: 1.0 * (t != 3)),
    "<": _f("IF THEN ELSE(Time < 3, 1, 0)", lambda t: 1.0 * (t < 3)),
    "<=": _f("IF THEN ELSE(Time <= 3, 1, 0)", lambda t: 1.0 * (t <= 3)),
    ">": _f("IF THEN ELSE(Time > 3, 1, 0)", lambda t: 1.0 * (t > 3)),
    ">=": _f("IF THEN ELSE(Time >= 3, 1, 0)", lambda t: 1.0 * (t >= 3)),
    "and": _f("IF THEN ELSE(Time > 3 :AND: Time < 5, 1, 0)", lambda t: 1.0 * ((t > 3) & (t < 5))),
    "or": _f("IF THEN ELSE(Time < 3 :OR: Time > 5, 1, 0)", lambda t: 1.0 * ((t < 3) | (t > 5))),
    "not": _f("IF THEN ELSE(:NOT: Time > 3, 1, 0)", lambda t: 1.0 * ~(t > 3)),
}
"""A case for each operator of `sdlib.engine.functions.OPERATORS`."""


def _euler_decay(rate: float, dt: float = 0.25) -> Answer:
    return lambda t: (1 - rate * dt) ** np.rint(t / dt)


STATES: dict[str, Case] = {
    "integ": Case("y = INTEG(-0.4 * y, 1) ~~|", _euler_decay(0.4)),
    "initial": Case("s = INTEG(1, 3) ~~|y = INITIAL(s * 2) ~~|", lambda t: 6 + 0 * t),
    "active initial": Case("y = ACTIVE INITIAL(s + 1, 5) ~~|s = INTEG(1, y) ~~|", lambda t: 6 + t),
    "smooth": Case(
        "x = STEP(1, 0.25) ~~|y = SMOOTH(x, 2) ~~|",
        lambda t: np.where(t < 0.25, 0, 1 - (1 - 0.125) ** np.maximum(np.rint(t / 0.25) - 1, 0)),
    ),
    "smoothi": Case("y = SMOOTHI(0, 2, 1) ~~|", _euler_decay(0.5)),
    "smooth3": Case("x = SIN(Time) ~~|y = SMOOTH3(x, 2) ~~|"),
    "smooth3i": Case("x = SIN(Time) ~~|y = SMOOTH3I(x, 2, 4) ~~|"),
    "smooth n": Case("x = SIN(Time) ~~|y = SMOOTH N(x, 3, 1, 4) ~~|"),
    "delay1": Case("x = 1 + SIN(Time) ~~|y = DELAY1(x, 2) ~~|"),
    "delay1i": Case("x = 1 + SIN(Time) ~~|y = DELAY1I(x, 2, 7) ~~|"),
    "delay3": Case("x = 1 + SIN(Time) ~~|y = DELAY3(x, 3) ~~|"),
    "delay3i": Case("x = 1 + SIN(Time) ~~|y = DELAY3I(x, 3, 7) ~~|"),
    "delay n": Case("x = 1 + SIN(Time) ~~|y = DELAY N(x, 4, 2, 5) ~~|"),
    "delay fixed": Case(
        "x = Time * 10 ~~|y = DELAY FIXED(x, 1.5, -3) ~~|",
        lambda t: np.where(t < 1.5, -3, (t - 1.5) * 10),
    ),
    "trend": Case("x = EXP(0.1 * Time) ~~|y = TREND(x, 2, 0.05) ~~|"),
    "forecast": Case("x = EXP(0.1 * Time) ~~|y = FORECAST(x, 2, 3) ~~|"),
    "sample if true": Case(
        "y = SAMPLE IF TRUE(MODULO(Time, 2) = 0, Time, 9) ~~|", lambda t: 2 * np.floor(t / 2)
    ),
}
"""A case for each way to remember, all of `sdlib.engine.functions.STATES` among them."""

CURVE = "(0,1),(2,3),(4,3),(6,0)"
SUBSCRIPTS: dict[str, Case] = {
    "lookup": Case(
        f"c( {CURVE} ) ~~|y = c(Time - 1) ~~|",
        lambda t: np.interp(t - 1, [0, 2, 4, 6], [1, 3, 3, 0]),
    ),
    "with lookup": Case(
        f"y = WITH LOOKUP(Time - 1, ([(0,0)-(6,3)],{CURVE})) ~~|",
        lambda t: np.interp(t - 1, [0, 2, 4, 6], [1, 3, 3, 0]),
    ),
    "long lookup": Case(
        "c( " + ",".join(f"({k},{k * k})" for k in range(25)) + " ) ~~|y = c(Time * 2) ~~|",
        lambda t: np.interp(t * 2, np.arange(25), np.arange(25.0) ** 2),
    ),
    "subscripted lookup": Case(
        "D: a, b ~~|c[a]( (0,0),(8,8) ) ~~|c[b]( (0,8),(8,0) ) ~~|"
        "z[D] = c[D](Time) ~~|y = z[a] * 10 + z[b] ~~|",
        lambda t: t * 10 + 8 - t,
    ),
    "sum": Case("D: a, b, c ~~|x[D] = 1, 2, 3 ~~|y = SUM(x[D!]) * Time ~~|", lambda t: 6 * t),
    "sum of two": Case(
        "D: a, b ~~|E: p, q ~~|x[D,E] = 1, 2; 3, 4; ~~|y = SUM(x[D!,E!] * Time) ~~|",
        lambda t: 10 * t,
    ),
    "sum over one of two": Case(
        "D: a, b ~~|E: p, q ~~|x[D,E] = 1, 2; 3, 4; ~~|z[E] = SUM(x[D!,E]) ~~|"
        "y = z[p] * 10 + z[q] + Time ~~|",
        lambda t: 46 + t,
    ),
    "prod": Case("D: a, b, c ~~|x[D] = 1, 2, 3 ~~|y = PROD(x[D!]) + Time ~~|", lambda t: 6 + t),
    "vmin": Case("D: a, b, c ~~|x[D] = 4, 2, 3 ~~|y = VMIN(x[D!]) + Time ~~|", lambda t: 2 + t),
    "vmax": Case("D: a, b, c ~~|x[D] = 4, 2, 3 ~~|y = VMAX(x[D!]) + Time ~~|", lambda t: 4 + t),
    "subrange": Case(
        "D: a, b, c ~~|S: b, c ~~|x[D] = 1, 2, 3 ~~|z[S] = x[S] * 10 ~~|"
        "y = SUM(z[S!]) + x[a] + Time ~~|",
        lambda t: 51 + t,
    ),
    "partial definitions": Case(
        "D: a, b, c ~~|S: b, c ~~|x[a] = 1 + Time ~~|x[S] = 2 ~~|y = SUM(x[D!]) ~~|",
        lambda t: 5 + t,
    ),
    "except": Case(
        "D: a, b, c ~~|x[D] :EXCEPT: [b] = 1 ~~|x[b] = Time ~~|y = SUM(x[D!]) ~~|",
        lambda t: 2 + t,
    ),
    "except of two": Case(
        "D: a, b ~~|E: p, q ~~|x[D,E] :EXCEPT: [a,q] = 1 ~~|x[a,q] = Time ~~|y = SUM(x[D!,E!]) ~~|",
        lambda t: 3 + t,
    ),
    "mapping": Case(
        "D: a, b -> E ~~|E: p, q ~~|x[D] = 1, 2 ~~|z[E] = x[D] * 10 ~~|y = z[p] + 3 * z[q] ~~|",
        lambda t: 70 + 0 * t,
        judge=False,
        why="PySD's mapping runs only towards the dimension that is mapped to",
    ),
    "element by element": Case(
        "D: a, b, c ~~|x[a] = Time ~~|x[b] = x[a] * 2 ~~|x[c] = x[b] * 2 ~~|y = x[c] ~~|",
        lambda t: 4 * t,
        judge=False,
        why="PySD orders by variable, so that x needs itself",
    ),
    "subscripted stocks": Case(
        "D: a, b ~~|r[D] = 0.1, 0.4 ~~|s[D] = INTEG(-r[D] * s[D], 1) ~~|y = s[b] ~~|",
        _euler_decay(0.4),
    ),
    "subscripted smooth": Case(
        "D: a, b ~~|r[D] = 2, 4 ~~|x[D] = STEP(r[D], 1) ~~|s[D] = SMOOTH3(x[D], r[D]) ~~|"
        "y = s[a] + s[b] ~~|"
    ),
    "elmcount": Case("D: a, b, c ~~|y = ELMCOUNT(D) * Time ~~|", lambda t: 3 * t),
}
"""Curves and subscripts."""

EVERY = {**FUNCTIONS, **OPERATORS, **STATES, **SUBSCRIPTS}
