"""A comparison with nothing has no answer, and a choice by it no value, in every arithmetic."""

from __future__ import annotations

import numpy as np
import pytest

from sdlib.engine import CompiledEngine
from sdlib.engine.compiled import Prepared
from sdlib.engine.equations import Equations, Moment
from sdlib.engine.nothing import cells_without_value
from sdlib.model import read_model

NAN = float("nan")
HEAD = (
    "y = 0 ~~|k = 3 ~~|none = k / y ~~|s = INTEG(none, 1) ~~|sure = ZIDZ(k, y) ~~|"
    "FINAL TIME = 1 ~~|INITIAL TIME = 0 ~~|SAVEPER = 1 ~~|TIME STEP = 1 ~~|"
)
CASES = {
    "IF THEN ELSE(none > 5, 1, 2)": NAN,
    "IF THEN ELSE(none <= 5, 1, 2)": NAN,
    "IF THEN ELSE(none = 5, 1, 2)": NAN,
    "IF THEN ELSE(5 <> none, 1, 2)": NAN,
    "IF THEN ELSE(LN(y) < 5, 1, 2)": NAN,
    "IF THEN ELSE(y ^ (-1) < 5, 1, 2)": NAN,
    "IF THEN ELSE(none, 1, 2)": NAN,
    "IF THEN ELSE(:NOT: none > 5, 1, 2)": NAN,
    "IF THEN ELSE(k > 2 :AND: none > 5, 1, 2)": NAN,
    "IF THEN ELSE(k > 4 :AND: none > 5, 1, 2)": 2.0,
    "IF THEN ELSE(none > 5 :AND: k > 4, 1, 2)": 2.0,
    "IF THEN ELSE(k > 4 :OR: none > 5, 1, 2)": NAN,
    "IF THEN ELSE(none > 5 :OR: k > 2, 1, 2)": 1.0,
    "IF THEN ELSE(:NOT: (none > 5 :AND: k > 4), 1, 2)": 1.0,
    "IF THEN ELSE(y = 0, 7, IF THEN ELSE(k / y > 1, 1, 2))": 7.0,
    "IF THEN ELSE(y <> 0 :AND: k / y > 1, 1, 2)": 2.0,
    "IF THEN ELSE(sure > 1, 1, 2)": 2.0,
    "IF THEN ELSE(k / 2 > 1, 1, 2)": 1.0,
    "IF THEN ELSE(k / (y + 2) > 1, 1, 2)": 1.0,
    "IF THEN ELSE(k / (y + 2) <> 1.5, 1, 2)": 2.0,
    "(none > 5) + 1": NAN,
    "(k / (y + 1) = 3) + 1": 2.0,
    "STEP(2, none)": NAN,
    "PULSE(none, 2) * 0 + PULSE(0, 1)": NAN,
    "STEP(2, k / (y + 2) - 9)": 2.0,
    "ZIDZ(1, y) + MAX(IF THEN ELSE(none > 5, 1, 2), 3)": NAN,
}
"""Equation to its value."""
EXPECTED = np.array(list(CASES.values()))


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    file = tmp_path_factory.mktemp("nothing") / "m.mdl"
    lines = "".join(f"x{number} = {text} ~~|" for number, text in enumerate(CASES))
    file.write_text(HEAD + lines, encoding="utf-8")
    names = [f"x{number}" for number in range(len(CASES))]
    return CompiledEngine().prepare(read_model(file), {}, names)


@pytest.mark.parametrize(
    "lanes",
    [
        "plain",
        pytest.param("scalar", marks=pytest.mark.slow),
        pytest.param("vector", marks=pytest.mark.slow),
    ],
)
def test_a_choice_by_nothing_is_nothing(prepared: Prepared, lanes: str) -> None:
    kernel = CompiledEngine().kernel(prepared.program, lanes)
    start, series = prepared.buffers(kernel.width)
    out = kernel.run(start, prepared.picks, prepared.clockwork, series)
    for run in (out[0], out[-1]):
        assert np.array_equal(run, [EXPECTED, EXPECTED], equal_nan=True)


def test_one_equation_alone_is_nothing_too(prepared: Prepared) -> None:
    equations = Equations(prepared.program)
    values = {place: np.zeros(2) for place in range(prepared.program.count)}
    moment = Moment(time=np.zeros(2), at=np.zeros(2, dtype=int), clockwork=prepared.clockwork)
    values[prepared.program.places["k"]] = np.full(2, 3.0)
    for rule in equations.at_step:
        if rule.role == "value":
            values[rule.place] = equations.value(rule, values, moment)
    found = np.array([np.broadcast_to(values[place], 2) for place in prepared.picks])
    assert np.array_equal(found, np.stack([EXPECTED, EXPECTED], axis=1), equal_nan=True)


def test_what_is_something_is_known_to_be(prepared: Prepared) -> None:
    unsure = cells_without_value(prepared.program)
    assert {"none", "s"} <= unsure
    assert unsure.isdisjoint({"y", "k", "sure"})
    sure = [number for number, text in enumerate(CASES) if text.startswith("IF THEN ELSE(sure")]
    assert unsure.isdisjoint(f"x{number}" for number in sure)
