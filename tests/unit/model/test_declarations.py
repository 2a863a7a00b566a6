"""Left-hand sides of Vensim's statements."""

from __future__ import annotations

import pytest

from sdlib.model.reading.declarations import range_of, read_declaration
from sdlib.model.reading.misread import FormulaError


@pytest.mark.parametrize(
    ("text", "kind", "name", "right"),
    [
        ("a = 1", "equation", "a", " 1"),
        ("  a  b \\\n\t\t c=1", "equation", "a b c", "1"),
        ("a == 1", "fixed", "a", " 1"),
        ("a := b", "data", "a", " b"),
        ("a :RAW: := b", "data", "a", " b"),
        ("a:HOLD BACKWARD::=b", "data", "a", "b"),
        ("a :raw: = b", "data", "a", " b"),
        ("a :LOOK FORWARD:", "data", "a", ""),
        ("a", "data", "a", ""),
        ("a \\\n", "data", "a", ""),
        ('"a = b (c)"( (0,0) )', "curve", '"a = b (c)"', "( (0,0) )"),
        ("D : a, b", "dimension", "D", " a, b"),
        ("D <-> E", "copy", "D", " E"),
        ("c :THE CONDITION: a :IMPLIES: b", "constraint", "c", " a :IMPLIES: b"),
        ("c :TEST INPUT: a = 5", "test input", "c", " a = 5"),
    ],
)
def test_what_a_statement_declares(text: str, kind: str, name: str, right: str) -> None:
    said = read_declaration(text)
    assert (said.kind, said.name, said.right) == (kind, name, right)
    assert text[said.at :] == right


def test_subscripts_exceptions_and_keywords() -> None:
    said = read_declaration('x [ D, "e,f" ] :except: [a1,E] , [a2, e1] = 1')
    assert said.subscripts == ["D", '"e,f"']
    assert said.exceptions == [["a1", "E"], ["a2", "e1"]]
    assert read_declaration("x[D] :HOLD  BACKWARD:").keyword == "hold_backward"
    assert read_declaration("x[D] :look_forward: := 1").keyword == "look_forward"


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("= 1", "= 1"),
        ("2 = 1", "2 = 1"),
        ("a + b", "+ b"),
        ("a ~", "~"),
        ("a[b", "[b"),
        ("a :RAW: ( (0,0) )", ":RAW: ( (0,0) )"),
        ("a -> b", "-> b"),
    ],
)
def test_what_declares_nothing(text: str, rest: str) -> None:
    with pytest.raises(FormulaError) as caught:
        read_declaration(text)
    assert text[caught.value.at :].strip() == rest


@pytest.mark.parametrize(
    ("right", "subscripts", "mapping"),
    [
        (" a, b ,\n\tc d", ["a", "b", "c d"], []),
        ("(A1-A3), b, ( x 9 - x 11 )", ["A1", "A2", "A3", "b", "x 9", "x 10", "x 11"], []),
        ('"a, b", c', ['"a, b"', "c"], []),
        ("a, b -> E", ["a", "b"], ["E"]),
        ("a, b->(E: u, S), F , (G:v,w)", ["a", "b"], ["E", "F", "G"]),
        ("1980s, 2, low-income", ["1980s", "2", "low-income"], []),
    ],
)
def test_ranges_of_subscripts(right: str, subscripts: list[str], mapping: list[str]) -> None:
    assert range_of(right) == (subscripts, mapping)


def test_a_range_may_stand_in_a_file() -> None:
    right = "GET XLS SUBSCRIPT('in.xls', 'Sheet', 'A2', 'A', 'pre ') -> E"
    listed, mapping = range_of(right)
    assert listed == {
        "file": "in.xls", "tab": "Sheet", "firstcell": "A2", "lastcell": "A", "prefix": "pre ",
    }  # fmt: skip
    assert mapping == ["E"]
    with pytest.raises(FormulaError, match="first cell"):
        range_of("GET DIRECT SUBSCRIPT('in.xls', 'Sheet')")


@pytest.mark.parametrize(
    ("right", "words"),
    [
        ("(A1-B3)", "from a name with a number"),
        ("(1-3)", "from a name with a number"),
        ("(A-C)", "from a name with a number"),
        ("(A3-A1)", "go up"),
        ("(A1-A9999999)", "go up"),
        ("a, , b", ""),
        ("a b -> ", ""),
        ("", ""),
        ("a, (b", ""),
        ("a -> (E: u", ""),
    ],
)
def test_what_is_no_range(right: str, words: str) -> None:
    with pytest.raises(FormulaError) as caught:
        range_of(right)
    assert words in caught.value.found
