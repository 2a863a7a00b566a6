"""Named loops: found in the dependency graph, their polarity measured, cut, the effect seen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sdlib.errors import RunError
from sdlib.model import DependencyGraph
from sdlib.model.arrays import FloatArray
from sdlib.policy import model_inputs
from sdlib.policy.checks_schema import LoopCheck
from sdlib.study.checks.desk import Desk
from sdlib.study.checks.measures import at_time, percent_change
from sdlib.study.checks.polarity import Link, LinkSigns, link_signs
from sdlib.study.checks.result import CheckResult, Kind, between, judged, percent
from sdlib.study.checks.runs import Experiment


def loop_runs(desk: Desk) -> Iterator[Experiment]:
    """Iterate over the runs that the check needs, as far as they are known beforehand."""
    for loop in desk.declared.loops:
        yield _whole(loop)


def check_loops(desk: Desk) -> list[CheckResult]:
    """Check that each loop is there, has its polarity, and does what is said of it when it is cut.

    Args:
        desk: The model with its checks.
    """
    graph = DependencyGraph(desk.loaded.model)
    signs = _signs(desk, graph)
    results = []
    for at, loop in enumerate(desk.declared.loops):
        missing = graph.missing_links(loop.path)
        results.append(_path(desk, at, loop, missing))
        if not missing:
            results.append(_polarity(desk, at, loop, signs[loop.scenario]))
        results.append(_cut(desk, at, loop))
    return results


def _path(desk: Desk, at: int, loop: LoopCheck, missing: list[Link]) -> CheckResult:
    links = ", ".join(f"{cause} > {effect}" for cause, effect in missing)
    return CheckResult(
        kind=Kind.LOOP_PATH,
        name=f"{loop.key}: path",
        passed=not missing,
        expected=" > ".join([*loop.path, loop.path[0]]),
        found=f"no link {links}" if missing else "every link is in the dependency graph",
        place=desk.place("loops", at, "path"),
        remedy="correct the path, or the equation that has lost the link",
    )


def _signs(desk: Desk, graph: DependencyGraph) -> dict[str, LinkSigns | RunError]:
    """Return the signs of all links of all loops, scenario by scenario."""
    links: dict[str, dict[Link, None]] = {}
    for loop in desk.declared.loops:
        if not graph.missing_links(loop.path):
            links.setdefault(loop.scenario, {}).update(dict.fromkeys(_links(loop)))
    found: dict[str, LinkSigns | RunError] = {}
    loaded = desk.loaded
    for scenario, wanted in links.items():
        names = tuple(dict.fromkeys(name for link in wanted for name in link))
        inputs = model_inputs(loaded.settings(scenario), loaded.package, loaded.model)
        try:
            run = desk.runs.get(Experiment(scenario=scenario, outputs=names))
            engine = desk.runs.engine(loaded.model.time.integrator)
            found[scenario] = link_signs(engine, loaded.model, inputs, wanted, run)
        except RunError as error:
            found[scenario] = error
    return found


def _links(loop: LoopCheck) -> list[Link]:
    return list(zip(loop.path, [*loop.path[1:], loop.path[0]], strict=True))


def _polarity(desk: Desk, at: int, loop: LoopCheck, signs: LinkSigns | RunError) -> CheckResult:
    failed = CheckResult(
        kind=Kind.LOOP_SIGN,
        name=f"{loop.key}: {loop.kind}",
        passed=False,
        expected=f"the product of the signs of its {len(loop.path)} links is "
        f"{'positive' if loop.kind == 'reinforcing' else 'negative'} all along {loop.scenario}",
        found="",
        place=desk.place("loops", at, "kind"),
        remedy="correct 'kind', or the equation whose link has the wrong sign",
    )
    if isinstance(signs, RunError):
        return replace(failed, found=signs.found)
    each = {link: signs.signs[link] for link in _links(loop)}
    dead = [link for link, sign in each.items() if not sign.any()]
    if dead:
        shown = ", ".join(f"{cause} > {effect}" for cause, effect in dead)
        return replace(failed, found=f"no effect at any time: {shown}")
    product = np.ones(len(signs.time), dtype=int)
    for sign in each.values():
        product = product * np.where(sign == 2, 0, sign)
    wanted = 1 if loop.kind == "reinforcing" else -1
    acting = product != 0
    negative = [f"{cause} > {effect}" for (cause, effect), s in each.items() if (s == -1).any()]
    changing = [_changing(link, sign, signs.time) for link, sign in each.items()]
    told = "; ".join(filter(None, [_negative(negative), *changing]))
    if not acting.any():
        return replace(failed, found=f"at no time do all its links act together; {told}")
    if (product[acting] == wanted).all():
        return replace(failed, passed=True, found=told)
    wrong = signs.time[acting & (product != wanted)]
    other = "balancing" if loop.kind == "reinforcing" else "reinforcing"
    when = f"{wrong[0]:g}" if len(wrong) == 1 else f"{wrong[0]:g} to {wrong[-1]:g}"
    always = "at all times" if len(wrong) == int(acting.sum()) else f"in {when}"
    return replace(failed, found=f"it is {other} {always}: {told}")


def _negative(links: list[str]) -> str:
    if not links:
        return "no link is negative"
    return f"{len(links)} negative: {', '.join(links)}"


def _changing(link: Link, signs: NDArray[np.int8], time: FloatArray) -> str:
    """Return a sentence about a link that has no constant sign, empty for others."""
    name = f"{link[0]} > {link[1]}"
    if (signs == 2).any():
        return f"{name} differs among elements"
    moving = np.flatnonzero(signs)
    turns = np.flatnonzero(np.diff(signs[moving]))
    if not len(turns):
        return ""
    times = ", ".join(f"{time[moving[turn + 1]]:g}" for turn in turns[:3])
    return f"{name} has no constant sign, it changes in {times}{' ...' if len(turns) > 3 else ''}"


def _whole(loop: LoopCheck) -> Experiment:
    return Experiment(scenario=loop.scenario, outputs=(*loop.path, loop.expect.variable))


def _cut(desk: Desk, at: int, loop: LoopCheck) -> CheckResult:
    expect = loop.expect
    failed = CheckResult(
        kind=Kind.LOOP_CUT,
        name=f"{loop.key}: cut at '{loop.cut.variable}'",
        passed=False,
        expected=f"{expect.variable} {expect.time:g}: {between(expect.change_percent)}",
        found="",
        place=desk.place("loops", at, "expect"),
        remedy="see whether the loop still does what its name says; then state what it does",
    )
    return judged(failed, _judge_cut, desk, loop)


def _judge_cut(failed: CheckResult, desk: Desk, loop: LoopCheck) -> CheckResult:
    expect = loop.expect
    whole = desk.runs.get(_whole(loop))
    held = loop.cut.hold
    first = whole.values[loop.cut.variable][0]
    value = first if held == "initial" else held
    inputs = {loop.cut.variable: value}
    cut = desk.runs.get(
        Experiment(scenario=loop.scenario, inputs=inputs, outputs=(expect.variable,))
    )
    change = percent_change(*(at_time(run, expect.variable, expect.time) for run in (cut, whole)))
    low, high = expect.change_percent
    shown = f"{float(value):.4g}" if np.ndim(value) == 0 else "its first values"
    found = f"{percent(change)} with it held at {shown}"
    return replace(failed, passed=low <= change <= high, found=found)
