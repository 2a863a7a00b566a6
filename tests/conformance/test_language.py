"""The compiled engine against closed forms, and against PySD where there is none."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sdlib.engine import PysdEngine
from sdlib.engine.compiled import CompiledEngine
from sdlib.engine.functions import OPERATORS as ENGINE_OPERATORS
from sdlib.engine.functions import PLAIN, REDUCTIONS
from sdlib.engine.functions import STATES as ENGINE_STATES
from sdlib.model import Model, read_model
from tests.conformance.cases import CONTROL, EVERY, FUNCTIONS, OPERATORS, STATES, SUBSCRIPTS, TIMES

TOLERANCE = 1e-9
"""Relative; sums of rounding errors over 32 steps stay far below."""


def read(tmp_path: Path, name: str) -> Model:
    file = tmp_path / "case.mdl"
    file.write_text(EVERY[name].equations + CONTROL, encoding="utf-8")
    return read_model(file)


@pytest.fixture(scope="module")
def engine() -> CompiledEngine:
    return CompiledEngine()


@pytest.fixture(scope="module")
def judge() -> PysdEngine:
    return PysdEngine()


@pytest.mark.parametrize("name", [n for n, case in EVERY.items() if case.answer is not None])
def test_a_construct_gives_its_closed_form(
    tmp_path: Path, engine: CompiledEngine, name: str
) -> None:
    answer = EVERY[name].answer
    assert answer is not None
    found = engine.run(read(tmp_path, name), {}, ["y"]).values["y"]
    assert found == pytest.approx(answer(TIMES), rel=TOLERANCE, abs=TOLERANCE)


@pytest.mark.parametrize("name", [n for n, case in EVERY.items() if case.judge])
def test_a_construct_agrees_with_pysd(
    tmp_path: Path, engine: CompiledEngine, judge: PysdEngine, name: str
) -> None:
    model = read(tmp_path, name)
    found = engine.run(model, {}, ["y"]).values["y"]
    expected = judge.run(model, {}, ["y"]).values["y"]
    assert found == pytest.approx(expected, rel=TOLERANCE, abs=TOLERANCE)


def test_no_construct_goes_untested() -> None:
    only_xmile = {"xramp", "xpulse", "xpulse train"}
    assert set(PLAIN) - only_xmile == set(FUNCTIONS)
    assert set(ENGINE_OPERATORS) == set(OPERATORS)
    assert set(REDUCTIONS) <= set(SUBSCRIPTS)
    for state in ENGINE_STATES:
        assert any(name.startswith(state) for name in STATES), state


def test_where_the_judge_is_not_believed_the_reason_stands() -> None:
    for name, case in EVERY.items():
        assert case.judge or (case.why and case.answer is not None), name


def test_it_starts_at_the_start() -> None:
    assert np.array_equal(TIMES[[0, -1]], [0, 8])
