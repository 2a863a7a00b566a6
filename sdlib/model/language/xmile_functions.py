"""Functions of XMILE 1.0 and of Stella: the one table of which reader, engine and documents know.

Source: XMILE 1.0, sections 3.5 and 3.7.1.4; for Stella, iseesystems.com, help on builtins; the
names of arguments are our own. A function of Vensim that does not stand here is taken in an XMILE
file too: converters leave such calls behind.
"""

from __future__ import annotations

from sdlib.model.language.rows import Row, refused, runs

_SEED = "the seed of the run decides, not the one in its last argument"
_STAGES = "the order does not depend on DT"

_FLOWS = "model it with stocks and flows, or with DELAY or DELAYN"
_CONVEYOR = ("conveyors, queues and ovens are not modelled here", _FLOWS)
_UNCLEAR = (
    "what it returns is not documented well enough",
    "write what it computes as equations",
)
_ALONE = ("a run knows nothing of the runs before it", "write the value as a constant")
_WATCHED = ("it is for those who watch a run", "take it out of the equation")
_PAYMENTS = (
    "when its payments fall due is not documented",
    "write the present value as a stock of discounted payments",
)
_BEYOND = (
    "what it returns beyond the ends of the graphical function is not documented",
    "write what it computes as a graphical function of its own",
)
_EVENTS = (
    "whether its mean is that of a unit of time or of a time step, and whether the count is "
    "divided by the step, is told in different ways",
    "write the chance of an event in a step, and compare it with UNIFORM(0, 1)",
)
_NO_NUMBER = ("a run in which a number is missing is an error", "write a number")
_VENSIM = ("no function of XMILE", "use the function of XMILE")

_MATHEMATICS = (
    runs("ABS(x)"),
    runs("ARCCOS(x)"),
    runs("ARCSIN(x)"),
    runs("ARCTAN(x)"),
    runs("COS(x)"),
    runs("COSWAVE(height, period)", "the height without its sign", becomes=("cos",)),
    runs("EXP(x)"),
    runs("GAMMALN(x)", becomes=("gamma ln",)),
    runs("INF", becomes=()),
    runs(
        "INT(x)",
        "rounded down; in a file that Vensim wrote, cut off towards zero",
        becomes=("floor", "integer"),
    ),
    runs("LN(x)"),
    runs("LOG10(x)", becomes=("log",)),
    runs("LOGN(x)", "the natural logarithm", becomes=("ln",)),
    runs("MAX(a[, b, ...])", "of one array: its largest element", becomes=("max", "vmax")),
    runs("MIN(a[, b, ...])", "of one array: its smallest element", becomes=("min", "vmin")),
    runs("PERCENT(x)", "100 x", becomes=()),
    runs("PI", "or PI()", becomes=()),
    runs("ROOTN(x, n)", becomes=()),
    runs("SAFEDIV(a, b[, instead])", "also a // b", becomes=("zidz", "xidz")),
    runs("SIN(x)"),
    runs("SINWAVE(height, period)", "the height without its sign", becomes=("sin",)),
    runs("SQRT(x)"),
    runs("TAN(x)"),
    refused(
        "ROUND(x)",
        "which way it rounds a half is not documented",
        "write INT(x + 0.5), which rounds a half up",
    ),
    refused("SIGN(x)", *_UNCLEAR),
    refused("COMBINATIONS(n, k)", *_UNCLEAR),
    refused("PERMUTATIONS(n, k)", *_UNCLEAR),
    refused("FACTORIAL(n)", *_UNCLEAR),
    refused("INVNORM(probability[, mean, deviation])", *_UNCLEAR),
    refused("NORMALCDF(from, to[, mean, deviation])", *_UNCLEAR),
    refused("NAN", *_NO_NUMBER),
)

_TIME = (
    runs("DT", becomes=()),
    runs("STARTTIME", becomes=()),
    runs("STOPTIME", becomes=()),
    runs("TIME", becomes=()),
    runs(
        "PULSE(size[, first, interval])",
        "size / DT for one step; without a beginning at each step",
        becomes=("xpulse", "xpulse train"),
    ),
    runs("RAMP(slope[, start, end])", becomes=("xramp", "ramp")),
    runs("STEP(height, start)"),
    runs("CGROWTH(percentage)", "by the length of a step", becomes=()),
    refused(
        "COUNTER(first, last)",
        "whether it returns its end before it begins anew is not documented",
        "write start + (TIME - STARTTIME) MOD (end - start)",
    ),
    refused("CLOCKTIME", *_WATCHED),
    refused("NOW", *_WATCHED),
    refused("PAUSE(condition)", *_WATCHED),
    refused("SOUND(file)", *_WATCHED),
    refused("STOP(condition)", *_WATCHED),
    refused("RUNCOUNT", *_ALONE),
    refused("SENSIRUNCOUNT", *_ALONE),
)

