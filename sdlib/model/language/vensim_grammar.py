"""Vensim's constructs that are no functions: operators, subscripts, data, macros, settings.

Source: vensim.com/documentation/22030.html and the pages beside it (the modelling language), and
files that Vensim has written.
"""

from __future__ import annotations

from sdlib.model.language.rows import Row, State, construct

REPORTED = State.REPORTED

_FILE = (
    construct("encoding", "{UTF-8}", r"\{UTF-8\}", "in the first line; any other with --encoding"),
    construct("equation", "name = formula ~ unit ~ comment |", r"\w = "),
    construct("statement without a unit", "name = formula ~~|", r"~~\|"),
    construct("group", "**** .group **** ~ comment |", r"\*{4}\s*\n?\s*\.?\w"),
    construct("name in quotes", '"R&D, total"', r'"[^"\n]*[&,][^"\n]*"'),
    construct("name in any script", "企业 = 5", r"[\u4e00-\u9fff]+ ="),
    construct(
        "comment in braces", "a + {words} b", r"= .*\{[^}]+\}", "anywhere, also within another"
    ),
    construct("line that goes on", "a + \\", r"\\\n"),
    construct(
        "range of a variable", "~ unit [0, 10, 0.5] ~", r"~[^~|\[]*\[[\d.?]+ *,", "makes a lever"
    ),
    construct(
        "supplementary",
        "~ ~ comment ~ :SUPPLEMENTARY |",
        ":SUPPLEMENTARY",
        "it is computed like all others",
        REPORTED,
    ),
    construct("initial and final time, step", "FINAL TIME = 10", "FINAL TIME"),
    construct("step of saving", "SAVEPER = 1", "SAVEPER"),
    construct(
        "other step of saving",
        "SAVEPER = 0.1",
        "SAVEPER",
        "no whole number of time steps: values are kept at each step",
    ),
    construct(
        "end between two steps",
        "FINAL TIME = 10",
        "FINAL.TIME",
        "a run ends with the last time step before",
    ),
    construct(
        "times that move",
        "TIME STEP = IF THEN ELSE(Time < 9, 1, 0.5)",
        r"TIME STEP = IF THEN ELSE\(Time",
        "with Time alone; TIME STEP by Euler's method, without functions that count steps",
    ),
    construct(
        "times as expressions", "FINAL TIME = INITIAL TIME + 5", r"TIME = [^~]*TIME", "of constants"
    ),
    construct(
        "sketch",
        "\\\\\\---/// Sketch information",
        r"Sketch information",
        "it is not shown; the page draws diagrams of its own",
        REPORTED,
    ),
    construct(
        "settings",
        "///---\\\\\\",
        r"///---\\\\\\",
        "method of integration, names of data files and units are taken from them",
        REPORTED,
    ),
    construct(
        "method of integration",
        "15:0,0,0,1",
        r"15:\d",
        "Euler or RK4, in steps of one length; RK2 is run as RK4",
    ),
    construct(
        "names of data files", "30:?data=file.xlsx", r"30:\?", "for files that equations call ?data"
    ),
    construct("units that are one", "22:$,Dollar,Dollars,$s", r"22:", "for the check of units"),
)

_OPERATORS = (
    construct("plus, minus", "a + b - c", r"\w \+ \w"),
    construct(
        "times, divided by",
        "a * b / c",
        r"\w ?\* ?\w",
        "a quotient by zero ends the run where it makes a difference",
    ),
    construct("power", "a ^ b", r"\^", "from right to left; binds more than a sign: -2^2 is -4"),
    construct("comparison", "a = b, a <> b, a < b, a <= b, a > b, a >= b", r"<>"),
    construct("and", "a :AND: b", ":AND:"),
    construct("or", "a :OR: b", ":OR:"),
    construct("not", ":NOT: a", ":NOT:"),
    construct("no value", ":NA:", ":NA:", "the number -2^110, as Vensim records it"),
)

