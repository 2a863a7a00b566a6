"""Vensim's functions: the one table of which the reader, the engine and the documents know.

A function is refused where its maker's documents leave open what it returns and no recorded run
tells, where it does something to other variables, or where it belongs to something else that is
not run.

Source: vensim.com/documentation/22300.html, the summary list of functions, and the page of each
function below the same address; the names of arguments are our own.
"""

from __future__ import annotations

from sdlib.model.language.rows import Row, refused, runs

_STREAM = "the seed of the run decides, not the stream in its last argument"
_SUMS = "of the values, whatever lies between their times"
_FILE = "a csv, xlsx, xls or text file inside the model's folder, and nowhere else"
_ORDER = "the order is fixed when the run begins, and goes down to the steps that fit"

_STOCKS = "model it with stocks and flows, or with DELAY MATERIAL or DELAY N"
_BY_HAND = "write what it computes as equations"
_IMPORT = "import the values as a data variable or a constant, from a csv or xlsx file"
_CIRCLE = (
    "equations that need each other are not solved here",
    "write the solution as an equation, or put a stock or a SMOOTH into the circle",
)
_PROFILE = ("how its profile is spread over time steps is not documented", _STOCKS)
_QUEUE = ("queues are not modelled here", _STOCKS)
_OLDER = (
    "it is older than ALLOCATE BY PRIORITY and no longer documented",
    "use ALLOCATE BY PRIORITY or ALLOCATE AVAILABLE",
)
_UNCLEAR = ("what it returns is not documented well enough", _BY_HAND)
_MACRO = (
    "published models define it as a macro, each in its own way; Vensim's is not documented",
    "write the macro into the file",
)
_STATISTICS = (
    "whether it is that of the points themselves or of a sample is not documented",
    "write the number as a constant",
)
_DATABASE = ("its source is none that is read here", _IMPORT)
_RESULTS = ("Vensim's files of results are not read", _IMPORT)
_CHECK = ("it has a meaning in Reality Checks alone", "take it out of the model's equations")

_MATHEMATICS = (
    runs("ABS(x)"),
    runs("ARCCOS(x)"),
    runs("ARCSIN(x)"),
    runs("ARCTAN(x)"),
    runs("COS(x)"),
    runs("COSH(x)"),
    runs("EXP(x)"),
    runs("GAMMA LN(x)", "of numbers above zero"),
    runs("IF THEN ELSE(condition, then, else)"),
    runs("INTEGER(x)", "cut off towards zero"),
    runs("LN(x)"),
    runs("LOG(x, base)"),
    runs("MAX(a, b)"),
    runs("MIN(a, b)"),
    runs("MODULO(x, base)"),
    runs("POWER(base, exponent)"),
    runs("QUANTUM(x, quantum)"),
    runs("SIN(x)"),
    runs("SINH(x)"),
    runs("SQRT(x)"),
    runs("TAN(x)"),
    runs("TANH(x)"),
    runs("XIDZ(a, b, instead)", "the third argument where b is within 1e-6 of zero"),
    runs("ZIDZ(a, b)", "zero where b is within 1e-6 of zero"),
    refused(
        "A FUNCTION OF(a[, ...])",
        "it is what a sketch leaves where an equation is missing",
        "write the equation",
    ),
    refused("SIMULTANEOUS(x, start)", *_CIRCLE),
    refused("FIND ZERO(x, start, by[, ...])", *_CIRCLE),
    refused("SSHAPE(x, bottom, top)", *_MACRO),
)

_TIME = (
    runs(
        "PULSE(start, width)",
        "in the steps whose middle lies within it; one step where the width is 0",
    ),
    runs(
        "PULSE TRAIN(start, width, interval, end)",
        "in the steps whose middle lies within a pulse; without a pause between them where the "
        "interval is shorter than a pulse",
    ),
    runs("RAMP(slope, start, end)"),
    runs("STEP(height, start)"),
    runs("TIME BASE(start, slope)"),
    runs(
        "GET TIME VALUE(relative to, offset, measure)",
        "only the present time in the model's own units, GET TIME VALUE(0, offset, 0)",
    ),
)

