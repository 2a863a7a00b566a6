"""Every construct of the engine's tables stands in a model whose values are expected."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from sdlib.engine.emit_terms import FEW_POINTS
from sdlib.engine.functions import (
    DATA,
    DRAWN,
    LOOKUPS,
    OPERATORS,
    PLAIN,
    RANDOM,
    REDUCTIONS,
    STATES,
    VECTORS,
)
from sdlib.model import Model
from sdlib.model.expressions import Call, Curve, Operation, walk
from sdlib.model.reading.equations import _BEYOND, _PARTS
from tests.conformance.family import FOLDER, MODELS, computed, model_of

BY_HAND = ("curve", "elmcount", "game", "get time value", "integ")
"""What the engine knows besides its tables."""

NOT_KNOWN: set[str] = set()
"""What is read, and then named as a construct that the engine does not know."""

CONSTRUCTS = [
    *PLAIN,
    *LOOKUPS,
    *DATA,
    *VECTORS,
    *RANDOM,
    *DRAWN,
    *REDUCTIONS,
    *STATES,
    *OPERATORS,
    *BY_HAND,
]


def files() -> list[Path]:
    return [*(file for _, file in MODELS.values()), FOLDER / "random" / "model.mdl"]


def constructs(model: Model) -> Iterator[str]:
    """Iterate over the functions and operators in the equations whose values are expected."""
    for variable in computed(model):
        for definition in variable.definitions:
            for node in walk(definition.expression):
                if isinstance(node, Call):
                    yield node.function
                if isinstance(node, Operation):
                    yield node.operator


@cache
def used() -> dict[str, set[str]]:
    """Return construct to the families that use it."""
    found: dict[str, set[str]] = {}
    for file in files():
        for construct in constructs(model_of(file)):
            found.setdefault(construct, set()).add(file.parent.name)
    return found


@pytest.mark.parametrize("construct", CONSTRUCTS)
def test_a_construct_has_an_expected_value(construct: str) -> None:
    assert used().get(construct)


def test_the_tables_name_all_that_the_families_use() -> None:
    assert set(used()) <= set(CONSTRUCTS)


@pytest.mark.parametrize("function", sorted({name for name, _ in _PARTS.values()}))
def test_what_the_translators_know_is_tested_or_named_as_unknown(function: str) -> None:
    assert function in used() or function in NOT_KNOWN


@pytest.mark.parametrize("many", [False, True], ids=["few points", "many points"])
@pytest.mark.parametrize("way", _BEYOND.values())
def test_a_way_to_go_on_beyond_a_curve_has_an_expected_value(way: str, many: bool) -> None:
    curves = [
        node
        for file in files()
        for variable in model_of(file).variables.values()
        for definition in variable.definitions
        for node in walk(definition.expression)
        if isinstance(node, Curve)
    ]
    assert [c for c in curves if c.beyond == way and (len(c.points) > FEW_POINTS) == many]


VENSIM = (
    *("SMOOTH", "SMOOTHI", "SMOOTH3", "SMOOTH3I", "SMOOTH N"),
    *("DELAY1", "DELAY1I", "DELAY3", "DELAY3I", "DELAY N", "DELAY FIXED"),
    *("WITH LOOKUP", ":EXCEPT:", "->", "-> (", "<->"),
)
"""What reads as one construct of the engine's tables, or as none, in several spellings."""


@pytest.mark.parametrize("spelling", VENSIM)
def test_a_spelling_stands_in_a_model(spelling: str) -> None:
    texts = [file.read_text(encoding="utf-8") for file in files() if file.suffix == ".mdl"]
    assert any(spelling in text for text in texts)
