"""The primer: every check that its package declares, one test each."""

from __future__ import annotations

import pytest

from sdlib import LoadedModel, load
from sdlib.model import DependencyGraph
from sdlib.policy.checks_schema import ChecksFile
from sdlib.policy.yaml_file import read_yaml
from sdlib.study.checks import CheckResult, Kind, check_model


@pytest.fixture(scope="module")
def primer() -> LoadedModel:
    return load("sme_primer")


@pytest.fixture(scope="module")
def declared(primer: LoadedModel) -> ChecksFile:
    assert primer.package.folder is not None
    return read_yaml(primer.package.folder / "checks.yaml", ChecksFile)


@pytest.fixture(scope="module")
def results(primer: LoadedModel) -> list[CheckResult]:
    return check_model(primer)


# The primer begins in the middle of China's restructuring and claims no steady start.
@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.STEADY])
def test_every_kind_of_check_is_declared_and_passes(results: list[CheckResult], kind: Kind) -> None:
    of_kind = [result for result in results if result.kind == kind]
    assert of_kind
    failed = [f"{r.name}: {r.found}, expected {r.expected}" for r in of_kind if not r.passed]
    assert failed == []


def test_at_least_six_loops_and_four_trials_are_named(declared: ChecksFile) -> None:
    assert len(declared.loops) >= 6
    assert {loop.kind for loop in declared.loops} == {"reinforcing", "balancing"}
    assert len(declared.trials) >= 4
    assert all(trial.expect.together or trial.run.inputs or trial.run.scenario != "baseline"
               for trial in declared.trials)  # fmt: skip


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
