"""Where PySD's translator reads a Vensim file too, both give the same tree."""

from __future__ import annotations

import dataclasses
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from parsimonious.exceptions import ParseError
from pysd.translators.vensim.vensim_file import VensimFile

from sdlib.model.reading.statements import vensim_statements, without_comments
from sdlib.model.reading.vensim import abstract_vensim
from sdlib.names import name_key
from tests.support.documents import ROOT

FILES = sorted(
    file for folder in ("models", "tests", "benchmarks") for file in (ROOT / folder).rglob("*.mdl")
)

DIFFERENCES = {
    ("files", "by_an_equals_sign"): "it takes data behind a plain equals sign for an equation",
    ("logic", "and_before_or"): "it puts 'and' and 'or' on one level, from the left",
    ("logic", "or_after_and"): "it puts 'and' and 'or' on one level, from the left",
    ("subscripts", "dimensions"): "it adds the elements that a mapping names to the dimension",
    ("states", "held_between"): "it takes SINTEG for a function of no state",
    ("states", "held_below"): "it takes SINTEG for a function of no state",
    ("mappings", "dimensions"): "it adds the elements that a mapping names to the dimension",
}
"""(folder, variable) to why PySD's tree is another one."""

NOT_READ = {
    "signs": "its grammar stops at a sign before a power",
    "grammar": "its grammar has no curve that is called through a choice",
    "texts": "its grammar takes no text variable for the name of a file",
    "results": "its grammar has no further results in the call of a macro",
}
"""Folder to why PySD reads nothing of it."""


def _id(file: Path) -> str:
    return str(file.relative_to(ROOT))


LARGE = ROOT / "models" / "china_sme" / "model.mdl"
"""A file that PySD takes several seconds to read."""


@pytest.mark.parametrize(
    "file",
    [pytest.param(file, marks=[pytest.mark.slow] if file == LARGE else []) for file in FILES],
    ids=_id,
)
def test_both_readers_find_the_same(file: Path, tmp_path: Path) -> None:
    text = file.read_text(encoding="utf-8")
    ours = _elements(abstract_vensim(vensim_statements(text).statements, file))
    copy = tmp_path / "model.mdl"
    copy.write_text(text, encoding="utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        other = VensimFile(copy, encoding="utf-8")
        if file.parent.name in NOT_READ:
            with pytest.raises(ParseError):
                other.parse()
            return
        other.parse()
        theirs = _elements(other.get_abstract_model())
    differ = {name for name in {**ours, **theirs} if ours.get(name) != theirs.get(name)}
    assert differ == {name for folder, name in DIFFERENCES if folder == file.parent.name}


def test_there_is_much_to_compare() -> None:
    assert len(FILES) > 15
    assert without_comments("a {b} c") == "a     c"


def _elements(model: Any) -> dict[str, object]:
    """Return name to all that is known of a variable; macros' variables have their names."""
    found: dict[str, object] = {}
    for section in model.sections:
        inside = "" if section.type == "main" else f"{section.name}: "
        found[f"{inside}dimensions"] = sorted(
            (name_key(each.name), str(each.subscripts), str(each.mapping))
            for each in section.subscripts
        )
        found[f"{inside}head"] = (section.params, section.returns)
        for element in section.elements:
            found[inside + name_key(element.name)] = (
                " ".join(element.units.split()),
                element.limits or (None, None),
                [(type(c).__name__, _plain(c)) for c in element.components],
            )
    return found


def _plain(node: Any) -> object:
    """Return a tree as tuples, so that two can be compared."""
    if isinstance(node, np.ndarray):
        return ("array", node.astype(float).tolist())
    if isinstance(node, (int, float, np.number)):
        return "nan" if np.isnan(node) else float(node)
    if isinstance(node, (list, tuple)):
        return [_plain(part) for part in node]
    kind = type(node).__name__
    if kind == "LookupsStructure":
        # The range is for the drawing of the curve alone.
        return (kind, _plain(node.x), _plain(node.y))
    if kind == "ArithmeticStructure" and node.operators == ["negative"]:
        inner = _plain(node.arguments[0])
        return -inner if isinstance(inner, float) else (kind, "negative", inner)
    if kind == "ReferenceStructure":
        return (kind, name_key(node.reference), _plain(node.subscripts))
    if dataclasses.is_dataclass(node):
        return (kind, *(_plain(getattr(node, f.name)) for f in dataclasses.fields(node)))
    return node.lower() if isinstance(node, str) else node
