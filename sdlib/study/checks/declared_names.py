"""Whether ``checks.yaml`` names what there is: one function an entry."""

from __future__ import annotations

from collections.abc import Mapping

from sdlib.model import Unit
from sdlib.model.declared_units import declared_units
from sdlib.policy.checks_rules import (
    Balance,
    Combination,
    Condition,
    Effect,
    Headline,
    Steady,
    Sum,
)
from sdlib.policy.checks_schema import Change, ChecksFile
from sdlib.policy.checks_trials import Trial
from sdlib.study.checks.faults import Faults
from sdlib.study.checks.measures import evidence_interval

OwnKeys = tuple[str | int, ...]


def check_names(declared: ChecksFile, faults: Faults) -> None:
    """Collect every name, time and unit of ``checks.yaml`` that does not fit the model.

    Args:
        declared: The file.
        faults: Where they are collected.
    """
    rule = declared.never_negative
    if rule and rule.variables != "stocks":
        for at, name in enumerate(rule.variables):
            faults.variable(name, "never_negative", "variables", at)
    stocks = [stock.name for stock in faults.loaded.model.stocks]
    for at, signed in enumerate(rule.signed if rule else ()):
        faults.known("stock", signed.variable, stocks, "never_negative", "signed", at, "variable")
    flows = {name for stock in faults.loaded.model.stocks for name in stock.outflows}
    for at, unlimited in enumerate(rule.unlimited if rule else ()):
        faults.known("outflow", unlimited.flow, flows, "never_negative", "unlimited", at, "flow")
    _balances(declared, faults)
    for at, added in enumerate(declared.sums):
        _sum(added, faults, ("sums", at))
    for at, steady in enumerate(declared.steady):
        _steady(steady, faults, ("steady", at))
    for at, extreme in enumerate(declared.extremes):
        faults.tried(extreme.run, "extremes", at, "run")
        for number, condition in enumerate(extreme.expect):
            _condition(condition, faults, ("extremes", at, "expect", number))
    _numerics(declared, faults)
    for at, loop in enumerate(declared.loops):
        _loop(declared, at, faults)
        _change(loop.expect, faults, ("loops", at, "expect"))
    _fits(declared, faults)
    for at, trial in enumerate(declared.trials):
        _trial(trial, faults, ("trials", at))
    for at, expectation in enumerate(declared.expectations):
        faults.scenario(expectation.scenario, "expectations", at, "scenario")
        faults.scenario(expectation.against, "expectations", at, "against")
        _change(expectation, faults, ("expectations", at))
    for at, combination in enumerate(declared.combine):
        _combination(combination, faults, ("combine", at))
    for at, headline in enumerate(declared.headlines):
        _headline(headline, faults, ("headlines", at))
    for at, effect in enumerate(declared.effects):
        _effect(effect, faults, ("effects", at))
    _keys_differ(declared, faults)


def _balances(declared: ChecksFile, faults: Faults) -> None:
    units = declared_units(faults.loaded.model)
    for at, balance in enumerate(declared.balances):
        _balance(balance, faults, ("balances", at), units.variables, units.time)
    for at, residual in enumerate(declared.residuals):
        faults.variable(residual.variable, "residuals", at, "variable")
        faults.variable(residual.of, "residuals", at, "of")


def _balance(
    balance: Balance, faults: Faults, keys: OwnKeys, units: Mapping[str, Unit], time: Unit | None
) -> None:
    model = faults.loaded.model
    fine = True
    for part in ("stocks", "inflows", "outflows"):
        for number, name in enumerate(getattr(balance, part)):
            fine &= faults.variable(name, *keys, part, number)
    stocks = [stock.name for stock in model.stocks]
    for number, name in enumerate(balance.stocks):
        if name in model.variables and name not in stocks:
            fine = faults.known("stock", name, stocks, *keys, "stocks", number)
    wanted = units.get(balance.stocks[0])
    if not fine or wanted is None or time is None:
        return
    for part, unit in (("stocks", wanted), ("inflows", wanted / time), ("outflows", wanted / time)):
        for number, name in enumerate(getattr(balance, part)):
            if name in units and units[name] != unit:
                faults.add(
                    f"the unit of '{name}' is {units[name]}",
                    faults.place(*keys, part, number),
                    allowed=str(unit),
                    remedy="balance what is counted in one unit",
                )


