"""Which code a model's first runs go through: plain Python, until compiling has paid."""

from __future__ import annotations

from pathlib import Path

import pytest

from sdlib.engine import compiled
from sdlib.engine.compiled import CompiledEngine
from sdlib.engine.kernel import Kernel
from sdlib.engine.program import Program
from sdlib.model import read_model
from sdlib.model.structure import Model

TEXT = """{UTF-8}
Level = INTEG(0.1*Level,1) ~~|
INITIAL TIME = 0 ~~|
FINAL TIME = 4 ~~|
TIME STEP = 1 ~~|
SAVEPER = 1 ~~|
"""


@pytest.fixture
def model(tmp_path: Path) -> Model:
    (tmp_path / "level.mdl").write_text(TEXT, encoding="utf-8")
    return read_model(tmp_path / "level.mdl")


def _lanes(engine: CompiledEngine, model: Model) -> str:
    prepared = engine.prepare(model, {}, ["Level"])
    return engine.lanes(prepared.program, prepared.clockwork)


@pytest.fixture(autouse=True)
def nothing_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "is_compiled", lambda program, lanes: False)


def test_a_small_model_goes_on_in_plain_python(
    model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled, "PLAIN_PATIENCE", 0)
    engine = CompiledEngine()
    assert [_lanes(engine, model) for _ in range(5)] == ["plain"] * 5


def test_a_large_model_is_compiled_after_a_few_plain_runs(
    model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = CompiledEngine()
    prepared = engine.prepare(model, {}, ["Level"])
    work = prepared.clockwork.steps * prepared.program.count
    monkeypatch.setattr(compiled, "PLAIN_WORK", work - 1)
    monkeypatch.setattr(compiled, "PLAIN_PATIENCE", 3 * work)
    assert [_lanes(engine, model) for _ in range(5)] == ["plain"] * 3 + ["scalar"] * 2


def test_a_larger_model_has_more_plain_runs(model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each statement takes the compiler its time: a very large model is compiled later."""
    engine = CompiledEngine()
    prepared = engine.prepare(model, {}, ["Level"])
    statements = len(prepared.program.start) + len(prepared.program.step)
    monkeypatch.setattr(compiled, "PLAIN_WORK", 0)
    monkeypatch.setattr(
        compiled, "PLAIN_PATIENCE", prepared.clockwork.steps * prepared.program.count
    )
    monkeypatch.setattr(compiled, "LARGE", statements / 2)
    assert [_lanes(engine, model) for _ in range(4)] == ["plain"] * 2 + ["scalar"] * 2


def test_runs_beside_a_compilation_stay_plain(
    model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled, "PLAIN_WORK", 0)
    monkeypatch.setattr(compiled, "PLAIN_PATIENCE", 0)
    engine = CompiledEngine()
    meanwhile = []

    class Slow(Kernel):
        def __init__(self, program: Program, lanes: str) -> None:
            meanwhile.append(_lanes(engine, model))
            super().__init__(program, "plain")

    monkeypatch.setattr(compiled, "Kernel", Slow)
    engine.compile(model)
    assert meanwhile == ["plain"]
    assert _lanes(engine, model) == "scalar"
