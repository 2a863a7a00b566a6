"""Vensim's functions: the one table of which the reader, the engine and the documents know.

Source: vensim.com/documentation/22300.html, the summary list of functions, and the page of each
function below the same address; the names of arguments are our own.
"""

from __future__ import annotations

from sdlib.model.language.rows import Row, refused, runs

_NOT_RUN = "models that need it are run in Vensim"
_QUEUE = "queues, which keep the age of what waits, are not known"
_MARKET = "markets that are cleared by a price are not known"
_DATABASE = "only csv, xlsx, xls and text files inside the model's folder are read"
_VDF = "results of other runs, in Vensim's own file format, are not read"
_STATISTICS = "statistics of a data variable are not known"
_CHECK = "it belongs to Reality Checks, which are not tested"
_STREAM = "the seed of the run decides, not the stream in its last argument"
_FILE = "a csv, xlsx, xls or text file inside the model's folder, and nowhere else"
_DELAYED = "a delay of changing time is not known"

_MATHEMATICS = (
    runs("ABS(x)"),
    runs("ARCCOS(x)"),
    runs("ARCSIN(x)"),
    runs("ARCTAN(x)"),
    runs("COS(x)"),
    runs("COSH(x)"),
    runs("EXP(x)"),
    runs("GAMMA LN(x)", "of numbers above zero"),
    runs("IF THEN ELSE(condition, then, else)", "only the chosen one need be a number"),
    runs("INTEGER(x)", "cut off towards zero"),
    runs("LN(x)"),
    runs("LOG(x, base)"),
    runs("MAX(a, b)"),
    runs("MIN(a, b)"),
    runs("MODULO(x, base)", "has the sign of x"),
    runs("POWER(base, exponent)"),
    runs("QUANTUM(x, quantum)"),
    runs("SIN(x)"),
    runs("SINH(x)"),
    runs("SQRT(x)"),
    runs("TAN(x)"),
    runs("TANH(x)"),
    runs("XIDZ(a, b, instead)", "the third argument where b is within 1e-6 of zero"),
    runs("ZIDZ(a, b)", "zero where b is within 1e-6 of zero"),
    refused("A FUNCTION OF(a[, ...])", "it stands where an equation has still to be written"),
    refused(
        "SIMULTANEOUS(x, start)", "equations that need each other at one instant are not solved"
    ),
    refused("FIND ZERO(x, start, by, ...)", "equations that need each other are not solved"),
)

_TIME = (
    runs("PULSE(start, width)", "one time step at least"),
    runs("PULSE TRAIN(start, width, interval, end)"),
    runs("RAMP(slope, start, end)"),
    runs("STEP(height, start)"),
    runs(
        "GET TIME VALUE(relative to, offset, measure)",
        "only the present time in the model's own units, GET TIME VALUE(0, offset, 0)",
    ),
    refused("TIME BASE(start, slope)", "another time than the model's own is not known"),
)

_STATES = (
    runs("ACTIVE INITIAL(active, initial)"),
    runs("DELAY1(input, delay time)", becomes=("delay",)),
    runs("DELAY1I(input, delay time, initial)", becomes=("delay",)),
    runs("DELAY3(input, delay time)", becomes=("delay",)),
    runs("DELAY3I(input, delay time, initial)", becomes=("delay",)),
    runs("DELAY FIXED(input, delay time, initial)", "the time is fixed when the run begins"),
    runs(
        "DELAY N(input, delay time, initial, order)",
        "the order is fixed when the run begins, and goes down to the steps that fit",
    ),
    runs("FORECAST(input, averaging time, horizon)"),
    runs("GAME(x)", "x itself: nobody plays"),
    runs("INITIAL(x)"),
    runs("INTEG(rate, initial)"),
    runs("NPV(stream, discount rate, initial, factor)"),
    runs("NPVE(stream, discount rate, initial, factor)"),
    runs("SAMPLE IF TRUE(condition, input, initial)"),
    runs("SMOOTH(input, time)"),
    runs("SMOOTHI(input, time, initial)", becomes=("smooth",)),
    runs("SMOOTH3(input, time)", becomes=("smooth",)),
    runs("SMOOTH3I(input, time, initial)", becomes=("smooth",)),
    runs(
        "SMOOTH N(input, time, initial, order)",
        "the order is fixed when the run begins, and goes down to the steps that fit",
    ),
    runs("TREND(input, averaging time, initial trend)"),
    refused("DELAY BATCH(input, size, time, initial, initial time, initial batch)", _DELAYED),
    refused("DELAY CONVEYOR(input, time, leakage, profile, initial, initial time)", _DELAYED),
    refused("DELAY INFORMATION(input, time, initial)", _DELAYED),
    refused("DELAY MATERIAL(input, time, initial, missing)", _DELAYED),
    refused("DELAY PROFILE(profile, input, time, initial, general)", _DELAYED),
    refused("DEPRECIATE BY SCHEDULE(stream, schedule, start, end, initial)", _NOT_RUN),
    refused("DEPRECIATE STRAIGHTLINE(stream, time, initial, fiscal year)", _NOT_RUN),
    refused("INTERNAL RATE OF RETURN(stream, cutoff, initial)", _NOT_RUN),
    refused("SHIFT IF TRUE(array, condition, size, accumulate, entering)", _NOT_RUN),
    refused("MESSAGE(text, condition)", "nobody is asked anything during a run"),
)

