"""Right-hand sides of Vensim's equations: every form that the language has, and faults."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pysd.translators.structures import abstract_expressions as tree

from sdlib.model.equation_text import equation_text
from sdlib.model.reading.equations import _convert
from sdlib.model.reading.formula import read_curve, read_formula, subscripts_of
from sdlib.model.reading.misread import FormulaError


def plain(text: str) -> str:
    """Return a formula as it is written out again: brackets show how it was understood."""
    return equation_text(_convert(read_formula(text), {}), 1000)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1), ("1.", 1), (".5", 0.5), ("1e-3", 0.001), ("1.5E+3", 1500), ("+3", 3),
        ("- 3", -3), ("--3", 3), ("007", 7), ("1e400", float("inf")), ("2 + 3 - 0.5", 4.5),
        ("\\\n\t 12 \\\n", 12), ("12345678901234567890", 12345678901234567890.0),
        ("((4))", 4), ("-(4)", -4),
    ],
)  # fmt: skip
def test_numbers_are_numbers_in_every_form(text: str, value: float) -> None:
    assert read_formula(text) == value


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("a - b - c", "a - b - c"),
        ("a - (b - c)", "a - (b - c)"),
        ("a / b * c", "a / b * c"),
        ("a ^ b ^ c", "a^b^c"),
        ("(a ^ b) ^ c", "(a^b)^c"),
        ("-2^2", "-2^2"),
        ("(-2)^2", "(-2)^2"),
        ("2^-3^2", "2^(-3^2)"),
        ("-a * b", "-a * b"),
        ("a * -b", "a * -b"),
        ("a + b < c :AND: d", "a + b < c :AND: d"),
        ("a :OR: b :AND: c", "a :OR: b :AND: c"),
        ("(a :OR: b) :AND: c", "(a :OR: b) :AND: c"),
        (":NOT: a = b :and: c", ":NOT: a = b :AND: c"),
        ("(:NOT: a) = b", "(:NOT: a) = b"),
        ("a :and::not: b", "a :AND: :NOT: b"),
        ("a<>b", "a <> b"),
        ("a<=b", "a <= b"),
        ("or + and * not", "or + and * not"),
    ],
)
def test_what_binds_more_comes_first(text: str, meant: str) -> None:
    assert plain(text) == meant


@pytest.mark.parametrize(
    ("text", "name", "subscripts"),
    [
        ("Small   Firms", "small_firms", None),
        ("small\n\tfirms", "small_firms", None),
        ("small \\\n\t\tfirms ", "small_firms", None),
        ('"R&D [1] (x) ~ |"', '"r&d_[1]_(x)_~_|"', None),
        (r'"say \"so\""', r'"say_\"so\""', None),
        ("企业 数", "企业_数", None),
        ("réel's $", "réel's_$", None),
        ('x [ a b , "c,d" , e! ]', "x", ["a b", '"c,d"', "e!"]),
        ("x[1980s,2]", "x", ["1980s", "2"]),
    ],
)
def test_names_and_subscripts(text: str, name: str, subscripts: list[str] | None) -> None:
    node = read_formula(text)
    assert node.reference == name
    assert (node.subscripts.subscripts if node.subscripts else None) == subscripts


def test_lists_of_numbers_are_arrays() -> None:
    np.testing.assert_array_equal(read_formula("1, -2,\n\t+ 3.5"), [1, -2, 3.5])
    np.testing.assert_array_equal(read_formula("1,2;3,:NA:;"), [[1, 2], [3, np.nan]])
    np.testing.assert_array_equal(read_formula("1;2;"), [1, 2])
    np.testing.assert_array_equal(read_formula("TABBED ARRAY(\n\t1\t-2\n3 4)"), [1, -2, 3, 4])
    np.testing.assert_array_equal(read_formula(r"tabbed array(\t1\t2\n\t3 4)"), [1, 2, 3, 4])
    assert np.isnan(read_formula(":na:"))


def points(node: Any) -> list[tuple[float, float]]:
    return list(zip(node.x, node.y, strict=True))


@pytest.mark.parametrize(
    "text",
    [
        "((0,1),(2,3))",
        "( [(0,0)-(10,10)] , (0,1) , (2,3) )",
        "([(0,0)-(10,10),(0,1),(2.5,3)],(0,1),(2,3))",
        "([(0,0)-(1e1,1e1)], (2,3) (0,1),)",
        "(0, 2, 1, 3)",
        "([(-1,0)-(10,10)],0,2,1,+3)",
        "(\n\t(0,\\\n1),(2 , 3.))",
    ],
)
def test_curves_in_every_form(text: str) -> None:
    assert points(read_curve(text)) == [(0, 1), (2, 3)]
    inline = read_formula(f"with  Lookup(Time * 2, {text})")
    assert points(inline.lookups) == [(0, 1), (2, 3)]


def test_a_curve_may_stand_in_a_file() -> None:
    node = read_curve("( GET XLS LOOKUPS('a\\new.xls', 'Sheet 1', 'A', 'B2') )")
    assert isinstance(node, tree.GetLookupsStructure)
    assert (node.file, node.tab, node.x_row_or_col, node.cell) == (
        *("a\\new.xls", "Sheet 1", "A", "B2"),
    )


def test_calls() -> None:
    assert plain("MAX(a, MIN(b, 3))") == "MAX(a, MIN(b, 3))"
    assert plain("RANDOM 0 1()") == "RANDOM 0 1()"
    assert plain("(((table)))(Time)") == "TABLE(Time)"
    chosen = plain("IF THEN ELSE(a > 1, first, IF THEN ELSE(b, second, third))(Time + 1)")
    assert chosen == (
        "IF THEN ELSE(a > 1, FIRST(Time + 1), IF THEN ELSE(b, SECOND(Time + 1), THIRD(Time + 1)))"
    )
    text = read_formula("foo('it~|{}\"', b)")
    assert text.arguments[0] == 'it~|{}"'
    pulse = read_formula("PULSE TRAIN(start, width, gap, end)")
    assert [a.reference for a in pulse.arguments] == ["start", "gap", "width", "end"]
    smooth = read_formula("SMOOTH3(a, b)")
    assert (smooth.initial is smooth.input, smooth.order) == (True, 3)


@pytest.mark.parametrize("name", ["lookup", "data", "call", "reference", "logic", "trend of x"])
def test_a_curve_may_have_any_name(name: str) -> None:
    """Some are words of the syntax tree itself."""
    node = read_formula(f"{name}(Time)")
    assert (type(node).__name__, len(node.arguments)) == ("CallStructure", 1)


def test_a_macro_wins_over_a_function_of_its_name() -> None:
    assert type(read_formula("TREND(a)", {"trend"})).__name__ == "CallStructure"
    with pytest.raises(FormulaError, match="TREND has 3 arguments, and is given 1"):
        read_formula("TREND(a)")


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("a * / b", "* / b"),
        ("(a + b", ""),
        ("a + b)", ")"),
        ("a b(", ""),
        ("f(a,)", ",)"),
        ("f(a b, c d e f) g", "g"),
        ("3 firms", "firms"),
        ("a + #", "#"),
        ("x[a", "[a"),
        ("x[]", "[]"),
        ("'text' + 1", "'text' + 1"),
        ("a :IMPLIES: b", ":IMPLIES: b"),
        ("", ""),
        ("{not closed", "{not closed"),
        ("1, 2, b", ", 2, b"),
        ("MACRO(a : b)", ": b)"),
        ("a = ", ""),
    ],
)
def test_a_fault_has_its_place(text: str, rest: str) -> None:
    with pytest.raises(FormulaError) as caught:
        read_formula(text)
    assert text[caught.value.at :].strip() == rest


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("INTEG(a)", "INTEG has 2 arguments, and is given 1"),
        ("GAME()", "GAME has 1 argument, and is given 0"),
        ("GET XLS DATA(a, 'b', 'c', 'd')", "in single quotes"),
        ("1,2;3", "rows of numbers"),
        ("TABBED ARRAY(1 a)", "not made of numbers"),
        ("WITH LOOKUP(Time, ((0,1),(2)))", ""),
        ("WITH LOOKUP(Time, ())", "no pairs of numbers"),
        ("WITH LOOKUP(Time, (1,2,3))", "no pairs of numbers"),
        ("WITH LOOKUP(Time, ([(open,1)],(0,1)))", ""),
        ("(a + b)(Time)", "neither a curve"),
    ],
)
def test_a_fault_says_what_is_wrong(text: str, words: str) -> None:
    with pytest.raises(FormulaError) as caught:
        read_formula(text)
    assert words in caught.value.found


@pytest.mark.parametrize("text", ["(sin(1))", "()", "((1,2)", "((1,2)) + 1", "(INTEG(a, b))"])
def test_what_is_no_curve(text: str) -> None:
    with pytest.raises(FormulaError):
        read_curve(text)


@pytest.mark.parametrize("text", ["[a,]", "[a, ]", "[,a]", "[a b!c]", "[a!!]", "a]", "[]"])
def test_what_is_no_list_of_subscripts(text: str) -> None:
    with pytest.raises(FormulaError):
        subscripts_of(text)


@pytest.mark.parametrize(("between", "end"), [(", ", " 3, 4"), (" + ", " + {"), (", - ", " x")])
def test_a_fault_behind_many_numbers_is_told_at_once(between: str, end: str) -> None:
    """Were a blank taken in two ways, each of these would take longer than the world is old."""
    with pytest.raises(FormulaError):
        read_formula(between.join(["3"] * 80) + end)


def test_a_sum_that_is_not_numbers_alone_is_read_at_once() -> None:
    assert plain(f"{' + '.join(['3'] * 80)} + a").endswith("+ a")
