"""The primer: every check that its package declares, one test each."""

from __future__ import annotations

import numpy as np
import pytest

from sdlib import LoadedModel, load
from sdlib.engine.base import as_float
from sdlib.errors import SdError
from sdlib.model import DependencyGraph
from sdlib.policy.checks_schema import ChecksFile
from sdlib.policy.yaml_file import read_yaml
from sdlib.study.checks import CheckResult, check_steps
from sdlib.study.checks.loops import check_loops


@pytest.fixture(scope="module")
def primer() -> LoadedModel:
    return load("sme_primer")


@pytest.fixture(scope="module")
def declared(primer: LoadedModel) -> ChecksFile:
    assert primer.package.folder is not None
    return read_yaml(primer.package.folder / "checks.yaml", ChecksFile)


FAMILIES = (
    "declared data",
    "levers",
    "no negative stock",
    "history",
    "expectations",
    "calibration",
)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_of_checks_passes(primer: LoadedModel, family: str) -> None:
    steps = {step.label: step for step in check_steps(primer)}
    found = steps[family].run()
    assert found
    assert _failures(found) == []


def test_at_least_six_loops_are_named(declared: ChecksFile) -> None:
    assert len({loop.key for loop in declared.loops}) >= 6
    assert {loop.kind for loop in declared.loops} == {"reinforcing", "balancing"}


def _loop_keys() -> list[str]:
    try:
        folder = load("sme_primer").package.folder
        assert folder is not None
        return [loop.key for loop in read_yaml(folder / "checks.yaml", ChecksFile).loops]
    except SdError:
        return ["the primer does not load"]


@pytest.mark.parametrize("key", _loop_keys())
def test_a_loop_is_found_cut_and_its_effect_seen(
    primer: LoadedModel, declared: ChecksFile, key: str
) -> None:
    loop = next(loop for loop in declared.loops if loop.key == key)
    assert _failures(check_loops(primer, [loop])) == []


def test_the_loops_stand_in_the_readme(primer: LoadedModel, declared: ChecksFile) -> None:
    assert primer.package.folder is not None
    readme = (primer.package.folder / "README.md").read_text(encoding="utf-8")
    for loop in declared.loops:
        assert loop.label.en in readme


def test_no_output_is_driven_by_its_own_history(primer: LoadedModel) -> None:
    """The only curves are the declared drivers, and no scored series is one of them."""
    curves = {v.name for v in primer.model.variables.values() if v.kind in ("lookup", "data")}
    assert curves == {driver.variable for driver in primer.package.drivers}
    scored = {history.series for history in primer.package.history}
    assert not scored & {driver.series for driver in primer.package.drivers}


def test_every_lever_has_its_five_settings(primer: LoadedModel) -> None:
    assert len(primer.package.levers) == 8
    for lever in primer.package.levers.values():
        assert list(lever.settings) == ["strength", "start", "ramp", "end", "cost"]
        assert {"off", "modest", "strong"} <= set(lever.bands)


def test_levers_enter_through_a_flow_or_parameter_not_an_output(primer: LoadedModel) -> None:
    graph = DependencyGraph(primer.model)
    for lever in primer.package.levers.values():
        assert (
            lever.enters not in primer.outputs or primer.model.variable(lever.enters).kind == "flow"
        )
        # What a lever enters at acts on the model: it reaches every headline.
        reached = graph.reached_from([lever.enters])
        for output in primer.package.headlines:
            assert output.variable in reached, (lever.key, output.variable)


def test_a_halved_time_step_changes_no_headline_by_more_than_one_percent(
    primer: LoadedModel,
) -> None:
    step = primer.model.time.time_step
    names = [output.variable for output in primer.package.headlines]
    run = primer.run("full_package", outputs=names).results
    finer = primer.engine.run(
        primer.model,
        {**_inputs(primer, "full_package"), "TIME STEP": step / 2},
        names,
        as_float(run.time),
    )
    for name in names:
        assert np.max(np.abs(finer.values[name] / run.values[name] - 1)) < 0.01, name


def _inputs(primer: LoadedModel, scenario: str) -> dict[str, object]:
    from sdlib.policy import model_inputs

    return dict(model_inputs(primer.settings(scenario), primer.package, primer.model))


def _failures(results: list[CheckResult]) -> list[str]:
    return [f"{r.name}: {r.found}, expected {r.expected}" for r in results if not r.passed]
