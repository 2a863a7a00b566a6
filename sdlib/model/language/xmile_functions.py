"""Functions of XMILE 1.0 and of Stella: the one table of which reader, engine and documents know.

Source: XMILE 1.0, sections 3.5 and 3.7.1.4; for Stella, iseesystems.com, help on builtins; the
names of arguments are our own. A function of Vensim that does not stand here is taken in an XMILE
file too: converters leave such calls behind.
"""

from __future__ import annotations

from sdlib.model.language.rows import Row, refused, runs

_NOT_RUN = "models that need it are run in Stella"
_CONVEYOR = "conveyors, queues and ovens are not known"
_CLOCK = "a run knows nothing of other runs and of the day"
_SEED = "the seed of the run decides, not the one in its last argument"
_VENSIM = "which is no function of XMILE; Vensim has one of that name"

_MATHEMATICS = (
    runs("ABS(x)"),
    runs("ARCCOS(x)"),
    runs("ARCSIN(x)"),
    runs("ARCTAN(x)"),
    runs("COS(x)"),
    runs("COSWAVE(height, period)", becomes=("cos",)),
    runs("EXP(x)"),
    runs("INF", becomes=()),
    runs("INT(x)", "cut off towards zero", becomes=("integer",)),
    runs("LN(x)"),
    runs("LOG10(x)", becomes=("log",)),
    runs("MAX(a[, b, ...])", "of one array: its largest element", becomes=("max", "vmax")),
    runs("MIN(a[, b, ...])", "of one array: its smallest element", becomes=("min", "vmin")),
    runs("PERCENT(x)", "100 x", becomes=()),
    runs("PI", "or PI()", becomes=()),
    runs("SAFEDIV(a, b[, instead])", "also a // b", becomes=("zidz", "xidz")),
    runs("SIN(x)"),
    runs("SINWAVE(height, period)", becomes=("sin",)),
    runs("SQRT(x)"),
    runs("TAN(x)"),
    refused("ROUND(x)", _NOT_RUN),
    refused("ROOTN(x, n)", _NOT_RUN),
    refused("SIGN(x)", _NOT_RUN),
    refused("COMBINATIONS(n, k)", _NOT_RUN),
    refused("PERMUTATIONS(n, k)", _NOT_RUN),
    refused("FACTORIAL(n)", _NOT_RUN),
    refused("GAMMALN(x)", _NOT_RUN),
    refused("INVNORM(probability[, mean, deviation])", _NOT_RUN),
    refused("NORMALCDF(from, to[, mean, deviation])", _NOT_RUN),
    refused("NAN", "a run in which a number is missing is an error"),
)

_TIME = (
    runs("DT", becomes=()),
    runs("STARTTIME", becomes=()),
    runs("STOPTIME", becomes=()),
    runs("TIME", becomes=()),
    runs(
        "PULSE(size, first[, interval])",
        "size / DT for one step",
        becomes=("xpulse", "xpulse train"),
    ),
    runs("RAMP(slope, start[, end])", becomes=("xramp", "ramp")),
    runs("STEP(height, start)"),
    refused("COUNTER(first, last)", _NOT_RUN),
    refused("CGROWTH(percentage)", _NOT_RUN),
    refused("CLOCKTIME", _CLOCK),
    refused("RUNCOUNT", _CLOCK),
    refused("SENSIRUNCOUNT", _CLOCK),
    refused("PAUSE(condition)", "nobody is asked anything during a run"),
    refused("STOP(condition)", "a run goes to its end"),
)

_STATES = (
    runs(
        "DELAY(input, time[, initial])",
        "the time is fixed when the run begins",
        becomes=("delay fixed",),
    ),
    runs("DELAY1(input, time[, initial])", becomes=("delay",)),
    runs("DELAY3(input, time[, initial])", becomes=("delay",)),
    runs(
        "DELAYN(input, time, order[, initial])",
        "the order does not depend on DT",
        becomes=("delay",),
    ),
    runs("FORCST(input, averaging time, horizon[, initial])", becomes=("forecast",)),
    runs("INIT(x)", becomes=("initial",)),
    runs("PREVIOUS(x, initial)", becomes=("delay fixed",)),
    runs("SMTH1(input, time[, initial])", becomes=("smooth",)),
    runs("SMTH3(input, time[, initial])", becomes=("smooth",)),
    runs(
        "SMTHN(input, time, order[, initial])",
        "the order does not depend on DT",
        becomes=("smooth",),
    ),
    runs("TREND(input, averaging time[, initial])"),
    refused("ENDVAL(x[, initial])", _CLOCK),
    refused("HISTORY(x, time)", "values of the past are kept for delays alone"),
    refused("REWORK(input, share)", _NOT_RUN),
    refused("FV(rate, periods, payment, present value)", _NOT_RUN),
    refused("PMT(rate, periods, present value, future value)", _NOT_RUN),
    refused("PV(rate, periods, payment, future value)", _NOT_RUN),
    refused("IRR(stream[, missing])", _NOT_RUN),
    refused("SWITCH(a, b)", _NOT_RUN),
    refused("SOUND(file)", "nothing is played during a run"),
)

