"""Functions of XMILE 1.0 and of Stella: the one table of which reader, engine and documents know.

Source: XMILE 1.0, sections 3.5 and 3.7.1.4; for Stella, iseesystems.com, help on builtins, and
where that is silent BPTK-Py (transentis), which translates models of Stella, as the docstrings of
the readers say; the names of arguments are our own. A function of Vensim that does not stand here
is taken in an XMILE file too: Vensim and converters leave such calls behind.
"""

from __future__ import annotations

from sdlib.model.language.rows import Row, refused, runs

_SEED = "the seed of the run decides, not the one in its last argument"
_WHOLE = "of whole numbers"
_STEPS = "the order goes down to the steps that fit, as Vensim has it"
_STAGES = "the order does not depend on DT"

_FLOWS = "model it with stocks and flows, or with DELAY or DELAYN"
_CONVEYOR = ("queues, ovens and what lies where on a conveyor are not modelled here", _FLOWS)
_UNCLEAR = (
    "what it returns is not documented well enough",
    "write what it computes as equations",
)
_ALONE = ("a run knows nothing of the runs before it", "write the value as a constant")
_WATCHED = ("it is for those who watch a run", "take it out of the equation")
_PAYMENTS = (
    "at which end of a time step its payments fall due is not documented",
    "write the present value as a stock of discounted payments",
)
_BEYOND = (
    "of what it is the mean, and what it returns beyond the ends, is not documented well enough",
    "write what it computes as a graphical function of its own",
)
_EVENTS = (
    "its mean is that of a unit of time; what a time step gets of it, and whether the count is "
    "divided by the step, is told in different ways",
    "compare the chance of an event in a step with UNIFORM(0, 1), or use MONTECARLO",
)
_TRIALS = (
    "whether the successes count among the trials is told in different ways",
    "add up what UNIFORM(0, 1) is compared with",
)
_FROM = (
    "whether it begins at its scale or at zero is told in different ways",
    "write scale * UNIFORM(0, 1)^(-1 / shape), which begins at its scale",
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
    runs("LOGN(x)", "the natural logarithm: EXP is its inverse", becomes=("ln",)),
    runs("MAX(a[, b, ...])", "of one array: its largest element", becomes=("max", "vmax")),
    runs("MIN(a[, b, ...])", "of one array: its smallest element", becomes=("min", "vmin")),
    runs("PERCENT(x)", "100 x", becomes=()),
    runs("PI", "or PI()", becomes=()),
    runs("ROOTN(x, n)", "of a negative number where n is odd", becomes=()),
    runs("SAFEDIV(a, b[, instead])", "also a // b", becomes=("zidz", "xidz")),
    runs("SIN(x)"),
    runs("SINWAVE(height, period)", "the height without its sign", becomes=("sin",)),
    runs("SQRT(x)"),
    runs("TAN(x)"),
    runs(
        "ROUND(x)",
        "which way Stella rounds a half is not documented: there a run ends, and INT(x + 0.5) "
        "rounds it up",
    ),
    runs("SIGN(x)", "1, 0 or -1"),
    runs("COMBINATIONS(n, k)", _WHOLE),
    runs("PERMUTATIONS(n, k)", _WHOLE),
    runs("FACTORIAL(n)", _WHOLE, becomes=("permutations",)),
    runs("INVNORM(probability[, mean, deviation])", becomes=("normal quantile",)),
    runs("NORMALCDF(from, to[, mean, deviation])", becomes=("normal between",)),
    refused("NAN", *_NO_NUMBER),
)