_QUEUES = (
    refused("QUEUE FIFO(inflow, outflow, profile, initial, age range)", _QUEUE),
    refused(
        "QUEUE FIFO ATTRIB(in, out, attribute, change, profile, its profile, initial, its initial, "
        "age range)",
        _QUEUE,
    ),
    refused("QUEUE AGE AVERAGE(queue, quantity)", _QUEUE),
    refused("QUEUE AGE IN RANGE(queue, youngest, oldest)", _QUEUE),
    refused("QUEUE AGE OLDEST(queue)", _QUEUE),
    refused("QUEUE ATTRIB AVERAGE(queue, quantity)", _QUEUE),
    refused("QUEUE ATTRIB IN RANGE(queue, least, most)", _QUEUE),
    refused("QUEUE ATTRIB MAX(queue, quantity)", _QUEUE),
    refused("QUEUE ATTRIB MIN(queue, quantity)", _QUEUE),
    refused("QUEUE ATTRIB QUANTITY(queue, attribute)", _QUEUE),
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
    runs("ALLOCATE AVAILABLE(request, profile, available)", "profiles 1 to 3 and 5: see the model"),
    runs("ALLOCATE BY PRIORITY(request, priority, size, width, supply)"),
    runs("ELMCOUNT(dimension)"),
    runs("INVERT MATRIX(matrix, size)", "the size is a number"),
    runs("PROD(x[dimension!])"),
    runs("SUM(x[dimension!])"),
    runs("TABBED ARRAY(numbers)", becomes=()),
    runs("VECTOR ELM MAP(x[element], offset)", "outside of the array it is :NA:"),
    runs("VECTOR RANK(x, direction)"),
    runs("VECTOR REORDER(x, positions)"),
    runs("VECTOR SELECT(selection, x, missing, action, error)"),
    runs("VECTOR SORT ORDER(x, direction)"),
    runs("VMAX(x[dimension!])"),
    runs("VMIN(x[dimension!])"),
    refused("VECTOR LOOKUP(x, y, at, ...)", "a curve that is made of two arrays is not known"),
    refused("ALLOC P(request, priority, width, price)", _MARKET),
    refused("MARKETP(request, priority, size, width, supply)", _MARKET),
    refused("DEMAND AT PRICE(quantity, profile, price)", _MARKET),
    refused("SUPPLY AT PRICE(quantity, profile, price)", _MARKET),
    refused("FIND MARKET PRICE(demand, its profile, supply, its profile)", _MARKET),
)

