"""Elements and attributes of XMILE 1.0, and the constructs of its equations.

Source: XMILE 1.0, sections 2 to 6.
"""

from __future__ import annotations

from sdlib.model.language.rows import Row, State, construct

RUNS, REPORTED, REFUSED = State.RUNS, State.REPORTED, State.REFUSED


def _element(
    name: str, form: str, note: str = "", state: State = RUNS, mark: str = "", *, lost: bool = False
) -> Row:
    return construct(name, form, mark or rf"<{name}\b", note, state, lost=lost)


_DOCUMENT = (
    _element("xmile", '<xmile xmlns="...">', "with or without the standard's namespace"),
    _element("header", "<header>", "names, versions and features; they change nothing"),
    _element(
        "include",
        '<includes><include resource="macros.xml"/>',
        "models, macros, dimensions and behaviour, of files inside the model's folder and nowhere "
        "else",
    ),
    _element("sim_specs", "<sim_specs>"),
    _element("start", "<start>"),
    _element("stop", "<stop>"),
    _element("dt", "<dt>"),
    _element("reciprocal", '<dt reciprocal="true">', mark="reciprocal="),
    _element("method", '<sim_specs method="RK4">', "RK2 is run as RK4", mark="method="),
    _element(
        "save_interval",
        '<sim_specs isee:save_interval="1">',
        "no whole number of DT: values are kept at each",
        mark="save_interval=",
    ),
    _element("time_units", '<sim_specs time_units="Year">', mark="time_units="),
    _element("behavior", "<behavior><stock><non_negative/>"),
    _element("model_units", "<model_units><unit/>", "not used in the check of units", REPORTED),
    _element("dimensions", "<dimensions><dim/>"),
    _element("elem", '<dim name="Region"><elem name="north"/>'),
    _element("size", '<dim name="Age" size="3"/>', mark="size="),
    _element("data", "<data><import/>", "no file is imported or exported", REPORTED, lost=True),
    _element("model", "<model>", "several where there are modules"),
    _element("macro", "<macro>"),
    _element("parm", "<macro><parm>"),
)

_VARIABLES = (
    _element("stock", "<stock>"),
    _element("flow", "<flow>"),
    _element("aux", "<aux>"),
    _element("gf", "<gf>", "in a variable, or alone"),
    _element("module", "<module>", "written out: the variable b of the module a is a.b"),
    _element("connect", '<connect to="a.b" from="c"/>', "also connect2"),
    _element("access", 'access="input"', mark="access="),
    _element(
        "resource",
        '<module resource="file"/>',
        "a model in another file, which is not read",
        REFUSED,
        mark="resource=",
    ),
    _element("group", "<group><entity/>", mark="<group"),
    _element("eqn", "<eqn>"),
    _element("init_eqn", "<init_eqn>", "the value at the start"),
    _element("mathml", "<mathml>", "the equation is read from <eqn>", REPORTED),
    _element("inflow", "<inflow>"),
    _element("outflow", "<outflow>"),
    _element(
        "non_negative",
        "<non_negative/>",
        "a stock limits its outflows, the first of the file first; a flow goes one way",
    ),
    _element("element", '<element subscript="north">'),
    _element(
        "several equations",
        "<eqn>1</eqn><eqn>2</eqn>",
        "one for each element, in order",
        mark="</eqn><eqn>",
    ),
    _element("units", "<units>"),
    _element("doc", "<doc>"),
    _element("range", '<range min="0" max="1"/>', "makes a lever"),
    _element("scale", "<scale/>", "how it is drawn", REPORTED),
    _element("format", "<format/>", "how numbers are written", REPORTED),
    _element(
        "event_poster", "<event_poster>", "messages that a run would show", REPORTED, lost=True
    ),
    _element(
        "multiplier", "<multiplier>", "a factor between the units of a flow's two stocks", REFUSED
    ),
    _element("conveyor", "<conveyor>", "a conveyor", REFUSED),
    _element("queue", "<queue/>", "a queue", REFUSED),
    _element("oven", "<oven>", "an oven", REFUSED),
    _element("leak", "<leak>", "what leaks from a conveyor", REFUSED),
    _element("leak_integers", "<leak_integers/>", "what leaks from a conveyor", REFUSED),
    _element("overflow", "<overflow/>", "what a full queue or conveyor sends on", REFUSED),
)

