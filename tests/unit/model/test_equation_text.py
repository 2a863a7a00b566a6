"""Expressions as text: what is shown is read back as the same expression."""

from pathlib import Path

import pytest

from sdlib.model import Model, read_model
from sdlib.model.equation_text import equation_text
from sdlib.model.expressions import Expression, Operation, Reference

CONTROL = "FINAL TIME=9~~|INITIAL TIME=0~~|SAVEPER=1~~|TIME STEP=1~~|"
GIVEN = "D: p, q ~~|a=1~~|b=2~~|c=3~~|x[D]=1,2~~|k((0,0),(1,1))~~|"

TEXTS = (
    "a + b - c",
    "a - (b - c)",
    "a - (b + c)",
    "a / (b * c)",
    "a / b * c",
    "(a + b) * c",
    "a * b + c",
    "-(a + b)",
    "-a * b",
    "(a + b)^c",
    "a^(b / c)",
    "a^b^c",
    "(a^b)^c",
    "a^(-b)",
    "IF THEN ELSE(a > b :AND: :NOT: (b = c :OR: a < c), 1.5, x[p])",
    "SUM(x[D!] * a)",
    "k(a + b)",
    "MAX(a, MIN(b, 0))",
    "INTEG(a * b, 100)",
)


def read(tmp_path: Path, text: str) -> Model:
    file = tmp_path / "m.mdl"
    file.write_text(f"y = {text} ~~|{GIVEN}{CONTROL}", encoding="utf-8")
    return read_model(file)


def right(model: Model) -> Expression:
    return model.variable("y").definitions[0].expression


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_means_what_it_shows(tmp_path: Path, text: str) -> None:
    expression = right(read(tmp_path, text))
    shown = equation_text(expression)
    assert right(read(tmp_path, shown)) == expression
    assert shown.replace(" ", "") == text.replace(" ", "")


def test_a_long_text_is_cut_and_a_long_sum_needs_no_recursion() -> None:
    whole: Expression = Reference("a")
    for _ in range(5000):
        whole = Operation("+", (whole, Reference("a")))
    text = equation_text(whole)
    assert 110 < len(text) <= 120
    assert text.endswith(" ...")