_TIME = (
    runs("DT", becomes=()),
    runs("STARTTIME", becomes=()),
    runs("STOPTIME", becomes=()),
    runs("TIME", becomes=()),
    runs(
        "PULSE(size[, first, interval])",
        "size / DT for one step, the first that does not begin before the pulse; without a "
        "beginning at each step; refused in a file that Vensim "
        "wrote, since its own takes a beginning and a length",
        becomes=("xpulse", "xpulse train"),
    ),
    runs("RAMP(slope[, start, end])", becomes=("xramp", "ramp")),
    runs("STEP(height, start)"),
    runs("CGROWTH(percentage)", "by the length of a step", becomes=()),
    refused(
        "COUNTER(first, last)",
        "whether it returns its end before it begins anew, and from what on, is not documented",
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
    runs(
        "DERIVN(x, order)",
        "the differences to the steps before, zero until there are as many; the order is a number",
        becomes=("delay fixed",),
    ),
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
    runs("MEAN(array)", "or of several numbers: MEAN(1, x, y)", becomes=("sum",)),
    runs("PROD(array)"),
    runs(
        "RANK(array, place)",
        "the index of the element at a place; all of one dimension, as in RANK(x[*, north], 1)",
        becomes=("index of rank",),
    ),
    runs("SIZE(array or dimension)", becomes=()),
    runs("STDDEV(array)", "of the elements themselves, not of a sample", becomes=("sum", "sqrt")),
    runs("SUM(array)"),
    runs("LOOKUP(graphical function, x)", becomes=("curve",)),
    runs("SELF", "within PREVIOUS", becomes=()),
    refused("ALLOCATE(supply, dimension, demand, priority, width)", *_UNCLEAR),
    runs("INTERPOLATE(array, place[, ...])", "a place from 0 to 1 along each dimension"),
    runs(
        "LOOKUPAREA(graphical function[, to, from])",
        "nothing beyond the ends, unless it is extrapolated; the same whichever is the larger",
    ),
    runs(
        "LOOKUPINV(graphical function, y)",
        "the first x; beyond the values of one that only rises or falls its end, or its last line "
        "where it is extrapolated; of any other there is none, and a run ends",
    ),
    refused("LOOKUPMEAN(graphical function, from, to)", *_BEYOND),
    refused("LOOKUPXY(x, xs, ys)", *_UNCLEAR),
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
    runs("GAMMA(shape, scale[, seed])", _SEED, becomes=("random gamma", "random uniform", "power")),
    runs("LOGISTIC(mean, scale[, seed])", _SEED, becomes=("random exponential",)),
    runs(
        "MONTECARLO(percentage[, seed])",
        f"1 in a step in which it happens: chance x DT / 100, as in BPTK-Py; {_SEED}",
        becomes=("random uniform",),
    ),
    runs("WEIBULL(shape, scale[, seed])", _SEED, becomes=("random exponential", "power")),
    refused("GEOMETRIC(chance[, seed])", *_TRIALS),
    refused("NEGBINOMIAL(successes, chance[, seed])", *_TRIALS),
    refused("PARETO(shape, scale[, seed])", *_FROM),
    refused("POISSON(mean[, seed])", *_EVENTS),
)

_CYCLES = tuple(
    refused(f"{name}(conveyor, queue or flow[, ...])", *_CONVEYOR)
    for name in (
        *("CAP", "CTFLOW", "CTMAX", "CTMEAN", "CTMIN", "CTSTDDEV", "CYCLETIME", "OSTATE"),
        *("QELEM", "QLEN", "THROUGHPUT", "TRANSTIME"),
    )
)

VENSIMS = "Vensim's"
"""Family of the functions of Vensim whose arguments have to be put in order here."""

_FOREIGN = (
    runs("DELAY1I(input, delay time, initial)", becomes=("delay",)),
    runs("DELAY3I(input, delay time, initial)", becomes=("delay",)),
    runs("DELAY FIXED(input, delay time, initial)"),
    runs("DELAY N(input, delay time, initial, order)", _STEPS),
    runs("FORECAST(input, averaging time, horizon)"),
    runs("GAME(x)", "x itself: nobody plays"),
    runs("INITIAL(x)"),
    runs("PULSE TRAIN(start, width, interval, end)"),
    runs("SAMPLE IF TRUE(condition, input, initial)"),
    runs("SMOOTH(input, time)"),
    runs("SMOOTHI(input, time, initial)", becomes=("smooth",)),
    runs("SMOOTH3(input, time)", becomes=("smooth",)),
    runs("SMOOTH3I(input, time, initial)", becomes=("smooth",)),
    runs("SMOOTH N(input, time, initial, order)", _STEPS),
    *(
        refused(f"{name}(...)", *_VENSIM)
        for name in ("INTEG", "ALLOCATE AVAILABLE", "ALLOCATE BY PRIORITY")
    ),
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