_CURVES = (
    _element(
        "continuous", '<gf type="continuous">', "the default: the ends go on level", mark="<gf>"
    ),
    _element("extrapolate", '<gf type="extrapolate">', mark="extrapolate"),
    _element("discrete", '<gf type="discrete">', mark="discrete"),
    _element("xscale", '<xscale min="0" max="1"/>'),
    _element("yscale", '<yscale min="0" max="1"/>', "of a drawing"),
    _element("xpts", "<xpts>"),
    _element("ypts", "<ypts>"),
    _element("sep", '<ypts sep=";">', mark="sep="),
)

_PICTURES = (
    _element("views", "<views>", "the page draws diagrams of its own", REPORTED),
    _element("style", "<style>", "colours and letters", REPORTED),
)

XMILE_ELEMENTS: dict[str, tuple[Row, ...]] = {
    "The document": _DOCUMENT,
    "Variables": _VARIABLES,
    "Graphical functions": _CURVES,
    "Pictures": _PICTURES,
}
"""Family to its elements and attributes."""

_OPERATORS = (
    construct("plus, minus", "a + b - c", r"\w \+ \w"),
    construct(
        "times, divided by",
        "a * b / c",
        r"\w ?\* ?\w",
        "a quotient by zero ends the run where it makes a difference",
    ),
    construct("quotient that is safe", "a // b", "//", "zero where b is zero"),
    construct(
        "remainder",
        "a MOD b",
        r"\bMOD\b",
        "has the sign of b; in a file that Vensim wrote, that of a",
        becomes=("floored modulo",),
    ),
    construct("power", "a ^ b", r"\^", "from right to left; binds more than a sign"),
    construct(
        "comparison", "a = b, a <> b, a < b, a <= b, a > b, a >= b", r"&lt;&gt;|!=", "also !="
    ),
    construct("and", "a AND b", r"\b(AND|and)\b|&amp;", "also &"),
    construct("or", "a OR b", r"\b(OR|or)\b|\|", "also |"),
    construct("not", "NOT a", r"\b(NOT|not)\b|!\(", "also !; binds less than a comparison"),
    construct("choice", "IF a THEN b ELSE c", r"\bTHEN\b", "also as an operand"),
    construct("comment in braces", "{words} a", r"<eqn>[^<]*\{"),
    construct("name in quotes", '"R&D, total"', r"<eqn>\"|\(\"", 'a quote within: \\"'),
    construct("name of a module's variable", "farm.land", r"<eqn>[^<]*\b[a-z]{2,}\.[a-z]{2,}"),
    construct(
        "no equation", "???", r"\?\?\?", "refused, unless every element has an equation of its own"
    ),
)

_SUBSCRIPTS = (
    construct("element", "x[north]", r"\[(left|north)"),
    construct("number of an element", "x[2]", r"\[\d"),
    construct("all elements", "x[*]", r"\[\*"),
    construct(
        "array without subscripts",
        "SUM(x)",
        r"SUM\(\w+\)",
        "the same element, or all within SUM and its like",
    ),
    construct(
        "computed subscript",
        "x[n + 1]",
        r"\[\w+ ?\+",
        "zero beyond the array; a number that a run computes has to be a whole one",
        becomes=("element at",),
    ),
    construct(
        "range of elements",
        "SUM(x[2:4])",
        r"\[\w+:",
        "in SUM, PROD, MIN, MAX, MEAN, STDDEV and SIZE",
    ),
)

XMILE_GRAMMAR: dict[str, tuple[Row, ...]] = {
    "Operators": _OPERATORS,
    "Subscripts": _SUBSCRIPTS,
}
"""Family to the constructs of equations."""
