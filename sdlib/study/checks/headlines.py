"""Headline outputs: what the levers do to them at full strength lies where it was calculated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sdlib.policy.checks_rules import Headline
from sdlib.study.checks.desk import Desk, chosen_levers
from sdlib.study.checks.measures import at_time, percent_change
from sdlib.study.checks.result import CheckResult, Kind, between, judged, percent
from sdlib.study.checks.runs import Experiment


def headline_runs(desk: Desk) -> Iterator[Experiment]:
    """Iterate over the runs that the check needs."""
    for headline in desk.declared.headlines:
        yield from _pair(desk, headline)


def check_headlines(desk: Desk) -> list[CheckResult]:
    """Check each declared interval, and that every headline output has one.

    Args:
        desk: The model with its checks.
    """
    package = desk.loaded.package
    results = []
    for at, headline in enumerate(desk.declared.headlines):
        keys = chosen_levers(desk, headline.levers)
        whose = "all levers" if headline.levers == "all" else ", ".join(keys)
        failed = CheckResult(
            kind=Kind.HEADLINE,
            name=f"{headline.variable}, {whose} at full strength",
            passed=False,
            expected=f"{headline.time:g}: {between(headline.change_percent)}, from: "
            f"{headline.calculation.en}",
            found="",
            place=desk.place("headlines", at),
            remedy="go through the calculation again: either it leaves out what the model does, or "
            "the model does what nobody meant",
        )
        results.append(judged(failed, _judge, desk, headline))
    declared = {headline.variable for headline in desk.declared.headlines}
    missing = [o.variable for o in package.headlines if o.variable not in declared]
    if missing and package.levers:
        results.append(
            CheckResult(
                kind=Kind.HEADLINE,
                name="an interval for every headline output",
                passed=False,
                expected=f"{len(package.headlines)} of {len(package.headlines)}",
                found=f"none for {', '.join(missing)}",
                place=desk.place("headlines"),
                remedy="calculate by hand what all levers together can do, and add it under "
                "'headlines' in checks.yaml",
            )
        )
    return results


def _judge(failed: CheckResult, desk: Desk, headline: Headline) -> CheckResult:
    run, against = (desk.runs.get(experiment) for experiment in _pair(desk, headline))
    change = percent_change(
        *(at_time(each, headline.variable, headline.time) for each in (run, against))
    )
    low, high = headline.change_percent
    return replace(failed, passed=low <= change <= high, found=percent(change))


def _pair(desk: Desk, headline: Headline) -> tuple[Experiment, Experiment]:
    levers = desk.loaded.package.levers
    inputs = {
        f"{key}.{levers[key].main}": levers[key].settings[levers[key].main].range[1]
        for key in chosen_levers(desk, headline.levers)
    }
    outputs = (headline.variable,)
    return Experiment(inputs=inputs, outputs=outputs), Experiment(outputs=outputs)
