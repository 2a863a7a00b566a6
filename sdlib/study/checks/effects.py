"""What stands in the model for a finding lies in the finding's range."""

from __future__ import annotations

import numpy as np

from sdlib.model import Constant
from sdlib.policy.checks_rules import Effect
from sdlib.study.checks.desk import Desk
from sdlib.study.checks.measures import evidence_interval
from sdlib.study.checks.result import CheckResult, Kind


def check_effects(desk: Desk) -> list[CheckResult]:
    """Check every declared effect, and that each finding which a lever names is used.

    Args:
        desk: The model with its checks.
    """
    declared = desk.declared
    results = [_result(desk, at, effect) for at, effect in enumerate(declared.effects)]
    package = desk.loaded.package
    used = {effect.evidence for effect in declared.effects}
    used |= {size.evidence or "" for trial in declared.trials for size in trial.expect.sizes}
    idle = [
        f"{evidence} of {key}"
        for key, lever in package.levers.items()
        for evidence in lever.evidence
        if evidence not in used
    ]
    if any(lever.evidence for lever in package.levers.values()):
        results.append(
            CheckResult(
                kind=Kind.EFFECT,
                name="the findings of every lever",
                passed=not idle,
                expected="each stands for a constant, is met by a trial, or says why not",
                found=f"nothing for {', '.join(idle)}" if idle else "all of them do",
                place=desk.place("effects"),
                remedy="add an entry under 'effects' in checks.yaml, or a trial with that evidence",
            )
        )
    return results


def _result(desk: Desk, at: int, effect: Effect) -> CheckResult:
    evidence = desk.loaded.package.evidence[effect.evidence]
    place = desk.place("effects", at)
    if effect.variable is None:
        return CheckResult(
            kind=Kind.EFFECT,
            name=f"{effect.evidence}: {evidence.quantity.en}",
            passed=True,
            expected="a reason why nothing in the model stands for it",
            found=str(effect.not_used),
            place=place,
        )
    interval = evidence_interval(evidence, percent=False)
    assert interval is not None
    low, high = interval
    own = _value(desk, effect.variable)
    compared = _compared(effect, own)
    turned = f", that is {compared:.4g}" if compared != own else ""
    unit = desk.loaded.model.variable(desk.loaded.model.split(effect.variable)[0]).unit
    beyond = _beyond(desk, effect, interval)
    return CheckResult(
        kind=Kind.EFFECT,
        name=f"{effect.variable}: {effect.evidence}",
        passed=low <= compared <= high and not beyond,
        expected=f"{low:g} to {high:g} {evidence.unit}",
        found=f"{own:g} {unit}{turned}{beyond}",
        place=place,
        remedy="keep the constant, and the range in which users may set it, inside its evidence, "
        "or widen that range in evidence.yaml with its source",
    )


def _compared(effect: Effect, value: float) -> float:
    """Return a value of the constant in the terms of its finding."""
    share = value / (1 + value) if effect.odds else value
    return share * (1.0 if effect.times is None else effect.times)


def _beyond(desk: Desk, effect: Effect, interval: tuple[float, float]) -> str:
    """Return what says that users may set the constant beyond its evidence, empty if not."""
    told = []
    for key, uncertainty in desk.loaded.package.uncertainties.items():
        if effect.variable not in uncertainty.sets:
            continue
        ends = sorted(_compared(effect, end) for end in uncertainty.range)
        if ends[0] < interval[0] or ends[1] > interval[1]:
            low, high = uncertainty.range
            told.append(f"; the assumption '{key}' may set it to {low:g} to {high:g}")
    return "".join(told)


def _value(desk: Desk, name: str) -> float:
    """Return the number of a constant or of one element of it."""
    model = desk.loaded.model
    base, subscripts = model.split(name)
    constant = model.variable(base)
    assert isinstance(constant, Constant)
    if not subscripts:
        return float(constant.value)
    wanted = model.elements(name)[0]
    return float(np.ravel(constant.value)[model.elements(base).index(wanted)])
