"""Equations that are understood and cannot be right, and the words that say why."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

import sdlib
from sdlib.cli import commands
from sdlib.engine import CompiledEngine, PysdEngine
from sdlib.errors import SdError, UnsafeModelError
from sdlib.loaded import LoadedModel
from tests.bad_input.attacks import TIMES, XMILE

AXES = "D: p, q ~ ~ |\nE: u, v ~ ~ |\n"

EQUATIONS: dict[str, tuple[str, list[str]]] = {
    "circle": (
        "a = b + 1 ~ ~ |\nb = c ~ ~ |\nc = a ~ ~ |",
        ["these variables need each other", "a > ", " > c", "put a stock", "SMOOTH"],
    ),
    "circle at the start": (
        "a = INTEG(1, b) ~ ~ |\nb = a * 2 ~ ~ |",
        ["need each other at the start of a run", "INITIAL"],
    ),
    "an order that moves": (
        "n = 2 + RAMP(1, 0, 5) ~ ~ |\na = DELAY N(Time, 4, 0, n) ~ ~ |",
        ["line 2", "('a')", "not a whole number that is known beforehand", "1 to 50", "constant"],
    ),
    "half an order": (
        "n = 5 ~ ~ |\na = SMOOTH N(Time, 4, 0, n / 2) ~ ~ |",
        ["line 2", "('a')", "not a whole number that is known beforehand"],
    ),
    "a position of nothing": (
        AXES + "a[D] = E * 2 ~ ~ |",
        ["line 3", "('a')", "the subscript 'E' means nothing here", "stands on the left"],
    ),
    "a macro that calls itself": (
        ":MACRO: DOWN(x)\nDOWN = DOWN(x - 1) ~ ~ |\n:END OF MACRO:\na = DOWN(3) ~ ~ |",
        ["('a')", "the function DOWN is not known to the compiled engine", "--engine pysd"],
    ),
    "a macro of what a sum goes over": (
        ":MACRO: TWICE(x)\nTWICE = x * 2 ~ ~ |\n:END OF MACRO:\n"
        + AXES
        + "x[D] = 1 ~ ~ |\na = SUM(TWICE(x[D!])) ~ ~ |",
        ["('a')", "the function TWICE is not known to the compiled engine", "--engine pysd"],
    ),
    "a macro with too many results": (
        ":MACRO: M(x : y)\nM = x ~ ~ |\ny = 1 ~ ~ |\n:END OF MACRO:\na = M(1 : b, c) ~ ~ |",
        ["('c')", "the function M is not known to the compiled engine"],
    ),
    "results of a function": (
        "a = MAX(1, 2 : b) ~ ~ |",
        ["line 1", "several results, which only macros of the file have", "': b)'"],
    ),
    "a macro with too much": (
        ":MACRO: TWICE(x)\nTWICE = x * 2 ~ ~ |\n:END OF MACRO:\na = TWICE(3, 4) ~ ~ |",
        ["('a')", "the function TWICE is not known to the compiled engine", "--engine pysd"],
    ),
    "a macro that looks outside": (
        ":MACRO: OUT(x)\nOUT = x + b ~ ~ |\n:END OF MACRO:\nb = 1 ~ ~ |\na = OUT(3) ~ ~ |",
        ["('a')", "the function OUT is not known to the compiled engine", "--engine pysd"],
    ),
    "missing lookup": (
        "effect of price( (0,1),(1,0) ) ~ ~ |\na = efect of price(Time) ~ ~ |",
        ["line 2", "('a')", "no curve of that name", "effect of price", "define the curve"],
    ),
    "missing lookup in a lookup function": (
        "a = LOOKUP EXTRAPOLATE(curve, Time) ~ ~ |",
        ["line 1", "uses 'curve', which is not defined", "define it"],
    ),
    "no lookup": (
        "k = 3 ~ ~ |\na = k(Time) ~ ~ |",
        ["line 2", "'k' is used as a curve, and is a constant", "'k( (0,0),(10,1) )'", "multiply"],
    ),
    "too many subscripts": (
        AXES + "x[D] = 1, 2 ~ ~ |\na = x[p,u] ~ ~ |",
        ["line 4", "('a')", "'x' is used with 2 subscripts", "1, as it is defined", "name an"],
    ),
    "no subscripts": (
        AXES + "x[D] = Time ~ ~ |\na = x + 1 ~ ~ |",
        ["line 4", "'x' is used with 0 subscripts", "1, as it is defined"],
    ),
    "subscripts of a curve": (
        AXES + "c[D]( (0,0),(1,1) ) ~ ~ |\na = c(Time) ~ ~ |",
        ["line 4", "'c' is used with 0 subscripts"],
    ),
    "subscript of another dimension": (
        AXES + "x[D] = 1, 2 ~ ~ |\na = x[u] ~ ~ |",
        ["line 4", "the subscript 'u' of 'x' means nothing here", "an element of its dimension"],
    ),
    "definitions that differ": (
        AXES + "a[p] = 1 ~ ~ |\na[q,E] = 2 ~ ~ |",
        ["line 3", "different numbers of subscripts", "same dimensions everywhere"],
    ),
    "exception with other subscripts": (
        AXES + "a[D,E] :EXCEPT: [p] = 1 ~ ~ |",
        ["line 3", "':EXCEPT: [p]' has 1 subscripts", "2, as 'a[D,E]' has", "as many"],
    ),
    "too few numbers": (
        AXES + "a[D,E] = 1, 2 ~ ~ |",
        ["line 3", "'a[D,E]' is given 2 numbers", "4, one for each element", "add or take out"],
    ),
    "too many numbers": (
        AXES + "a[D] = 1, 2, 3 ~ ~ |",
        ["line 3", "'a[D]' is given 3 numbers", "2, one for each element"],
    ),
    "sum over no dimension": (
        AXES + "x[D] = 1, 2 ~ ~ |\na = SUM(x[F!]) ~ ~ |",
        ["line 4", "'F!' goes over something that is no dimension", "define the dimension"],
    ),
    "an element without a definition": (
        AXES + "x[p] = Time ~ ~ |\na = x[q] ~ ~ |",
        ["line 4", "'a' uses 'x[q]', which no equation defines", "define 'x[q]'"],
    ),
    "defined twice": (
        "a = 1 ~ ~ |\nb = 3 ~ ~ |\na = 2 ~ ~ |",
        ["line 1", "'a' is defined twice", "keep one of the two"],
    ),
    "a long name that is not defined": (
        f"a = {'x' * 100_000} ~ ~ |",
        ["line 1", "xxx...', which is not defined"],
    ),
    "100,000 characters of nonsense": (
        f"a = {'b * / ' * 16_667} ~ ~ |",
        ["line 1", "the equation of 'a' cannot be understood", "check brackets"],
    ),
    "a bracket too few": (
        "x = 1 ~ ~ |\na = " + "(" * 200 + "x" + ")" * 199 + " ~ ~ |",
        ["line 2", "the equation of 'a' cannot be understood", "check brackets"],
    ),
    "a bracket too many": (
        "x = 1 ~ ~ |\na = " + "(" * 200 + "x" + ")" * 201 + " ~ ~ |",
        ["line 2", "the equation of 'a' cannot be understood from ')' on"],
    ),
    "a keyword of data that is not known": (
        "x :SOMETIMES: ~ ~ |\na = x ~ ~ |",
        ["line 1", "':SOMETIMES:'", ":INTERPOLATE:, :LOOK FORWARD:, :HOLD BACKWARD:, :RAW:"],
    ),
    "data without values": (
        "price ~ ~ |\ncost :RAW: ~ ~ |\na = price * cost ~ ~ |",
        [
            *("2 data variables have no values: 'price' (line 1), 'cost' (line 2)", "a number"),
            *("a pandas Series indexed by model time", '--set "price=1.5"', "inputs:"),
            *("run(inputs={'price': series})", "a curve over Time"),
        ],
    ),
}


@pytest.mark.parametrize("case", EQUATIONS)
def test_the_message_says_what_is_wrong_and_where(tmp_path: Path, case: str) -> None:
    text, words = EQUATIONS[case]
    file = tmp_path / "model.mdl"
    file.write_text(text + TIMES, encoding="utf-8")
    with pytest.raises(SdError) as caught:
        sdlib.load(file).run(outputs=["a"])
    message = str(caught.value)
    assert [word for word in words if word not in message] == []
    assert str(file) in message
    assert len(message) < 2000


@pytest.mark.parametrize(
    ("case", "words"),
    [
        ("circle", "need each other"),
        ("missing lookup", "no curve of that name"),
        ("data without values", "2 data variables have no values"),
        ("a bracket too few", "check brackets"),
    ],
)
def test_the_command_line_says_it_too(tmp_path: Path, case: str, words: str) -> None:
    file = tmp_path / "model.mdl"
    file.write_text(EQUATIONS[case][0] + TIMES, encoding="utf-8")
    result = CliRunner().invoke(commands, ["run", str(file)], env={"COLUMNS": "200"})
    assert result.exit_code == 2
    assert result.stdout == ""
    assert words in result.stderr
    assert "Traceback" not in result.stderr


def test_a_number_for_data_can_be_set_on_the_command_line(tmp_path: Path) -> None:
    file = tmp_path / "model.mdl"
    file.write_text(EQUATIONS["data without values"][0] + TIMES, encoding="utf-8")
    words = ["run", str(file), "--all", "--set", "price=3", "--set", "cost=2", "--json"]
    result = CliRunner().invoke(commands, words)
    assert result.exit_code == 0
    assert '"a": [' in result.stdout
    assert "6.0" in result.stdout


SERIES: dict[str, tuple[pd.Series, list[str]]] = {
    "empty": (pd.Series([], index=[], dtype=float), ["is empty", "at least one value"]),
    "a time twice": (pd.Series([1.0, 2.0], index=[1, 1]), ["two values for time 1", "once"]),
    "no numbers": (pd.Series(["much", "more"], index=[1, 2]), ["no numbers", "model time"]),
    "no times": (pd.Series([1.0, 2.0], index=["May", "June"]), ["no numbers", "model time"]),
    "nothing": (pd.Series([1.0, None], index=[1, 2]), ["not finite", "finite numbers"]),
}


@pytest.mark.parametrize("case", SERIES)
@pytest.mark.parametrize("engine", [CompiledEngine, PysdEngine])
def test_a_series_that_is_none_is_explained(
    tmp_path: Path, case: str, engine: type[CompiledEngine | PysdEngine]
) -> None:
    series, words = SERIES[case]
    file = tmp_path / "model.mdl"
    file.write_text("x :RAW: ~ ~ |\na = x ~ ~ |" + TIMES, encoding="utf-8")
    loaded = sdlib.load(file)
    with pytest.raises(SdError) as caught:
        LoadedModel(loaded.model, loaded.package, engine()).run(inputs={"x": series}, outputs=["a"])
    assert [word for word in words if word not in str(caught.value)] == []


OUTSIDE = {
    "GET XLS DATA": "x := GET XLS DATA('{0}', 's', 'A', 'B2') ~ ~ |",
    "GET DIRECT DATA": "x := GET DIRECT DATA('{0}', ',', 'A', 'B2') ~ ~ |",
    "GET XLS CONSTANTS": "x = GET XLS CONSTANTS('{0}', 's', 'B2') ~ ~ |",
    "GET DIRECT CONSTANTS": "x = GET DIRECT CONSTANTS('{0}', ',', 'B2') ~ ~ |",
    "GET XLS LOOKUPS": "c(GET XLS LOOKUPS('{0}', 's', 'A', 'B2')) ~ ~ |\nx = c(Time) ~ ~ |",
    "GET DIRECT LOOKUPS": "c(GET DIRECT LOOKUPS('{0}', ',', 'A', 'B2')) ~ ~ |\nx = c(Time) ~ ~ |",
}


@pytest.mark.parametrize("name", ["../secret.csv", "{folder}/secret.csv"])
@pytest.mark.parametrize("construct", OUTSIDE)
def test_a_file_outside_the_folder_is_not_read(tmp_path: Path, construct: str, name: str) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("0,1\n2,4242\n", encoding="utf-8")
    (tmp_path / "model").mkdir()
    file = tmp_path / "model" / "model.mdl"
    text = OUTSIDE[construct].format(name.format(folder=tmp_path)) + "\na = x ~ ~ |"
    file.write_text(text + TIMES, encoding="utf-8")
    with pytest.raises(UnsafeModelError) as caught:
        sdlib.load(file)
    for words in (str(file), "line 1", "secret.csv", "a file in the model's own folder"):
        assert words in str(caught.value)
    assert "4242" not in str(caught.value)


def test_xmile_variables_without_an_equation_are_all_named(tmp_path: Path) -> None:
    variables = (
        '<aux name="x"/>\n<flow name="y"><eqn> </eqn></flow>\n<aux name="a"><eqn>x</eqn></aux>'
    )
    file = tmp_path / "model.xmile"
    file.write_text(XMILE.format(head="", dimensions="", variables=variables), encoding="utf-8")
    with pytest.raises(SdError) as caught:
        sdlib.load(file)
    for words in ("line 5: the variable 'x' has no equation", "line 6: the variable 'y'", "<eqn>"):
        assert words in str(caught.value)