_STATES = (
    runs("ACTIVE INITIAL(active, initial)"),
    runs("DELAY1(input, delay time)", becomes=("delay",)),
    runs("DELAY1I(input, delay time, initial)", becomes=("delay",)),
    runs("DELAY3(input, delay time)", becomes=("delay",)),
    runs("DELAY3I(input, delay time, initial)", becomes=("delay",)),
    runs(
        "DELAY CONVEYOR(input, time, leakage, profile, initial, initial time)",
        "of a time that stays, in whole steps; what lies on it at first is spread evenly. A run "
        "ends in any other case: how it is divided into steps is not documented",
    ),
    runs("DELAY FIXED(input, delay time, initial)", "the time is fixed when the run begins"),
    runs("DELAY INFORMATION(input, delay time, initial)"),
    runs(
        "DELAY MATERIAL(input, delay time, initial, missing)",
        "a time that is no whole number of steps is rounded as that of DELAY FIXED, unverified",
    ),
    runs("DELAY N(input, delay time, initial, order)", _ORDER),
    runs("DEPRECIATE STRAIGHTLINE(stream, time, fiscal period, initial)"),
    runs("FORECAST(input, averaging time, horizon)"),
    runs("GAME(x)", "x itself: nobody plays"),
    runs("INITIAL(x)"),
    runs("INTEG(rate, initial)"),
    runs("NPV(stream, discount rate, initial, factor)"),
    runs("NPVE(stream, discount rate, initial, factor)"),
    runs("REINITIAL(x)", "as INITIAL: no run is begun again"),
    runs("SAMPLE IF TRUE(condition, input, initial)"),
    runs(
        "SINTEG(rate, initial, least, most, quantum, special, threshold)",
        "with :NA: for the last three: how it comes to a multiple of the quantum, or to the "
        "special value, is not documented",
        becomes=("integ",),
    ),
    runs("SMOOTH(input, time)"),
    runs("SMOOTHI(input, time, initial)", becomes=("smooth",)),
    runs("SMOOTH3(input, time)", becomes=("smooth",)),
    runs("SMOOTH3I(input, time, initial)", becomes=("smooth",)),
    runs("SMOOTH N(input, time, initial, order)", _ORDER),
    runs("TREND(input, averaging time, initial trend)"),
    refused(
        "DELAY BATCH(input, size, time, initial batch, its time, initial backlog)",
        "whether a batch takes what is above its size is told in two ways, and in which step what "
        "has just come counts is not told",
        _STOCKS,
    ),
    refused("DELAY PROFILE(profile, input, time, initial, general)", *_PROFILE),
    refused(
        "DEPRECIATE BY SCHEDULE(stream, schedule, initial, time, start of a fiscal period)",
        "how its initial amounts, and the fiscal period that goes on, are spread over time steps "
        "is not documented",
        "use DEPRECIATE STRAIGHTLINE, or add up the stream of the periods before, DELAY FIXED, "
        "each with its share of the schedule",
    ),
    refused(
        "INTERNAL RATE OF RETURN(stream, fiscal period, initial, its time)",
        "whether a fiscal period counts before it has ended is not documented",
        "compare present values, NPV, at several rates of discount",
    ),
    refused(
        "SHIFT IF TRUE(array, condition, size, accumulate, entering)",
        "it changes the values of another variable",
        "model the ages as a chain of stocks, each with a flow to the next",
    ),
    refused("SAMPLE UNTIL(last time, input, initial)", *_MACRO),
    refused("MESSAGE(text, condition)", *_UNCLEAR),
)