_STATES = (
    runs(
        "DELAY(input, time[, initial])",
        "the time is fixed when the run begins",
        becomes=("delay fixed",),
    ),
    runs("DELAY1(input, time[, initial])", becomes=("delay",)),
    runs("DELAY3(input, time[, initial])", becomes=("delay",)),
    runs("DELAYN(input, time, order[, initial])", _STAGES, becomes=("delay",)),
    runs("FORCST(input, averaging time, horizon[, initial])", becomes=("forecast",)),
    runs("ENDVAL(x[, initial])", "every run is the first of its session", becomes=("initial",)),
    runs("HISTORY(x, time)", "zero before the run; only at time steps"),
    runs("INIT(x)", becomes=("initial",)),
    runs("PREVIOUS(x, initial)", becomes=("delay fixed",)),
    runs("SMTH1(input, time[, initial])", becomes=("smooth",)),
    runs("SMTH3(input, time[, initial])", becomes=("smooth",)),
    runs("SMTHN(input, time, order[, initial])", _STAGES, becomes=("smooth",)),
    runs("TREND(input, averaging time[, initial])"),
    refused("DERIVN(x, order)", *_UNCLEAR),
    refused("REWORK(input, share)", *_UNCLEAR),
    refused("SWITCH(a, b)", *_UNCLEAR),
)

_FINANCE = (
    runs("FV(rate, periods, payment, present value)", becomes=()),
    runs("PMT(rate, periods, present value, future value)", becomes=()),
    runs("PV(rate, periods, payment, future value)", becomes=()),
    refused("IRR(stream[, missing])", *_PAYMENTS),
    refused("NPV(stream, rate[, initial])", *_PAYMENTS),
)

_ARRAYS = (
    runs("MEAN(array)", becomes=("sum",)),
    runs("PROD(array)"),
    runs("RANK(array, place)", "the index of the element at a place", becomes=("index of rank",)),
    runs("SIZE(array or dimension)", becomes=()),
    runs("STDDEV(array)", "of the elements themselves, not of a sample", becomes=("sum", "sqrt")),
    runs("SUM(array)"),
    runs("LOOKUP(graphical function, x)", becomes=("curve",)),
    runs("SELF", "within PREVIOUS", becomes=()),
    refused("ALLOCATE(supply, dimension, demand, priority, width)", *_UNCLEAR),
    refused("INTERPOLATE(shares, arrays)", *_UNCLEAR),
    refused("LOOKUPAREA(graphical function, from, to)", *_BEYOND),
    refused("LOOKUPINV(graphical function, y)", *_BEYOND),
    refused("LOOKUPMEAN(graphical function, from, to)", *_BEYOND),
    refused("LOOKUPXY(x, xs, ys)", *_BEYOND),
)

_RANDOM = (
    runs("BETA(alpha, beta[, seed])", _SEED, becomes=("random beta",)),
    runs("BINOMIAL(trials, chance[, seed])", _SEED, becomes=("random binomial",)),
    runs("EXPRND(mean[, seed])", _SEED, becomes=("random exponential",)),
    runs("LOGNORMAL(mean, deviation[, seed])", _SEED, becomes=("random normal",)),
    runs("NORMAL(mean, deviation[, seed])", f"not cut off; {_SEED}", becomes=("random normal",)),
    runs("RANDOM(least, most[, seed])", _SEED, becomes=("random uniform",)),
    runs("TRIANGULAR(least, peak, most[, seed])", _SEED, becomes=("random triangular",)),
    runs("UNIFORM(least, most[, seed])", _SEED, becomes=("random uniform",)),
    refused("GAMMA(shape, scale[, seed])", *_UNCLEAR),
    refused("GEOMETRIC(chance[, seed])", *_UNCLEAR),
    refused("LOGISTIC(mean, scale[, seed])", *_UNCLEAR),
    refused("MONTECARLO(chance[, seed])", *_EVENTS),
    refused("NEGBINOMIAL(successes, chance[, seed])", *_UNCLEAR),
    refused("PARETO(shape, scale[, seed])", *_UNCLEAR),
    refused("POISSON(mean[, seed])", *_EVENTS),
    refused("WEIBULL(shape, scale[, seed])", *_UNCLEAR),
)

_CYCLES = tuple(
    refused(f"{name}(conveyor, queue or flow[, ...])", *_CONVEYOR)
    for name in (
        *("CAP", "CTFLOW", "CTMAX", "CTMEAN", "CTMIN", "CTSTDDEV", "CYCLETIME", "OSTATE"),
        *("QELEM", "QLEN", "THROUGHPUT", "TRANSTIME"),
    )
)

VENSIMS = "Vensim's"
"""Family of the functions of Vensim whose arguments nothing has put in order here."""

_FOREIGN = tuple(
    refused(f"{name}(...)", *_VENSIM)
    for name in (
        *("INTEG", "INITIAL", "SMOOTH", "SMOOTH N", "DELAY N", "DELAY FIXED", "FORECAST", "GAME"),
        *("SAMPLE IF TRUE", "ALLOCATE AVAILABLE", "ALLOCATE BY PRIORITY"),
    )
)

XMILE_FUNCTIONS: dict[str, tuple[Row, ...]] = {
    "Mathematics": _MATHEMATICS,
    "Time and test inputs": _TIME,
    "Functions that remember": _STATES,
    "Finance": _FINANCE,
    "Arrays and graphical functions": _ARRAYS,
    "Random numbers": _RANDOM,
    "Conveyors, queues, ovens": _CYCLES,
    VENSIMS: _FOREIGN,
}
"""Family to its functions."""
