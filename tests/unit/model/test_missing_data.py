"""What cannot be computed without data, found at each run of a model."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path

import pytest

from sdlib.engine import CompiledEngine
from sdlib.model import DependencyGraph, Model, missing_data, read_model
from sdlib.model.missing_data import needed_of, without_data

TEXT = """{UTF-8}
counted ~~|
seen = counted * 2 ~~|
later = seen + 1 ~~|
held = INTEG(0, later) ~~|
alone = 3 + Time ~~|
FINAL TIME = 2 ~~|INITIAL TIME = 0 ~~|SAVEPER = 1 ~~|TIME STEP = 1 ~~|
"""


@pytest.fixture
def model(tmp_path: Path) -> Model:
    file = tmp_path / "lacking.mdl"
    file.write_text(TEXT, encoding="utf-8")
    return read_model(file)


def test_what_is_computed_from_missing_data_is_missing_too(model: Model) -> None:
    assert without_data(model) == {"counted", "seen", "later", "held"}


def test_a_value_that_is_given_needs_no_data(model: Model) -> None:
    assert without_data(model, {"seen"}) == {"counted"}
    assert without_data(model, {"counted"}) == frozenset()
    assert without_data(model, {"later"}) == {"counted", "seen"}


def test_outputs_need_what_they_are_computed_from(model: Model) -> None:
    assert needed_of(["counted"], model, (), ["held"]) == ["counted"]
    assert needed_of(["counted"], model, {"later"}, ["held"]) == []
    assert needed_of(["counted"], model, (), ["alone"]) == []
    assert needed_of(["counted"], model, (), ["alone", "counted"]) == ["counted"]


def test_runs_build_the_graph_of_a_model_once(
    model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[str] = []

    def building(of: Model, *, at_start: bool) -> DependencyGraph:
        built.append(of.name)
        return DependencyGraph(of, at_start=at_start)

    monkeypatch.setattr(missing_data, "DependencyGraph", building)
    engine = CompiledEngine()
    for given in ({}, {"seen": 1.0}, {}):
        engine.run(model, given, ["alone"])
        assert without_data(model, given)
    assert built == ["lacking"]


def test_the_graph_goes_with_its_model(tmp_path: Path) -> None:
    file = tmp_path / "short.mdl"
    file.write_text(TEXT, encoding="utf-8")
    model = read_model(file)
    without_data(model)
    lives = weakref.ref(model)
    del model
    gc.collect()
    assert lives() is None
