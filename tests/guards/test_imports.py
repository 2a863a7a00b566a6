"""Imports go to a lower floor, and each outside package is known where it belongs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.guards.imports import EDGES, FLOORS, OUTSIDE, SAME_FLOOR, wrong_imports
from tests.support.documents import ROOT

PACKAGE = ROOT / "sdlib"


def test_every_import_is_allowed() -> None:
    assert wrong_imports(PACKAGE) == []


def test_every_part_has_a_floor() -> None:
    parts = {p.stem if p.is_file() else p.name for p in PACKAGE.iterdir()}
    ignored = {"__pycache__", "packaged", "py"}
    assert parts - ignored == set(FLOORS) == set(EDGES)


def test_edges_lead_down() -> None:
    up = {
        (part, edge)
        for part, edges in EDGES.items()
        for edge in edges
        if FLOORS[edge.split(".")[0]] >= FLOORS[part]
    }
    assert up == SAME_FLOOR


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("model/graph.py", "from sdlib.engine import Engine"),
        ("names.py", "import sdlib.policy.locate"),
        ("policy/locate.py", "def f():\n    from sdlib import loaded"),
        ("engine/base.py", "from importlib import import_module\nimport_module('sdlib.run')"),
        ("study/checks/run.py", "import streamlit as st"),
        ("output/write.py", "from streamlit.runtime import get_instance"),
        ("model/graph.py", "import pysd"),
        ("model/graph.py", "from ..engine import base"),
        ("commands/run.py", "from sdlib.app.page import show"),
        ("newcomer.py", "import sdlib.errors"),
    ],
)
def test_a_planted_import_is_found(tmp_path: Path, file: str, text: str) -> None:
    (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / file).write_text(text)
    assert len(wrong_imports(tmp_path)) == 1


def test_outside_packages_are_in_use() -> None:
    """A row that nothing needs any longer would hide a mistake."""
    text = "\n".join(file.read_text(encoding="utf-8") for file in PACKAGE.rglob("*.py"))
    assert [
        name for name in OUTSIDE if f"import {name}" not in text and f"from {name}" not in text
    ] == []
