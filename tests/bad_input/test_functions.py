"""Functions that are given what they do not take: told with line, construct and what is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

import sdlib
from sdlib.errors import SdError

TIMES = "INITIAL TIME=0~~|FINAL TIME=2~~|TIME STEP=1~~|SAVEPER=1~~|"
ARRAYS = (
    "D: p, q ~~|\nE: r, s, t ~~|\nv[D] = 1, 2 ~~|\nm[D,E] = 1, 2, 3; 4, 5, 6 ~~|\n"
    "c((0,0),(1,1)) ~~|\nn = 2 ~~|\n"
)

VENSIM = {
    "a sum as a vector": ("x[D] = VECTOR RANK(v[D] + 1, 1)", "VECTOR RANK is not given an array"),
    "a number as a vector": (
        "x = VECTOR SORT ORDER(n, 1)",
        "ORDER is not given an array",
    ),
    "a curve as a vector": ("x = VECTOR REORDER(c, 0)", "VECTOR REORDER is not given an array"),
    "too few": ("x = VECTOR ELM MAP(v[p])", "VECTOR ELM MAP has 1 arguments"),
    "an action": ("x = VECTOR SELECT(v[D!], v[D!], 0, 11, 0)", "the numerical action 11"),
    "no square": ("x[D,E] = INVERT MATRIX(m[D,E], 2)", "'m' with 2 rows and 3 columns"),
    "a size that changes": ("x[D,E] = INVERT MATRIX(m[D,E], Time)", "not known beforehand"),
    "no profile": ("x[D] = ALLOCATE AVAILABLE(v[D], v[D], 1)", "two dimensions"),
    "another profile": ("x[D,E] = ALLOCATE AVAILABLE(m[D,E], m[D,r], 1)", "'m' whose last two"),
    "another number": ("x[D] = ALLOCATE BY PRIORITY(v[D], v[D], 3, 1, 1)", "2, as 'v' has"),
    "no curve": ("x = LOOKUP FORWARD(n, 1)", "'n' is used as a curve, and is a constant"),
    "a sum as a curve": ("x = LOOKUP INVERT(1 + 2, 1)", "LOOKUP INVERT is about an expression"),
    "no data": ("x = GET DATA BETWEEN TIMES(n, 1, 0)", "'n', which is a constant"),
    "a clock": ("x = GET TIME VALUE(2, 0, 10)", "make every run another one"),
    "the calendar": ("x = GET TIME VALUE(0, 0, 3)", "in the model's own units"),
    "a discount": ("x = NPV(1, 2)", "NPV has 2 arguments"),
    "a function of XMILE": ("x = FLOOR(2.5)", "the function FLOOR is not known"),
    "a function of XMILE with a row": ("x = SAFEDIV(1, 2)", "SAFEDIV is one of XMILE and Stella"),
    "a stock in a sum": ("x = 2 + INTEG(1, 0)", "INTEG inside an expression"),
    "a stock in a stock": ("x = INTEG(1, INTEG(1, 0))", "a stock is a variable of its own"),
    "a limited stock in a call": (
        "x = MAX(0, SINTEG(1, 2, 0, 9, :NA:, :NA:, :NA:))",
        "INTEG inside an expression",
    ),
    "a quantum": ("x = SINTEG(1, 2, 0, 9, 1, :NA:, :NA:)", "SINTEG with a quantum"),
    "a limit that moves": ("x = SINTEG(1, 2, n, 9, :NA:, :NA:, :NA:)", "numbers or :NA:"),
    "a material delay": ("x = DELAY MATERIAL(1, 2, 3)", "DELAY MATERIAL has 3 arguments"),
    "a profile": ("x = DELAY PROFILE(c, 1, 2, 3, 0)", "DELAY PROFILE is not run here: how its"),
    "a random function": ("x = RANDOM BETA(0, 1, 2, 3)", "RANDOM BETA has 4 arguments"),
    "a drawn curve": ("x = RANDOM LOOKUP(n, 0, 1, 0, 1, 0)", "'n' is used as a curve"),
    "data that move": ("x = TIME SHIFT(n, 1)", "TIME SHIFT is about 'n', which is a constant"),
    "a curve of a run": ("x(GET VDF LOOKUPS('a', 'b', 1, 2, 3))", "GET VDF LOOKUPS, which"),
    "a mode": ("x = VECTOR LOOKUP(v[p], 1, 0, 1, 5)", "VECTOR LOOKUP has the mode 5"),
    "a text for a number": ("x = 1 + t ~~|\nt :IS: 'a.csv'", "'t', which is a text and no number"),
    "a text with subscripts": ("x[D] :IS: 'a.csv'", "a text variable with subscripts"),
    "a text without quotes": ("x :IS: a.csv", "no text in single quotes"),
    "a number for a text": (
        "x = GET DIRECT CONSTANTS(n, ',', 'A1')",
        "GET DIRECT CONSTANTS names file, sheet and cells in single quotes, or by text variables",
    ),
    "a market": ("x = FIND MARKET PRICE(v[p], v[p], v[p], v[p])", "its second argument"),
    "another market": ("x = FIND MARKET PRICE(v[p], m[p,r], v[p], v[p])", "its fourth argument"),
    "no market": ("x = DEMAND AT PRICE(1, v[p], 2)", "two dimensions"),
}


@pytest.mark.parametrize("case", VENSIM)
def test_a_function_of_vensim_is_refused_with_its_line(tmp_path: Path, case: str) -> None:
    equation, words = VENSIM[case]
    file = tmp_path / "model.mdl"
    file.write_text(f"{ARRAYS}{equation} ~~|\n{TIMES}", encoding="utf-8")
    with pytest.raises(SdError) as caught:
        sdlib.load(file).run(outputs=["x"])
    assert words in str(caught.value)
    assert "line 7" in str(caught.value)


def test_a_window_of_data_that_moves_is_refused(tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text("0,1\n1,2\n", encoding="utf-8")
    file = tmp_path / "model.mdl"
    data = "d := GET DIRECT DATA('d.csv', ',', 'A', 'B1') ~~|\nx = GET DATA MAX(d, 0, Time) ~~|\n"
    file.write_text(f"{data}{TIMES}", encoding="utf-8")
    with pytest.raises(SdError, match="about times that are not known beforehand") as caught:
        sdlib.load(file).run(outputs=["x"])
    assert "line 2 ('x')" in str(caught.value)
    assert "INITIAL TIME and FINAL TIME" in str(caught.value)


_SQUARE = "<aux name='x'><dimensions><dim name='D'/><dim name='D'/></dimensions>"
_OTHER = _SQUARE.replace("'x'", "'s'") + "<eqn>1</eqn></aux>"
_BELT = (
    "<stock name='x'><eqn>1</eqn><outflow>a</outflow><outflow>c</outflow>"
    "<conveyor{}><len>4</len></conveyor>"
)

XMILE = {
    "a conveyor without a time": (
        "<stock name='x'><eqn>1</eqn><conveyor/></stock>",
        "'x' is a conveyor, and has no transit time, <len>",
    ),
    "a conveyor without an end": (
        "<stock name='x'><eqn>1</eqn><conveyor><len>4</len></conveyor></stock>",
        "'x' is a conveyor with no outflow at its end",
    ),
    "a conveyor with two ends": (
        f"{_BELT.format('')}<outflow>b</outflow></stock><flow name='a'/><flow name='b'/>"
        "<flow name='c'><eqn>1</eqn><leak/></flow>",
        "'x' is a conveyor with several outflows that are no leaks",
    ),
    "a conveyor of one": (
        f"{_BELT.format('')}</stock><flow name='a'><dimensions><dim name='D'/></dimensions></flow>"
        "<flow name='c'><eqn>1</eqn><leak/></flow>",
        "'a' has other dimensions than the conveyor 'x'",
    ),
    "an outflow of nothing": (f"{_BELT.format('')}</stock>", "whose flow 'a' is not defined"),
    "an option": (_BELT.format(" other='true'") + "</stock>", "a conveyor with other"),
    "a leak without a fraction": (
        f"{_BELT.format('')}</stock><flow name='a'/><flow name='c'><leak/></flow>",
        "the variable 'c fraction' has no equation",
    ),
    "the slats of a conveyor": (
        f"{_BELT.format('')}</stock><flow name='a'/><flow name='c'><eqn>0</eqn><leak/></flow>"
        "<aux name='m'><eqn>MEAN(x)</eqn></aux>",
        "MEAN of a conveyor, of which only the whole is known here",
    ),
    "a name within": ("<aux name='x'><eqn>CONVEYOR_OUTFLOW(1)</eqn></aux>", "no function of XMILE"),
    "a queue": ("<stock name='x'><eqn>1</eqn><queue/></stock>", "'x' is a queue"),
    "an oven": ("<stock name='x'><eqn>1</eqn><oven/></stock>", "'x' is an oven"),
    "a leak": ("<flow name='x'><eqn>1</eqn><leak/></flow>", "'x' leaks, and is no outflow of"),
    "no equation": ("<aux name='x'><eqn> ??? </eqn></aux>", "'x' has '???' for its equation"),
    "some elements": (
        "<aux name='x'><dimensions><dim name='D'/></dimensions><eqn>???</eqn>"
        "<element subscript='p'><eqn>1</eqn></element></aux>",
        "'???' for the equation of some elements",
    ),
    "a mean of an array and a number": (
        "<aux name='x'><eqn>MEAN(y, 2)</eqn></aux>",
        "'y' is used with 0 subscripts",
    ),
    "a mean of elements and a number": (
        "<aux name='x'><eqn>MEAN(y[*], 2)</eqn></aux>",
        "the subscript 'D!' of 'y' means nothing here",
    ),
    "what a converter left out": (
        "<aux name='x'><eqn>1 + 0{GET_DIRECT_DATA('?data',_'A',_'B',_'C2')}</eqn></aux>",
        "it holds 0 in place of GET DIRECT DATA, which the program that converted it left out",
    ),
    "arguments": ("<aux name='x'><eqn>SMTH1(2)</eqn></aux>", "SMTH1 with 1 arguments, where"),
    "an unfinished row": ("<aux name='x'><eqn>1, 2,</eqn></aux>", "end with a comma"),
    "another language": ("<aux name='x'><eqn>INTEG(2, 1)</eqn></aux>", "no function of XMILE"),
    "arguments of another language": (
        "<aux name='x'><eqn>SMOOTH N(2, 1)</eqn></aux>",
        "SMOOTH N has 4 arguments, and is given 2",
    ),
    "what is refused in another language": (
        "<aux name='x'><eqn>DELAY BATCH(1, 2, 3, 4, 5, 6)</eqn></aux>",
        "DELAY BATCH is not run here: whether a batch",
    ),
    "an inverse of steps": (
        "<aux name='x'><eqn>LOOKUPINV(s, 1)</eqn></aux>"
        "<gf name='s' type='discrete'><xpts>0,1</xpts><ypts>0,1</ypts></gf>",
        "LOOKUPINV is about a graphical function in steps",
    ),
    "a graphical function that is none": (
        "<aux name='x'><eqn>LOOKUPAREA(2)</eqn></aux>",
        "LOOKUPAREA, which is given the name of a graphical function first",
    ),
    "an order that moves": ("<aux name='x'><eqn>DERIVN(2, z)</eqn></aux>", "order is no whole"),
    "places of another number": (
        "<aux name='x'><eqn>INTERPOLATE(y, 0.5, 0.5)</eqn></aux>",
        "INTERPOLATE has 3 arguments",
    ),
    "a broken subscript": ("<aux name='x'><eqn>y[p + 0.5]</eqn></aux>", "the subscript 1.5, which"),
    "a range by itself": ("<aux name='x'><eqn>y[1:2]</eqn></aux>", "a range of elements outside"),
    "a range that moves": ("<aux name='x'><eqn>SUM(y[1:z])</eqn></aux>", "whose ends a run"),
    "a range too long": ("<aux name='x'><eqn>SUM(y[1:3])</eqn></aux>", "range 1:3 of 2 elements"),
    "ranges of two lengths": (
        "<aux name='x'><eqn>SUM(y[1:2] * y[2:2])</eqn></aux>",
        "ranges of several lengths",
    ),
    "a subscript of nothing": ("<aux name='x'><eqn>z[1 + 1]</eqn></aux>", "that is no array"),
    "a subscript of what has one twice": (
        "<aux name='x'><dimensions><dim name='D'/><dim name='D'/></dimensions>"
        "<eqn>y[D + 1]</eqn></aux>",
        "a dimension that it has twice",
    ),
    "one of two equal dimensions": (f"{_SQUARE}<eqn>y</eqn></aux>", "without saying for which"),
    "one of two by name": (f"{_SQUARE}<eqn>y[D]</eqn></aux>", "'D', a dimension that the variable"),
    "a place that is none": (f"{_SQUARE}<eqn>y[@3]</eqn></aux>", "'@3', and the variable has 2"),
    "a place of another dimension": (
        "<aux name='x'><dimensions><dim name='E'/></dimensions><eqn>y[@1]</eqn></aux>",
        "'@1', which is 'E', in place of 'D'",
    ),
    "a transposed square": (
        f"{_OTHER}<aux name='x'><eqn>s'</eqn></aux>",
        "a transposed array, whose dimensions are not those of the variable",
    ),
    "a sum beside a square": (
        f"{_OTHER}<aux name='x'><eqn>SUM(s * y)</eqn></aux>",
        "'x' goes over arrays of which one alone has the dimension 'D' twice",
    ),
    "two ranges": (
        f"{_OTHER}<aux name='x'><eqn>SUM(s[1:2, 1:2])</eqn></aux>",
        "two ranges of elements in one array",
    ),
    "too large a square": (
        "<aux name='x'><dimensions><dim name='F'/><dim name='F'/></dimensions><eqn>1</eqn></aux>",
        "the variable 'x' has 40,000 elements, and an equation that each of them reads for itself",
    ),
    "a rank in a square": (
        f"{_OTHER}<aux name='x'><eqn>RANK(s, 1)</eqn></aux>",
        "RANK is given 's', which has 2 dimensions, and goes over 2 of them",
    ),
    "a number too large": ("<aux name='x'><eqn>y[3]</eqn></aux>", "the subscript 3"),
    "all of a number": ("<aux name='x'><eqn>SUM(z[*])</eqn></aux>", "something that is no array"),
    "a lookup": ("<aux name='x'><eqn>LOOKUP(1, 2)</eqn></aux>", "the name of a graphical function"),
    "points": (
        "<aux name='x'><eqn>1</eqn><gf><xpts>1,2</xpts><ypts>1</ypts></gf></aux>",
        "has 2 points of x and 1 of y",
    ),
    "a module": ("<module name='x'/>", "the module 'x' has no model of its name"),
    "an end": ("<aux name='x'><eqn>1 +</eqn></aux>", "it ends too early"),
    "an operand": ("<aux name='x'><eqn>1 + * 2</eqn></aux>", "from '* 2' on"),
}


@pytest.mark.parametrize("case", XMILE)
def test_a_construct_of_xmile_is_refused_with_its_line(tmp_path: Path, case: str) -> None:
    variable, words = XMILE[case]
    file = tmp_path / "model.xmile"
    file.write_text(
        "<xmile xmlns='http://docs.oasis-open.org/xmile/ns/XMILE/v1.0' version='1.0'>\n"
        "<sim_specs><start>0</start><stop>2</stop><dt>1</dt></sim_specs>\n"
        "<dimensions><dim name='D'><elem name='p'/><elem name='q'/></dim>"
        "<dim name='E'><elem name='r'/></dim><dim name='F' size='200'/></dimensions>\n"
        "<model><variables><aux name='z'><eqn>1</eqn></aux>\n"
        "<aux name='y'><dimensions><dim name='D'/></dimensions><eqn>1</eqn></aux>\n"
        f"{variable}<aux name='w'><eqn>1</eqn></aux></variables></model></xmile>",
        encoding="utf-8",
    )
    with pytest.raises(SdError) as caught:
        sdlib.load(file).run(outputs=["x"])
    assert words in str(caught.value)
    assert f"{file}, line 6" in str(caught.value)