_QUEUES = tuple(
    refused(form, *_QUEUE)
    for form in (
        "QUEUE FIFO(inflow, outflow, profile, initial, age range)",
        "QUEUE FIFO ATTRIB(in, out, attribute, change, profile, its profile, initial, its "
        "initial, age range)",
        "QUEUE AGE AVERAGE(queue, quantity)",
        "QUEUE AGE IN RANGE(queue, youngest, oldest)",
        "QUEUE AGE OLDEST(queue)",
        "QUEUE ATTRIB AVERAGE(queue, quantity)",
        "QUEUE ATTRIB IN RANGE(queue, least, most)",
        "QUEUE ATTRIB MAX(queue, quantity)",
        "QUEUE ATTRIB MIN(queue, quantity)",
        "QUEUE ATTRIB QUANTITY(queue, attribute)",
    )
)

_CURVES = (
    runs("WITH LOOKUP(x, (points))", becomes=("curve",)),
    runs("LOOKUP AREA(curve, from, to)"),
    runs("LOOKUP BACKWARD(curve, x)"),
    runs("LOOKUP EXTRAPOLATE(curve, x)"),
    runs("LOOKUP FORWARD(curve, x)"),
    runs("LOOKUP INVERT(curve, y)"),
    runs("LOOKUP SLOPE(curve, x, mode)"),
)

_ARRAYS = (
    runs("ALLOCATE AVAILABLE(request, profile, available)"),
    runs("ALLOCATE BY PRIORITY(request, priority, size, width, supply)"),
    runs("DEMAND AT PRICE(quantity, profile, price)"),
    runs("FIND MARKET PRICE(demand, its profile, supply, its profile)"),
    runs("SUPPLY AT PRICE(quantity, profile, price)"),
    runs("ELMCOUNT(dimension)"),
    runs("INVERT MATRIX(matrix, size)", "the size is a number"),
    runs("PROD(x[dimension!])"),
    runs("SUM(x[dimension!])"),
    runs("TABBED ARRAY(numbers)", becomes=()),
    runs("VECTOR ELM MAP(x[element], offset)"),
    runs("VECTOR LOOKUP(y[first], x, x of the first, x of the last, kind)"),
    runs("VECTOR RANK(x, direction)"),
    runs("VECTOR REORDER(x, positions)"),
    runs("VECTOR SELECT(selection, x, missing, action, error)"),
    runs("VECTOR SORT ORDER(x, direction)"),
    runs("VMAX(x[dimension!])"),
    runs("VMIN(x[dimension!])"),
    refused("ALLOC P(request, priority, width, price)", *_OLDER),
    refused("MARKETP(request, priority, size, width, supply)", *_OLDER),
)