_SUBSCRIPTS = (
    construct("dimension", "Region: north, south", r"^\w+ ?: ?\w+, "),
    construct("numbered elements", "Age: (A1-A9)", r": ?\(\w+-\w+\)"),
    construct("subrange", "Coast: east, south", r"^S ?: ?\w+"),
    construct("one dimension for another", "Region <-> Place", "<->"),
    construct("mapping", "Region: north, south -> Country", r"-> ?\w"),
    construct("named mapping", "-> (Country: A, B)", r"-> ?\(", "in any order, several at once"),
    construct("element", "x[north]", r"\[(north|left)\]"),
    construct("all elements", "x[Region]", r"\w\[\w+\]"),
    construct("several dimensions", "x[Region, Age]", r"\w\[\w+, ?\w+\]"),
    construct("numbers of an array", "x[Region] = 1, 2", r"\] = [\d.]+, ?[\d.]+"),
    construct("rows of numbers", "x[Region, Age] = 1, 2; 3, 4;", r"\d;"),
    construct("exception", "x[Region] :EXCEPT: [north] = ...", ":EXCEPT:"),
    construct("marked dimension", "SUM(x[Region!])", r"!\]"),
    construct(
        "position of an element",
        "x[Region] = Region",
        r"^\w[\w ]*\[(\w+)\] = \1\b",
        "counted from 1",
    ),
)

_KINDS = (
    construct("fixed constant", "x == 5", r"\w ==", "not a lever of a bare model's runs"),
    construct("curve", "c((0,0), (1,2))", r"^\w[\w ]*\( ?[\[(]", "the ends go on level"),
    construct("curve with a range", "c([(0,0)-(10,10)], (0,0), (1,2))", r"\(\[\("),
    construct(
        "older form of a curve", "c(0, 1, 0, 2)", r"^\w[\w ]*\(\d[\d., ]*\)", "all x, then all y"
    ),
    construct("call of a curve", "c(Time)", r"= [a-z ]*curve[a-z ]*\("),
    construct("call through a choice", "IF THEN ELSE(a, c, d)(Time)", r"\)\s*\(Time"),
    construct(
        "data variable",
        "x ~ unit ~ comment |",
        r"\bx ~",
        "its values from a file beside it, or from a run's inputs",
    ),
    construct("data equation", "x := y", r":=", "linear between its points"),
    construct("linear data", "x :INTERPOLATE:", ":INTERPOLATE:"),
    construct("data that hold", "x :HOLD BACKWARD:", ":HOLD BACKWARD:"),
    construct("data that look forward", "x :LOOK FORWARD:", ":LOOK FORWARD:"),
    construct("raw data", "x :RAW:", ":RAW:", "a value at its own times, :NA: between them"),
    construct(
        "text variable", "x :IS: 'words'", r":IS:", "a variable that holds a text", State.REFUSED
    ),
)

_MACROS = (
    construct("macro", ":MACRO: M(a, b) ... :END OF MACRO:", ":MACRO:", "stocks and curves too"),
    construct("macro with several results", ":MACRO: M(a : b)", r":MACRO:[^(]*\([^)]*:"),
    construct("macro in a macro", "M(N(a))", r":MACRO:(?s:.)*:MACRO:"),
)

_CHECKS = (
    construct(
        "Reality Check",
        "x :THE CONDITION: a :IMPLIES: b",
        ":THE CONDITION:",
        "it is not tested, whatever its keywords; checks.yaml of a package can say the same",
        REPORTED,
        lost=True,
    ),
    construct(
        "test input",
        "x :TEST INPUT: y = 0",
        ":TEST INPUT:",
        "it is not applied",
        REPORTED,
        lost=True,
    ),
)

VENSIM_GRAMMAR: dict[str, tuple[Row, ...]] = {
    "The file": _FILE,
    "Operators": _OPERATORS,
    "Dimensions and subscripts": _SUBSCRIPTS,
    "Kinds of variables": _KINDS,
    "Macros": _MACROS,
    "Checks": _CHECKS,
}
"""Family to its constructs."""
