"""What is said while a model is made ready."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sdlib.app import opened
from sdlib.app.opened import Site
from sdlib.app.runs import RunStore
from sdlib.engine import CompiledEngine, compiled
from sdlib.loaded import LoadedModel, load


def site_of(loaded: LoadedModel, engine: CompiledEngine) -> Site:
    own = LoadedModel(loaded.model, loaded.package, engine)
    return Site(loaded=own, runs=RunStore(own))


def test_only_the_first_run_of_a_large_model_is_said_to_be_long(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = load(folder)
    assert not site_of(loaded, CompiledEngine()).first_run_is_long()
    monkeypatch.setattr(compiled, "is_compiled", lambda *_: False)
    monkeypatch.setattr(compiled, "PLAIN_WORK", 10)
    monkeypatch.setattr(compiled, "PLAIN_PATIENCE", 10)
    site = site_of(loaded, CompiledEngine())
    assert site.first_run_is_long()
    site.runs.count = 1
    assert not site.first_run_is_long()
    monkeypatch.setattr(compiled, "is_compiled", lambda *_: True)
    assert not site_of(loaded, CompiledEngine()).first_run_is_long()


def test_while_a_model_is_compiled_its_runs_go_on(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled, "is_compiled", lambda *_: False)
    monkeypatch.setattr(compiled, "PLAIN_WORK", 10)
    monkeypatch.setattr(compiled, "PLAIN_PATIENCE", 10)
    engine = CompiledEngine()
    site = site_of(load(folder), engine)
    model = site.loaded.model
    assert site.first_run_is_bearable()
    assert not site.is_being_prepared()
    # As `quicken_site` does before its thread begins.
    engine.will_compile(model)
    site.compiling_begun.set()
    assert site.is_being_prepared()
    site.preparation.told("compiling", 3, 8)
    assert site.preparation.percent == 37
    assert not engine.waits_for_compiler(model)
    assert np.isfinite(site.runs.baseline().table().to_numpy()).all()
    assert engine.is_being_compiled(model)


def test_the_compiler_of_a_large_model_works_beside_its_first_run(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled, "is_compiled", lambda *_: False)
    begun: list[Site] = []
    monkeypatch.setattr(opened, "quicken_site", begun.append)
    site = site_of(load(folder), CompiledEngine())
    opened.begin_first_run(site)
    assert begun == []
    monkeypatch.setattr(compiled, "PLAIN_WORK", 10)
    monkeypatch.setattr(compiled, "PLAIN_PATIENCE", 10)
    opened.begin_first_run(site)
    assert begun == [site]
    # One that would take minutes waits for the compiler.
    monkeypatch.setattr(opened, "BEARABLE", 10)
    opened.begin_first_run(site)
    assert begun == [site]