def _condition(condition: Condition, faults: Faults, keys: OwnKeys) -> None:
    faults.variable(condition.variable, *keys, "variable")
    if not isinstance(condition.at, str):
        faults.saved_time(condition.at, *keys, "at")
    faults.inside_run(condition.from_, *keys, "from")


def _numerics(declared: ChecksFile, faults: Faults) -> None:
    rule = declared.numerics
    if rule is None:
        return
    for at, scenario in enumerate(rule.scenarios):
        faults.scenario(scenario, "numerics", "scenarios", at)
    names = list(faults.loaded.outputs)
    if rule.outputs != "all":
        names = list(rule.outputs)
        for at, name in enumerate(names):
            faults.variable(name, "numerics", "outputs", at)
    for at, exception in enumerate(rule.exceptions):
        keys = ("numerics", "exceptions", at)
        faults.known("checked output", exception.variable, names, *keys, "variable")
        faults.inside_run(exception.until, *keys, "until")
        if exception.of is not None:
            faults.variable(exception.of, *keys, "of")


def _loop(declared: ChecksFile, at: int, faults: Faults) -> None:
    loop = declared.loops[at]
    for number, name in enumerate(loop.path):
        faults.variable(name, "loops", at, "path", number)
    if loop.cut.variable not in loop.path:
        faults.add(
            f"the cut '{loop.cut.variable}' is not on the loop's path",
            faults.place("loops", at, "cut", "variable"),
            allowed=", ".join(loop.path),
        )
    faults.tried(loop.tried, "loops", at)
    for name, elements in loop.along.items():
        keys = ("loops", at, "along", name)
        if not faults.known("array on the path", name, loop.path, *keys):
            continue
        axes = faults.loaded.model.variables[name].dimensions if name in faults.loaded.model else ()
        known = [e for axis in axes for e in faults.loaded.model.dimensions[axis].subscripts]
        for element in elements:
            faults.known(f"element of '{name}'", element, known, *keys)


def _change(change: Change, faults: Faults, keys: OwnKeys) -> None:
    faults.variable(change.variable, *keys, "variable")
    faults.saved_time(change.time, *keys, "time")


def _fits(declared: ChecksFile, faults: Faults) -> None:
    package = faults.loaded.package
    for at, fit in enumerate(declared.fits):
        faults.known("series", fit.series, [h.series for h in package.history], "fits", at)
        faults.scenario(fit.scenario, "fits", at, "scenario")
        for history in package.history:
            times = history.points["time"]
            if history.series == fit.series and not times.between(fit.from_, fit.until).any():
                faults.add(
                    f"no observation lies in {fit.from_:g} to {fit.until:g}",
                    faults.place("fits", at),
                )


def _trial(trial: Trial, faults: Faults, keys: OwnKeys) -> None:
    faults.tried(trial.run, *keys, "run")
    faults.tried(trial.against, *keys, "against")
    for name, inputs in trial.parts.items():
        faults.inputs(inputs, "baseline", *keys, "parts", name)
    expect, own = trial.expect, (*keys, "expect")
    for at, size in enumerate(expect.sizes):
        here = (*own, "sizes", at)
        faults.measured(size.variable, *here, "variable")
        faults.saved_time(size.time, *here, "time")
        if size.to is not None:
            faults.measured(size.to, *here, "to")
        _evidence(size.evidence, faults, (*here, "evidence"), percent=size.measure.endswith("cent"))
    for kind in ("peaks", "turns"):
        for at, entry in enumerate(getattr(expect, kind)):
            faults.measured(entry.variable, *own, kind, at, "variable")
            for time in entry.between:
                faults.inside_run(time, *own, kind, at, "between")
    for at, half in enumerate(expect.half_ways):
        faults.measured(half.variable, *own, "half_ways", at, "variable")
        faults.inside_run(half.since, *own, "half_ways", at, "since")
        faults.saved_time(half.of, *own, "half_ways", at, "of")
    for at, together in enumerate(expect.together):
        faults.measured(together.variable, *own, "together", at, "variable")
        faults.saved_time(together.time, *own, "together", at, "time")


