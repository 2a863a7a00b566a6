"""The compiled engine gives the expected table of every family."""

from __future__ import annotations

import numpy as np
import pytest

from tests.conformance.family import FAMILIES, MODELS, closed_forms, found


def same(found: np.ndarray, expected: np.ndarray, tolerance: float) -> bool:
    return np.allclose(found, expected, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("label", MODELS)
def test_the_engine_gives_what_is_expected(label: str) -> None:
    family, _ = MODELS[label]
    expected = family.expected
    wrong = [
        name
        for name, values in found(label).items()
        if not same(values, expected[name], family.tolerance)
    ]
    assert wrong == []


@pytest.mark.parametrize("name", FAMILIES)
def test_every_computed_element_has_an_expected_column_and_its_source(name: str) -> None:
    family = FAMILIES[name]
    labels = [f"{name}{file.suffix}" for file in family.files]
    elements = {element for label in labels for element in found(label)}
    assert set(family.exact) & set(family.agreed) == set()
    assert {*family.exact, *family.agreed} == elements
    assert set(family.expected) == {"time", *elements}


@pytest.mark.parametrize("name", FAMILIES)
def test_the_expected_table_holds_the_closed_forms(name: str) -> None:
    """If it does not: ``python -m tests.conformance.record`` writes it anew."""
    expected = FAMILIES[name].expected
    forms = closed_forms(FAMILIES[name])
    assert [n for n, values in forms.items() if not same(values, expected[n], 1e-14)] == []


@pytest.mark.parametrize("name", FAMILIES)
def test_a_wrong_number_is_found(name: str) -> None:
    """The tolerance is narrow enough to see the eighth digit, and no column is all zeros."""
    family = FAMILIES[name]
    for element, values in family.expected.items():
        off = values * (1 + 1e-8) + 1e-8
        assert not same(off, values, family.tolerance), element
