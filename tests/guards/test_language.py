"""The page of the languages is current, whole, and every row of it is proved."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from sdlib.engine.functions import (
    DATA,
    DRAWN,
    LOOKUPS,
    OPERATORS,
    PLAIN,
    REDUCTIONS,
    STATES,
    VECTORS,
    Function,
)
from sdlib.engine.functions import RANDOM as DRAWS
from sdlib.model.language import CALLS, LANGUAGES, VENSIM, XMILE, Row, State
from sdlib.model.reading import builtin_calls, formula, xmile_calls, xmile_formula
from tests.bad_input import test_refused
from tests.conformance.family import MODELS
from tests.language import RANDOM, holds, proof_of, write
from tests.support.documents import ROOT
from tests.unit.model import test_notes

ROWS = {
    f"{language} {kind} {row.name}": (language, kind, row)
    for language, kinds in LANGUAGES.items()
    for kind, tables in kinds.items()
    for rows in tables.values()
    for row in rows
}

ENGINE: dict[str, Function | int] = {**PLAIN, **LOOKUPS, **DATA, **VECTORS, **DRAWS, **DRAWN}
"""Functions that the engine counts the arguments of."""

BESIDES = {"curve", "elmcount", "game", "get time value", "integ"}
"""What the engine knows besides its tables."""

SIGNS = {
    **dict.fromkeys(("negative", "+", "-"), "plus, minus"),
    **dict.fromkeys(("*", "/"), "times, divided by"),
    **dict.fromkeys(("=", "<>", "<", "<=", ">", ">="), "comparison"),
    "^": "power",
}
"""Operator to the name of its row, where that is not its own."""


def test_the_page_is_current(tmp_path: Path) -> None:
    write(tmp_path)
    made = (tmp_path / "language.md").read_text(encoding="utf-8")
    page = ROOT / "docs" / "language.md"
    assert page.is_file()
    assert page.read_text(encoding="utf-8") == made, "run: python -m tests.language docs"


def test_every_function_of_the_engine_has_a_row_and_the_other_way_round() -> None:
    assert {*ENGINE, *REDUCTIONS, *STATES, *BESIDES} == CALLS["Vensim"] | CALLS["XMILE"]


def test_every_function_of_the_readers_has_a_row_that_runs() -> None:
    for rows, nodes in ((VENSIM, builtin_calls._NODES), (XMILE, xmile_calls._NODES)):
        assert {key for key in nodes if rows[key].state is not State.RUNS} == set()


@pytest.mark.parametrize("operator", OPERATORS)
def test_every_operator_has_a_row(operator: str) -> None:
    names = {row.name for _, kind, row in ROWS.values() if kind == "constructs"}
    assert SIGNS.get(operator, operator) in names


def test_every_sign_and_word_of_the_readers_has_a_row() -> None:
    for language, module in (("Vensim", formula), ("XMILE", xmile_formula)):
        forms = " ".join(
            f"{row.name} {row.form} {row.note}".lower()
            for other, kind, row in ROWS.values()
            if other == language and kind == "constructs"
        )
        assert [sign for sign in module._RANKS if sign not in forms] == []


@pytest.mark.parametrize("key", [key for key, row in VENSIM.items() if row.name.lower() in ENGINE])
def test_the_arguments_of_the_engine_are_those_of_the_row(key: str) -> None:
    row = VENSIM[key]
    wanted = ENGINE[row.name.lower()]
    count = wanted.arguments if isinstance(wanted, Function) else wanted
    stream = 1 if row.name.lower() in {**DRAWS, **DRAWN} and count else 0
    assert row.counts == (count + stream, count + stream)


@pytest.mark.parametrize("label", ROWS)
def test_a_row_names_a_test_that_shows_it(label: str) -> None:
    language, kind, row = ROWS[label]
    proof = proof_of(language, row)
    assert proof, f"no test shows {label}: add it to a model of tests/conformance"
    found = re.fullmatch(r"(?P<file>[\w/]+\.py)::(?P<test>\w+)(?:\[(?P<id>.+)\])?", proof)
    assert found is not None
    assert found["test"] in _tests(ROOT / found["file"])
    if row.state is State.REFUSED:
        assert found["id"] in test_refused.ROWS
        name, text = test_refused.written(language, kind, row)
        text = text.replace("_", " ") if kind == "functions" and name.endswith("xmile") else text
    elif row.state is State.REPORTED:
        assert found["id"] in test_notes.ROWS
        text = test_notes.written(language, row)[1]
    elif found["id"] in MODELS:
        text = MODELS[found["id"]][1].read_text(encoding="utf-8")
    elif found["file"].endswith("test_random.py"):
        text = RANDOM[language][0].read_text(encoding="utf-8")
    else:
        text = _tests(ROOT / found["file"])[found["test"]]
    assert holds(language, row, text)


def test_a_name_stands_once_in_its_language() -> None:
    for tables in (LANGUAGES["Vensim"], LANGUAGES["XMILE"]):
        for rows in tables.values():
            names = [row.name for family in rows.values() for row in family]
            assert sorted(names) == sorted(set(names))


def test_a_row_without_a_proof_is_found() -> None:
    row = Row(name="NO SUCH", form="NO SUCH(x)", state=State.RUNS, mark="NO SUCH(")
    assert proof_of("Vensim", row) == ""


@cache
def _tests(file: Path) -> dict[str, str]:
    """Return name to text of the tests of a file; with it what stands outside of all functions."""
    source = file.read_text(encoding="utf-8")
    parts = ast.parse(source).body
    shared = "\n".join(
        ast.get_source_segment(source, part) or ""
        for part in parts
        if not isinstance(part, ast.FunctionDef)
    )
    return {
        part.name: f"{shared}\n{ast.get_source_segment(source, part)}"
        for part in parts
        if isinstance(part, ast.FunctionDef) and part.name.startswith("test_")
    }