def _evidence(key: str | None, faults: Faults, keys: OwnKeys, *, percent: bool) -> None:
    package = faults.loaded.package
    if key is None or not faults.known("evidence", key, package.evidence, *keys):
        return
    evidence = package.evidence[key]
    if evidence.low is None and evidence.high is None:
        faults.add(
            f"the evidence '{key}' has neither a low nor a high end",
            faults.place(*keys),
            remedy="state an end in evidence.yaml, or an interval here",
        )
    elif percent and evidence_interval(evidence, percent=True) is None:
        faults.add(
            f"the evidence '{key}' is in {evidence.unit}, which is no share",
            faults.place(*keys),
            allowed="fraction, ratio, relative change or percent",
        )


def _sum(added: Sum, faults: Faults, keys: OwnKeys) -> None:
    model = faults.loaded.model
    fine = [faults.variable(name, *keys, "parts", at) for at, name in enumerate(added.parts)]
    for at, dimension in enumerate(added.over or ()):
        fine.append(faults.known("dimension", dimension, model.dimensions, *keys, "over", at))
    if isinstance(added.whole, str):
        fine.append(faults.variable(added.whole, *keys, "whole"))
    if not all(fine):
        return
    left = [
        tuple(d for d in model.variables[name].dimensions if added.over and d not in added.over)
        for name in added.parts
    ]
    wanted = model.variables[added.whole].dimensions if isinstance(added.whole, str) else left[0]
    for at, dimensions in enumerate(left):
        if dimensions != wanted:
            faults.add(
                f"the sum of '{added.parts[at]}' has the dimensions {_named(dimensions)}, the "
                f"whole has {_named(wanted)}",
                faults.place(*keys, "parts", at),
                remedy="name under 'over' the dimensions that are summed over",
            )


def _named(dimensions: tuple[str, ...]) -> str:
    return " and ".join(dimensions) or "none"


def _steady(steady: Steady, faults: Faults, keys: OwnKeys) -> None:
    faults.tried(steady.run, *keys, "run")
    faults.saved_time(steady.until, *keys, "until")
    if steady.variables != "headlines":
        for at, name in enumerate(steady.variables):
            faults.variable(name, *keys, "variables", at)


def _combination(combination: Combination, faults: Faults, keys: OwnKeys) -> None:
    faults.variable(combination.variable, *keys, "variable")
    faults.levers(combination.levers, *keys, "levers")
    faults.levers(combination.with_, *keys, "with")


def _headline(headline: Headline, faults: Faults, keys: OwnKeys) -> None:
    names = [output.variable for output in faults.loaded.package.headlines]
    faults.known("headline output", headline.variable, names, *keys, "variable")
    faults.levers(headline.levers, *keys, "levers")
    faults.saved_time(headline.time, *keys, "time")


def _effect(effect: Effect, faults: Faults, keys: OwnKeys) -> None:
    if effect.not_used is not None:
        faults.known("evidence", effect.evidence, faults.loaded.package.evidence, *keys, "evidence")
        return
    _evidence(effect.evidence, faults, (*keys, "evidence"), percent=False)
    assert effect.variable is not None
    faults.constant(effect.variable, *keys, "variable")


def _keys_differ(declared: ChecksFile, faults: Faults) -> None:
    for kind in ("steady", "extremes", "loops", "trials"):
        seen: set[str] = set()
        for at, entry in enumerate(getattr(declared, kind)):
            if entry.key in seen:
                faults.add(
                    f"the key '{entry.key}' stands twice",
                    faults.place(kind, at, "key"),
                    remedy="give each its own",
                )
            seen.add(entry.key)
