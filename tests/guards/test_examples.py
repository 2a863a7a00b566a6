"""The examples in docstrings run and give what they say."""

from __future__ import annotations

import doctest
import importlib

import pytest

from tests.support.documents import ROOT

MODULES = sorted(
    ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for file in (ROOT / "sdlib").rglob("*.py")
    if ">>> " in file.read_text(encoding="utf-8")
)


LONG = ("sdlib.output.book.page",)
"""Modules whose examples take too long for the default tests."""


@pytest.mark.parametrize(
    "name", [pytest.param(m, marks=[pytest.mark.slow] if m in LONG else []) for m in MODULES]
)
def test_examples_run(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    result = doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS)
    assert result.attempted
    assert not result.failed, capsys.readouterr().out


def test_there_are_examples() -> None:
    assert "sdlib.loaded" in MODULES
