"""Named loops: found in the dependency graph, their polarity measured, cut, the effect seen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sdlib.errors import RunError
from sdlib.model import DependencyGraph
from sdlib.model.arrays import FloatArray
from sdlib.policy.checks_schema import LoopCheck
from sdlib.study.checks.courses import experiment_of, is_simple
from sdlib.study.checks.desk import Desk
from sdlib.study.checks.elements import closed_elements
from sdlib.study.checks.measures import at_time, percent_change
from sdlib.study.checks.polarity import Link, LinkSigns, link_signs
from sdlib.study.checks.result import CheckResult, Kind, between, judged, percent
from sdlib.study.checks.runs import Experiment


def loop_runs(desk: Desk) -> Iterator[Experiment]:
    """Iterate over the runs that the check needs, as far as they are known beforehand."""
    for loop in desk.declared.loops:
        if is_simple(loop.tried):
            yield _whole(desk, loop)


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
            results.append(_polarity(desk, at, loop, signs[loop.key]))
        results.append(_cut(desk, at, loop))
    return results


def _path(desk: Desk, at: int, loop: LoopCheck, missing: list[Link]) -> CheckResult:
    failed = CheckResult(
        kind=Kind.LOOP_PATH,
        name=f"{loop.key}: path",
        passed=False,
        expected=" > ".join([*loop.parts, loop.parts[0]]),
        found="",
        place=desk.place("loops", at, "path"),
        remedy="correct the path, or the equation that has lost the link",
    )
    if missing:
        links = ", ".join(f"{cause} > {effect}" for cause, effect in missing)
        return replace(failed, found=f"no link {links}")
    model = desk.loaded.model
    program = desk.runs.engine(model.time.integrator).program(model, {})
    back, count = closed_elements(model, program, loop.parts)
    found = "every link is in the dependency graph"
    if count > 1:
        found += f"; {back} of {count} elements of '{loop.parts[0]}' come back to themselves"
    return replace(failed, passed=back > 0, found=found)


def _signs(desk: Desk, graph: DependencyGraph) -> dict[str, LinkSigns | RunError]:
    """Return the signs of the links of each loop, by its key; all are measured by one program."""
    loops = [loop for loop in desk.declared.loops if not graph.missing_links(loop.path)]
    links = list(dict.fromkeys(link for loop in loops for link in _links(loop)))
    names = tuple(dict.fromkeys(name for loop in loops for name in loop.path))
    model = desk.loaded.model
    engine = desk.runs.engine(model.time.integrator)
    made: dict[str, LinkSigns | RunError] = {}
    found = {}
    for loop in loops:
        mark = repr(loop.tried)
        if mark not in made:
            try:
                experiment = experiment_of(desk.runs, loop.tried, names)
                run, inputs = desk.runs.get(experiment), desk.runs.inputs_of(experiment)
                made[mark] = link_signs(engine, model, inputs, links, run)
            except RunError as error:
                made[mark] = error
        found[loop.key] = made[mark]
    return found


def _links(loop: LoopCheck) -> list[Link]:
    return list(zip(loop.parts, [*loop.parts[1:], loop.parts[0]], strict=True))


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


def _whole(desk: Desk, loop: LoopCheck) -> Experiment:
    return experiment_of(desk.runs, loop.tried, (*loop.path, loop.expect.variable))


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
    tried = _whole(desk, loop)
    whole = desk.runs.get(tried)
    held = loop.cut.hold
    first = whole.values[loop.cut.variable][0]
    value = first if held == "initial" else held
    inputs = {**tried.inputs, loop.cut.variable: value}
    cut = desk.runs.get(replace(tried, inputs=inputs, outputs=(expect.variable,)))
    change = percent_change(*(at_time(run, expect.variable, expect.time) for run in (cut, whole)))
    low, high = expect.change_percent
    shown = f"{float(value):.4g}" if np.ndim(value) == 0 else "its first values"
    found = f"{percent(change)} with it held at {shown}"
    return replace(failed, passed=low <= change <= high, found=found)
