"""PySD, and Simlin where it is installed, find what the tables expect; doubts are still needed."""

from __future__ import annotations

import numpy as np
import pytest

from sdlib.model.expressions import Reference, walk
from sdlib.names import name_key
from tests.conformance.family import MODELS, computed, elements, key, model_of
from tests.conformance.judges import (
    DOUBTS,
    JUDGES,
    MISSING,
    CannotJudgeError,
    Doubt,
    doubted,
    judged,
)

ROWS = [(judge, label) for judge in JUDGES for label in MODELS if "*" not in doubted(judge, label)]


def available(judge: str) -> None:
    if judge in MISSING:
        pytest.skip(MISSING[judge])


def differs(label: str, element: str, values: np.ndarray) -> bool:
    family, _ = MODELS[label]
    expected = family.expected[element]
    return not np.allclose(values, expected, rtol=family.tolerance, atol=family.tolerance)


def elements_of(label: str) -> dict[str, list[str]]:
    """Return key of a computed variable to the names of its elements."""
    model = model_of(MODELS[label][1])
    return {name_key(v.name): elements(model, v) for v in computed(model)}


@pytest.mark.parametrize(("judge", "label"), ROWS, ids=map("-".join, ROWS))
def test_a_judge_finds_what_is_expected(judge: str, label: str) -> None:
    available(judge)
    values = judged(judge, label)
    believed = [
        element
        for name, names in elements_of(label).items()
        if name not in doubted(judge, label)
        for element in names
    ]
    assert [e for e in believed if differs(label, e, values[key(e)])] == []


@pytest.mark.parametrize(
    "label", [label for label, (family, file) in MODELS.items() if family.agreed]
)
def test_what_has_no_closed_form_has_two_judges(label: str) -> None:
    family, _ = MODELS[label]
    names = elements_of(label)
    for judge in JUDGES:
        for name in doubted(judge, label):
            assert not set(names.get(name, ())) & set(family.agreed), name


def needed(label: str, name: str) -> set[str]:
    """Return the keys of a variable and of all that its equations need."""
    model = model_of(MODELS[label][1])
    waiting, seen = [name], set()
    while waiting:
        name = waiting.pop()
        if name_key(name) in seen or name not in model:
            continue
        seen.add(name_key(name))
        for definition in model.variable(name).definitions:
            waiting += [n.name for n in walk(definition.expression) if isinstance(n, Reference)]
    return seen


@pytest.mark.parametrize("doubt", DOUBTS, ids=[f"{d.judge}-{d.model}-{d.variable}" for d in DOUBTS])
def test_a_doubt_is_still_needed(doubt: Doubt) -> None:
    """It is not, once the judge runs the variable alone and finds what is expected."""
    available(doubt.judge)
    assert doubt.reason
    if doubt.variable == "*":
        with pytest.raises(CannotJudgeError):
            JUDGES[doubt.judge].values(doubt.model, frozenset())
        return
    names = elements_of(doubt.model)
    kept = needed(doubt.model, doubt.variable)
    try:
        values = JUDGES[doubt.judge].values(doubt.model, frozenset(set(names) - kept))
    except CannotJudgeError:
        return
    found = {key(name): column for name, column in values.items()}
    mine = names.get(name_key(doubt.variable), [])
    assert any(key(e) not in found or differs(doubt.model, e, found[key(e)]) for e in mine)