_ARRAYS = (
    runs("MEAN(array)", becomes=("sum",)),
    runs("PROD(array)"),
    runs("SIZE(array or dimension)", becomes=()),
    runs("SUM(array)"),
    runs("LOOKUP(graphical function, x)", becomes=("curve",)),
    runs("SELF", "within PREVIOUS", becomes=()),
    refused("RANK(array, place[, ...])", _NOT_RUN),
    refused("STDDEV(array)", _NOT_RUN),
    refused("ALLOCATE(supply, dimension, demand, priority, width)", _NOT_RUN),
    refused("LOOKUPAREA(graphical function, from, to)", _NOT_RUN),
    refused("LOOKUPINV(graphical function, y)", _NOT_RUN),
    refused("LOOKUPMEAN(graphical function, from, to)", _NOT_RUN),
    refused("LOOKUPXY(x, xs, ys)", _NOT_RUN),
    refused("INTERPOLATE(shares, arrays)", _NOT_RUN),
)

_RANDOM = (
    runs("EXPRND(mean[, seed])", _SEED, becomes=("random exponential",)),
    runs("NORMAL(mean, deviation[, seed])", f"not cut off; {_SEED}", becomes=("random normal",)),
    runs("RANDOM(least, most[, seed])", _SEED, becomes=("random uniform",)),
    runs("UNIFORM(least, most[, seed])", _SEED, becomes=("random uniform",)),
    refused("BETA(alpha, beta[, seed])", _NOT_RUN),
    refused("BINOMIAL(trials, chance[, seed])", _NOT_RUN),
    refused("GAMMA(shape, scale[, seed])", _NOT_RUN),
    refused("GEOMETRIC(chance[, seed])", _NOT_RUN),
    refused("LOGISTIC(mean, scale[, seed])", _NOT_RUN),
    refused("LOGNORMAL(mean, deviation[, seed])", _NOT_RUN),
    refused("MONTECARLO(chance[, seed])", _NOT_RUN),
    refused("NEGBINOMIAL(successes, chance[, seed])", _NOT_RUN),
    refused("PARETO(shape, scale[, seed])", _NOT_RUN),
    refused("POISSON(mean[, seed])", _NOT_RUN),
    refused("TRIANGULAR(least, peak, most[, seed])", _NOT_RUN),
    refused("WEIBULL(shape, scale[, seed])", _NOT_RUN),
)

_CYCLES = (
    *(
        refused(f"{name}(flow[, ...])", _CONVEYOR)
        for name in ("CTFLOW", "CTMAX", "CTMEAN", "CTMIN", "CTSTDDEV", "CYCLETIME", "THROUGHPUT")
    ),
    refused("CAP(conveyor or oven)", _CONVEYOR),
    refused("OSTATE(oven)", _CONVEYOR),
    refused("QELEM(queue, place)", _CONVEYOR),
    refused("QLEN(queue)", _CONVEYOR),
    refused("TRANSTIME(conveyor)", _CONVEYOR),
)

VENSIMS = "Vensim's"
"""Family of the functions of Vensim whose arguments nothing has put in order here."""

_FOREIGN = tuple(
    refused(f"{name}(...)", _VENSIM)
    for name in (
        *("INTEG", "INITIAL", "SMOOTH", "SMOOTH N", "DELAY N", "DELAY FIXED", "FORECAST", "GAME"),
        *("SAMPLE IF TRUE", "ALLOCATE AVAILABLE", "ALLOCATE BY PRIORITY"),
    )
)

XMILE_FUNCTIONS: dict[str, tuple[Row, ...]] = {
    "Mathematics": _MATHEMATICS,
    "Time and test inputs": _TIME,
    "Functions that remember": _STATES,
    "Arrays and graphical functions": _ARRAYS,
    "Random numbers": _RANDOM,
    "Cycle times": _CYCLES,
    VENSIMS: _FOREIGN,
}
"""Family to its functions."""