_DATA = (
    runs("GET DATA AT TIME(data, time)"),
    runs("GET DATA BETWEEN TIMES(data, time, mode)", "outside of the points it is :NA:"),
    runs("GET DATA FIRST TIME(data)"),
    runs("GET DATA LAST TIME(data)"),
    runs("GET DATA TOTAL POINTS(data)"),
    runs("GET DIRECT CONSTANTS('file', 'sheet', 'cell')", _FILE, becomes=()),
    runs("GET DIRECT DATA('file', 'sheet', 'times', 'cell')", _FILE, becomes=()),
    runs("GET DIRECT LOOKUPS('file', 'sheet', 'x', 'cell')", _FILE, becomes=()),
    runs("GET DIRECT SUBSCRIPT('file', 'sheet', 'first', 'last', 'prefix')", _FILE, becomes=()),
    runs("GET XLS CONSTANTS('file', 'sheet', 'cell')", _FILE, becomes=()),
    runs("GET XLS DATA('file', 'sheet', 'times', 'cell')", _FILE, becomes=()),
    runs("GET XLS LOOKUPS('file', 'sheet', 'x', 'cell')", _FILE, becomes=()),
    runs("GET XLS SUBSCRIPT('file', 'sheet', 'first', 'last', 'prefix')", _FILE, becomes=()),
    refused("GET 123 CONSTANTS('file', 'sheet', 'cell')", _DATABASE),
    refused("GET 123 DATA('file', 'sheet', 'times', 'cell')", _DATABASE),
    refused("GET 123 LOOKUPS('file', 'sheet', 'x', 'cell')", _DATABASE),
    refused("GET ODBC CONSTANTS('source', 'table', 'column')", _DATABASE),
    refused("GET ODBC DATA('source', 'table', 'times', 'column')", _DATABASE),
    refused("GET ODBC LOOKUPS('source', 'table', 'x', 'column')", _DATABASE),
    refused("GET VDF CONSTANTS('file', 'variable', time)", _VDF),
    refused("GET VDF DATA('file', 'variable', start, step)", _VDF),
    refused("GET VDF LOOKUPS('file', 'variable', start, step)", _VDF),
    refused("GET DATA MAX(data, from, to)", _STATISTICS),
    refused("GET DATA MEAN(data, from, to)", _STATISTICS),
    refused("GET DATA MEDIAN(data, from, to)", _STATISTICS),
    refused("GET DATA MIN(data, from, to)", _STATISTICS),
    refused("GET DATA STDV(data, from, to)", _STATISTICS),
    refused("CUMULATE(data)", _STATISTICS),
    refused("CUMULATEF(data)", _STATISTICS),
    refused("TIME SHIFT(data, by)", "a data variable that is moved in time is not known"),
)

_RANDOM = (
    runs("RANDOM 0 1()", "the draw hangs on the seed of the run, the place and the step"),
    runs("RANDOM BINOMIAL(least, most, chance, trials, shift, stretch, stream)", _STREAM),
    runs("RANDOM EXPONENTIAL(least, most, shift, stretch, stream)", _STREAM),
    runs("RANDOM NORMAL(least, most, mean, deviation, stream)", f"cut off at its ends; {_STREAM}"),
    runs("RANDOM POISSON(least, most, mean, shift, stretch, stream)", _STREAM),
    runs("RANDOM TRIANGULAR(least, most, start, peak, stop, stream)", _STREAM),
    runs("RANDOM UNIFORM(least, most, stream)", _STREAM),
    runs("RANDOM WEIBULL(least, most, shape, shift, stretch, stream)", _STREAM),
    refused("RANDOM BETA(least, most, alpha, beta, shift, stretch, stream)", _NOT_RUN),
    refused("RANDOM GAMMA(least, most, order, shift, stretch, stream)", _NOT_RUN),
    refused("RANDOM LOOKUP(curve, least, most, shift, stretch, stream)", _NOT_RUN),
    refused(
        "RANDOM NEGATIVE BINOMIAL(least, most, chance, successes, shift, stretch, stream)", _NOT_RUN
    ),
    refused("RANDOM PINK NOISE(mean, deviation, correlation time, stream)", _NOT_RUN),
)

_CHECKS = tuple(
    refused(f"RC {kind}(x, by, start, during, ...)", _CHECK)
    for base in ("COMPARE", "DECAY", "GROW", "RAMP", "STEP")
    for kind in (base, f"{base} CHECK")
)

VENSIM_FUNCTIONS: dict[str, tuple[Row, ...]] = {
    "Mathematics": _MATHEMATICS,
    "Time and test inputs": _TIME,
    "Functions that remember": _STATES,
    "Curves": _CURVES,
    "Arrays, allocation, matrices": _ARRAYS,
    "Data and files": _DATA,
    "Random numbers": _RANDOM,
    "Queues": _QUEUES,
    "Reality Checks": _CHECKS,
}
"""Family to its functions."""
