"""Functions that are known by name and not run, because nothing certain can be said of them.

Each has a reason and what its user can do instead. A function stands here where its maker's
documents leave open what it returns and no recorded run tells, where it does something to other
variables, or where it belongs to something else that is not run.

Source: vensim.com/documentation/22300.html (summary of functions) and the pages that it lists;
iseesystems.com, help on builtins.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """Why a function is not run."""

    why: str
    """What is missing, to be read after the function's name."""
    instead: str
    """What to do."""


def _all(names: str, why: str, instead: str) -> dict[str, Refusal]:
    """Return one refusal for several functions, whose names are parted by commas."""
    return {name.strip(): Refusal(why=why, instead=instead) for name in names.split(",")}


_STOCKS = "model it with stocks and flows, or with DELAY MATERIAL or DELAY N"
_FLOWS = "model it with stocks and flows, or with DELAY or DELAYN"
_BY_HAND = "write what it computes as equations"
_DATA = "import the values as a data variable or a constant, from a csv or xlsx file"
_CIRCLE = "write the solution as an equation, or put a stock or a SMOOTH into the circle"

VENSIM = {
    **_all("a function of", "it is what a sketch leaves where an equation is missing",
           "write the equation"),
    **_all("delay batch", "whether a batch takes what is above its size is not documented",
           _STOCKS),
    **_all("delay conveyor, delay profile",
           "how its profile is spread over time steps is not documented", _STOCKS),
    **_all("queue fifo, queue fifo attrib, queue age average, queue age in range, "
           "queue age oldest, queue attrib average, queue attrib in range, queue attrib max, "
           "queue attrib min, queue attrib quantity",
           "queues are not modelled here", _STOCKS),
    **_all("shift if true", "it changes the values of another variable",
           "model the ages as a chain of stocks, each with a flow to the next"),
    **_all("find zero, simultaneous", "equations that need each other are not solved here",
           _CIRCLE),
    **_all("internal rate of return",
           "what it returns before the end of a fiscal period is not documented",
           "compare present values, NPV, at several rates of discount"),
    **_all("depreciate by schedule",
           "how its initial amounts are spread over fiscal periods is not documented",
           "use DEPRECIATE STRAIGHTLINE, or add up the stream of the periods before, DELAY FIXED, "
           "each with its share of the schedule"),
    **_all("marketp, alloc p", "it is older than ALLOCATE BY PRIORITY and no longer documented",
           "use ALLOCATE BY PRIORITY or ALLOCATE AVAILABLE"),
    **_all("cumulate, cumulatef", "sums over data are not computed here",
           "import the sums as a data variable"),
    **_all("get data median, get data stdv",
           "what it returns is not documented well enough", "write the number as a constant"),
    **_all("get 123 constants, get 123 data, get 123 lookups, get 123 subscript, "
           "get odbc constants, get odbc data, get odbc lookups",
           "its source is none that is read here", _DATA),
    **_all("get vdf constants, get vdf data, get vdf lookups",
           "Vensim's files of results are not read", _DATA),
    **_all("sample until, sshape, sinteg, message",
           "what it returns is not documented well enough", _BY_HAND),
    **_all("rc compare, rc compare check, rc decay, rc decay check, rc grow, rc grow check, "
           "rc ramp, rc ramp check, rc step, rc step check",
           "it has a meaning in reality checks alone", "take it out of the model's equations"),
}  # fmt: skip
"""Key of a function of Vensim to why it is not run."""

XMILE = {
    **_all("cycletime, ctmean, ctmax, ctmin, ctstddev, ctflow, throughput",
           "conveyors, queues and ovens are not modelled here", _FLOWS),
    **_all("qelem, ostate", "conveyors, queues and ovens are not modelled here", _FLOWS),
    **_all("poisson, montecarlo",
           "whether its mean is that of a unit of time or of a time step, and whether the count is "
           "divided by the step, is told in different ways",
           "write the chance of an event in a step, and compare it with UNIFORM(0, 1)"),
    **_all("round", "which way it rounds a half is not documented",
           "write INT(x + 0.5), which rounds a half up"),
    **_all("runcount, sensiruncount",
           "a run knows nothing of the runs before it", "write the value as a constant"),
    **_all("pause, sound, now", "it is for those who watch a run", "take it out of the equation"),
    **_all("npv, irr", "when its payments fall due is not documented",
           "write the present value as a stock of discounted payments"),
    **_all("lookupinv, lookuparea, lookupmean, lookupxy",
           "what it returns beyond the ends of the graphical function is not documented",
           "write what it computes as a graphical function of its own"),
    **_all("counter", "whether it returns its end before it begins anew is not documented",
           "write start + (TIME - STARTTIME) MOD (end - start)"),
    **_all("gamma, geometric, invnorm, logistic, negbinomial, pareto, normalcdf, combinations, "
           "factorial, permutations, weibull, switch, derivn, rework, allocate",
           "what it returns is not documented well enough", _BY_HAND),
}  # fmt: skip
"""Key of a function of XMILE, or of Stella, to why it is not run."""


def refusal(function: str, *, xmile: bool) -> Refusal | None:
    """Return why a function is not run, None where nothing is known of it.

    Args:
        function: Key of the function, as an expression names it.
        xmile: Whether the file is written in XMILE.
    """
    return (XMILE if xmile else VENSIM).get(function)
