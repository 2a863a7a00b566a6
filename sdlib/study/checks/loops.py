"""Named loops: found in the dependency graph, cut, and their effect seen."""

from __future__ import annotations

from collections.abc import Sequence

from sdlib.loaded import LoadedModel
from sdlib.model import DependencyGraph
from sdlib.policy.checks_schema import LoopCheck
from sdlib.study.checks.expectations import change_percent
from sdlib.study.checks.result import CheckResult, between, percent


def check_loops(loaded: LoadedModel, loops: Sequence[LoopCheck]) -> list[CheckResult]:
    """Check that each loop is in the graph, and that cutting it changes what it should.

    Args:
        loaded: The model with its package.
        loops: The declared loops.
    """
    graph = DependencyGraph(loaded.model)
    results = []
    for loop in loops:
        missing = graph.missing_links(loop.path)
        results.append(
            CheckResult(
                kind="loop",
                name=f"{loop.key}: path",
                passed=not missing,
                expected=" > ".join([*loop.path, loop.path[0]]),
                found="every link is in the dependency graph"
                if not missing
                else "no link " + ", ".join(f"{a} > {b}" for a, b in missing),
            )
        )
        results.append(_cut(loaded, loop))
    return results


def _cut(loaded: LoadedModel, loop: LoopCheck) -> CheckResult:
    expect = loop.expect
    whole = loaded.run(loop.scenario, outputs=[expect.variable, loop.cut.variable])
    held = loop.cut.hold
    if held == "initial":
        held = float(whole.results.values[loop.cut.variable][0])
    cut = loaded.run(loop.scenario, {loop.cut.variable: held}, outputs=[expect.variable])
    change = change_percent(cut, whole, expect)
    low, high = expect.change_percent
    return CheckResult(
        kind="loop",
        name=f"{loop.key}: cut at '{loop.cut.variable}'",
        passed=low <= change <= high,
        expected=f"{expect.variable} {expect.time:g}: {between(expect.change_percent)}",
        found=f"{percent(change)} with it held at {held:.4g}",
    )
