"""Equations that are nested deeply or very long: right, and no larger than they are."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import sdlib
from sdlib.engine import CompiledEngine, PysdEngine
from sdlib.engine.emit import emit
from sdlib.engine.program import Program
from sdlib.errors import ModelFileError
from sdlib.loaded import LoadedModel
from sdlib.model import nesting, read_model
from sdlib.model.unit_check import check_units
from tests.bad_input.attacks import TIMES, XMILE


def nested(pattern: str, times: int, inside: str = "x") -> str:
    """Return an expression put into itself at the braces of a pattern so many times."""
    head, tail = pattern.split("{}")
    return head * times + inside + tail * times


def write(tmp_path: Path, expression: str) -> Path:
    file = tmp_path / "deep.mdl"
    file.write_text(f"x = 2 + Time ~~|\na = {expression} ~~|" + TIMES, encoding="utf-8")
    return file


def write_xmile(tmp_path: Path, expression: str) -> Path:
    variables = (
        f'<aux name="x"><eqn>2 + TIME</eqn></aux><aux name="a"><eqn>{expression}</eqn></aux>'
    )
    file = tmp_path / "deep.xmile"
    text = XMILE.format(head="", dimensions="", variables=variables)
    file.write_text(text, encoding="utf-8")
    return file


def values(file: Path) -> list[float]:
    """Return ``a`` at the times 0, 1, 2, where ``x`` is 2, 3, 4."""
    loaded = sdlib.load(file)
    return [float(v) for v in loaded.run(outputs=["a"]).table()["a"]]


def program(file: Path) -> Program:
    return CompiledEngine().program(read_model(file), {})


REMEMBER = {
    "smooth": "SMOOTH({}, 1)",
    "smooth3": "SMOOTH3({}, 1)",
    "start of a smooth": "SMOOTHI(x, 1, {})",
    "time of a smooth": "SMOOTH3(x, 1 + ABS({}))",
    "smooth n": "SMOOTH N({}, 1, x, 2)",
    "delay1": "DELAY1({}, 1)",
    "delay3": "DELAY3({}, 1)",
    "start of a delay": "DELAY3I(x, 1, {})",
    "time of a delay": "DELAY3(x, 1 + ABS({}))",
    "delay fixed": "DELAY FIXED({}, 1, x)",
    "trend": "TREND({}, 1, 0)",
    "time of a trend": "TREND(x, 1 + ABS({}), 0)",
    "forecast": "FORECAST({}, 1, 1)",
    "horizon": "FORECAST(x, 1, {})",
    "sample": "SAMPLE IF TRUE({} > 0, x, 0)",
    "initial": "INITIAL({})",
}
XMILE_REMEMBER = {
    "smooth": "SMTH1({}, 1)",
    "smooth n": "SMTHN({}, 1, 2)",
    "delay": "DELAY({}, 1)",
    "delay n": "DELAYN({}, 1, 2)",
    "trend": "TREND({}, 1)",
    "forecast": "FORCST({}, 1, 1)",
}


DEPTHS = (4, 8, 12)
"""Work that doubled at each level would be seen, and would end."""


def assert_linear(sizes: list[int]) -> None:
    """Assert that the last levels cost no more than as many before."""
    first, second = np.diff(sizes)
    assert 0 < second <= 1.25 * first


@pytest.mark.parametrize("name", REMEMBER)
def test_functions_inside_functions_grow_linearly(tmp_path: Path, name: str) -> None:
    made = [program(write(tmp_path, nested(REMEMBER[name], depth))) for depth in DEPTHS]
    assert_linear([len(p.start) + len(p.step) for p in made])
    assert_linear([len(emit(p, "plain")) for p in made])


@pytest.mark.parametrize("name", XMILE_REMEMBER)
def test_functions_of_xmile_inside_each_other_grow_linearly(tmp_path: Path, name: str) -> None:
    pattern = XMILE_REMEMBER[name]
    made = [program(write_xmile(tmp_path, nested(pattern, depth))) for depth in DEPTHS]
    assert_linear([len(p.start) + len(p.step) for p in made])
    assert_linear([len(emit(p, "plain")) for p in made])


@pytest.mark.parametrize(
    "function", ["SMOOTH({}, 3)", "DELAY3({}, 3)", "TREND({}, 3, 0.1)", "FORECAST({}, 3, 0.1)"]
)
def test_nested_is_the_same_as_one_variable_each(tmp_path: Path, function: str) -> None:
    steps = [f"a{k} = {function.format(f'a{k - 1}')} ~~|" for k in range(1, 31)]
    file = tmp_path / "steps.mdl"
    file.write_text("a0 = 2 + Time ~~|" + "".join(steps) + TIMES, encoding="utf-8")
    apart = sdlib.load(file).run(outputs=["a30"]).table()["a30"]
    assert values(write(tmp_path, nested(function, 30))) == apart.tolist()


RIGHT: dict[str, tuple[str, Callable[[float], float]]] = {
    "200 brackets": (nested("({})", 200), lambda x: x),
    "200 brackets with sums": (nested("({} + 1)", 200), lambda x: x + 200),
    "200 brackets to the right": (nested("(1 + {})", 200), lambda x: x + 200),
    "200 minus signs": (nested("-({})", 200), lambda x: x),
    "200 conditions": (nested("IF THEN ELSE(x > 0, {}, 0)", 200), lambda x: x),
    "200 tests": (
        f"IF THEN ELSE({nested('(x > 2 :AND: {})', 200, 'x < 4')}, 1, 0)",
        lambda x: x == 3,
    ),
    "200 minima": (nested("MIN({}, 9)", 200), lambda x: x),
    "2,000 brackets": (nested("({} + 1)", 2000), lambda x: x + 2000),
    "5,000 terms": ("+".join(["x"] * 5000), lambda x: 5000 * x),
    "5,000 terms, every other one less": ("x" + "-x+x" * 2500, lambda x: x),
    "5,000 factors": ("x" + "*x/x" * 2500, lambda x: x),
    "5,000 numbers": (" + ".join(["1"] * 5000), lambda x: 5000),
    "numbers of both signs": ("-1 + 2.5 - .5 + 1e2", lambda x: 101),
    "100,000 characters": (" + ".join(["(x - 0.125)"] * 7143), lambda x: 7143 * (x - 0.125)),
}


LONG = ("100,000 characters",)


@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=[pytest.mark.slow] if n in LONG else []) for n in RIGHT]
)
def test_it_runs_right(tmp_path: Path, name: str) -> None:
    expression, answer = RIGHT[name]
    found = values(write(tmp_path, expression))
    assert found == pytest.approx([float(answer(x)) for x in (2, 3, 4)], rel=1e-12)


@pytest.mark.parametrize("name", ["200 brackets with sums", "5,000 terms", "5,000 numbers"])
def test_xmile_runs_right_too(tmp_path: Path, name: str) -> None:
    expression, answer = RIGHT[name]
    found = values(write_xmile(tmp_path, expression))
    assert found == pytest.approx([float(answer(x)) for x in (2, 3, 4)], rel=1e-12)


@pytest.mark.parametrize(("last", "clashes"), [("x", 0), ("k", 1)])
def test_units_are_checked_in_the_depth(tmp_path: Path, last: str, clashes: int) -> None:
    file = tmp_path / "units.mdl"
    equation = nested("MIN({}, x)", 600, last)
    text = f"x = 1 ~ firm ~ |\nk = 1 ~ Year ~ |\na = {equation} ~ firm ~ |"
    file.write_text(text + TIMES.replace("~ ~", "~ Year ~"), encoding="utf-8")
    report = check_units(read_model(file))
    assert report.unchecked == ()
    assert len(report.inconsistencies) == clashes


@pytest.mark.slow
@pytest.mark.parametrize("name", ["200 brackets with sums", "200 tests"])
def test_it_compiles_to_the_same_numbers(tmp_path: Path, name: str) -> None:
    loaded = sdlib.load(write(tmp_path, RIGHT[name][0]))
    plain = loaded.run(outputs=["a"]).results.values["a"]
    at_once = LoadedModel(loaded.model, loaded.package, CompiledEngine(compile_at_once=True))
    assert np.array_equal(at_once.run(outputs=["a"]).results.values["a"], plain)
    many = loaded.run_many({"x": np.array([2.0, 3.0])}, outputs=["a"])
    assert many["a"].values[:, 0].tolist() == plain[:2].tolist()


def test_what_was_read_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write(tmp_path, RIGHT["5,000 terms"][0])
    first = read_model(file)
    monkeypatch.setattr("sdlib.model.reading.translate", None)
    assert read_model(file).content_hash == first.content_hash


def test_beyond_all_measure_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write(tmp_path, nested("({})", 1000, "1 + x"))
    monkeypatch.setattr(nesting, "DEEPEST", sys.getrecursionlimit())
    with pytest.raises(ModelFileError) as caught:
        read_model(file)
    message = str(caught.value)
    assert str(file) in message
    for words in ("nested too deeply to be read", "brackets within brackets", "split the longest"):
        assert words in message


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        (nested("({} + 1)", 400), "nested too deeply for the PySD engine"),
        (nested("SMOOTH({}, 1)", 30), "repeats the input of every SMOOTH and DELAY"),
    ],
)
def test_the_other_engine_says_that_it_cannot(tmp_path: Path, expression: str, words: str) -> None:
    loaded = sdlib.load(write(tmp_path, expression))
    with pytest.raises(ModelFileError) as caught:
        LoadedModel(loaded.model, loaded.package, PysdEngine()).run(outputs=["a"])
    assert words in str(caught.value)
    assert "without --engine pysd" in str(caught.value)


def test_the_limit_on_recursion_is_what_it_was(tmp_path: Path) -> None:
    before = sys.getrecursionlimit()
    values(write(tmp_path, RIGHT["2,000 brackets"][0]))
    assert sys.getrecursionlimit() == before

    def fails() -> None:
        if sys.getrecursionlimit() == before:
            raise RecursionError
        raise KeyError("x")

    with pytest.raises(KeyError):
        nesting.deeply(fails)
    assert sys.getrecursionlimit() == before