_DATA = (
    runs("GET DATA AT TIME(data, time)"),
    runs(
        "GET DATA BETWEEN TIMES(data, time, mode)",
        "outside of the points it is :NA:; modes 1 and -1 as Vensim's help has them: one recorded "
        "run has the point before where the mode is -1 and the time is at a point, and times cut "
        "off to whole numbers",
    ),
    runs("GET DATA FIRST TIME(data)"),
    runs("GET DATA LAST TIME(data)"),
    runs("GET DATA MAX(data, from, to)"),
    runs("GET DATA MEAN(data, from, to)"),
    runs("GET DATA MEDIAN(data, from, to)", "the mean of the two in the middle of an even number"),
    runs("GET DATA MIN(data, from, to)"),
    runs("GET DATA TOTAL POINTS(data)"),
    runs("TIME SHIFT(data, by)"),
    runs("CUMULATE(data)", _SUMS),
    runs("CUMULATEF(data)", f"the last sum alone; {_SUMS}"),
    runs("GET DIRECT CONSTANTS('file', 'sheet', 'cell')", _FILE, becomes=()),
    runs("GET DIRECT DATA('file', 'sheet', 'times', 'cell')", _FILE, becomes=()),
    runs("GET DIRECT LOOKUPS('file', 'sheet', 'x', 'cell')", _FILE, becomes=()),
    runs("GET DIRECT SUBSCRIPT('file', 'sheet', 'first', 'last', 'prefix')", _FILE, becomes=()),
    runs("GET XLS CONSTANTS('file', 'sheet', 'cell')", _FILE, becomes=()),
    runs("GET XLS DATA('file', 'sheet', 'times', 'cell')", _FILE, becomes=()),
    runs("GET XLS LOOKUPS('file', 'sheet', 'x', 'cell')", _FILE, becomes=()),
    runs("GET XLS SUBSCRIPT('file', 'sheet', 'first', 'last', 'prefix')", _FILE, becomes=()),
    refused("GET 123 CONSTANTS('file', 'sheet', 'cell')", *_DATABASE),
    refused("GET 123 DATA('file', 'sheet', 'times', 'cell')", *_DATABASE),
    refused("GET 123 LOOKUPS('file', 'sheet', 'x', 'cell')", *_DATABASE),
    refused("GET 123 SUBSCRIPT('file', 'sheet', 'first', 'last', 'prefix')", *_DATABASE),
    refused("GET ODBC CONSTANTS('source', 'table', 'column')", *_DATABASE),
    refused("GET ODBC DATA('source', 'table', 'times', 'column')", *_DATABASE),
    refused("GET ODBC LOOKUPS('source', 'table', 'x', 'column')", *_DATABASE),
    refused("GET VDF CONSTANTS('file', 'variable', time)", *_RESULTS),
    refused("GET VDF DATA('file', 'variable', start, step)", *_RESULTS),
    refused("GET VDF LOOKUPS('file', 'variable', start, step)", *_RESULTS),
    refused("GET DATA STDV(data, from, to)", *_STATISTICS),
)

_RANDOM = (
    runs("RANDOM 0 1()", "the draw hangs on the seed of the run, the place and the step"),
    runs("RANDOM BETA(least, most, alpha, beta, shift, stretch, stream)", _STREAM),
    runs("RANDOM BINOMIAL(least, most, chance, trials, shift, stretch, stream)", _STREAM),
    runs("RANDOM EXPONENTIAL(least, most, shift, stretch, stream)", _STREAM),
    runs("RANDOM GAMMA(least, most, order, shift, stretch, stream)", _STREAM),
    runs("RANDOM LOOKUP(curve, least, most, shift, stretch, stream)", _STREAM),
    runs(
        "RANDOM NEGATIVE BINOMIAL(least, most, chance, successes, shift, stretch, stream)", _STREAM
    ),
    runs("RANDOM NORMAL(least, most, mean, deviation, stream)", f"cut off at its ends; {_STREAM}"),
    runs("RANDOM PINK NOISE(mean, deviation, correlation time, stream)", _STREAM),
    runs("RANDOM POISSON(least, most, mean, shift, stretch, stream)", _STREAM),
    runs("RANDOM TRIANGULAR(least, most, start, peak, stop, stream)", _STREAM),
    runs("RANDOM UNIFORM(least, most, stream)", _STREAM),
    runs("RANDOM WEIBULL(least, most, shape, shift, stretch, stream)", _STREAM),
)

_CHECKS = tuple(
    refused(f"RC {kind}(x, by, start, during[, ...])", *_CHECK)
    for base in ("COMPARE", "DECAY", "GROW", "RAMP", "STEP")
    for kind in (base, f"{base} CHECK")
)

VENSIM_FUNCTIONS: dict[str, tuple[Row, ...]] = {
    "Mathematics": _MATHEMATICS,
    "Time and test inputs": _TIME,
    "Functions that remember": _STATES,
    "Curves": _CURVES,
    "Arrays, allocation, markets, matrices": _ARRAYS,
    "Data and files": _DATA,
    "Random numbers": _RANDOM,
    "Queues": _QUEUES,
    "Reality Checks": _CHECKS,
}
"""Family to its functions."""
