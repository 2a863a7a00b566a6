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
    own = _value(desk, effect.variable)
    compared = own / (1 + own) if effect.odds else own
    compared *= 1.0 if effect.times is None else effect.times
    interval = evidence_interval(evidence, percent=False)
    assert interval is not None
    low, high = interval
    turned = f", that is {compared:.4g}" if compared != own else ""
    unit = desk.loaded.model.variable(desk.loaded.model.split(effect.variable)[0]).unit
    return CheckResult(
        kind=Kind.EFFECT,
        name=f"{effect.variable}: {effect.evidence}",
        passed=low <= compared <= high,
        expected=f"{low:g} to {high:g} {evidence.unit}",
        found=f"{own:g} {unit}{turned}",
        place=place,
        remedy="set the constant inside the range of its evidence, or widen the range in "
        "evidence.yaml with its source",
    )


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
