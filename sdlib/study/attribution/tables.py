"""An attribution as tables and plain data."""

from __future__ import annotations

from typing import Any

import pandas as pd

from sdlib.study.attribution.result import Attribution, OutputAttribution
from sdlib.study.attribution.words import four_sentence, sentence


def contributions_table(found: Attribution) -> pd.DataFrame:
    """Return a row for each output and policy, the largest contribution of an output first.

    Returns:
        Columns ``output``, ``unit``, ``policy``, ``contribution`` (Shapley's value), ``percent``
        (of the value without policies, NaN where that is zero), ``alone``, ``last`` and
        ``standard_error`` (NaN where the contribution is exact).
    """
    return pd.DataFrame(
        [
            {
                "output": entry.output.name,
                "unit": entry.output.unit,
                "policy": one.policy.key,
                "contribution": one.shapley,
                "percent": percent(entry, one.shapley),
                "alone": one.alone,
                "last": one.last,
                "standard_error": one.error,
            }
            for entry in found.outputs
            for one in entry.contributions
        ]
    )


def totals_table(found: Attribution) -> pd.DataFrame:
    """Return a row for each output: the four runs, the joint change and its interaction."""
    return pd.DataFrame(
        [
            {
                "output": entry.output.name,
                "unit": entry.output.unit,
                "baseline": entry.baseline,
                "assumptions_only": entry.without_policies,
                "policies_only": entry.policies_only,
                "both": entry.with_policies,
                "change_by_policies": entry.change,
                "sum_of_each_alone": entry.change - entry.interaction,
                "interaction_of_policies": entry.interaction,
                "interaction_with_assumptions": entry.with_assumptions,
                "in_words": " ".join(
                    filter(None, (sentence(found, entry), four_sentence(found, entry)))
                ),
            }
            for entry in found.outputs
        ]
    )


def pairs_table(found: Attribution) -> pd.DataFrame:
    """Return a row for each output and pair of policies, the strongest interaction first."""
    columns = ["output", "unit", "first", "second", "interaction"]
    rows = [
        (entry.output.name, entry.output.unit, pair.first.key, pair.second.key, pair.interaction)
        for entry in found.outputs
        for pair in entry.pairs
    ]
    return pd.DataFrame(rows, columns=columns)


def percent(entry: OutputAttribution, value: float) -> float | None:
    """Return a change in per cent of the value without policies, None where that is zero."""
    before = entry.without_policies
    return 100 * value / abs(before) if before else None


def attribution_tree(found: Attribution) -> dict[str, Any]:
    """Return an attribution as plain data that JSON can hold."""
    return {
        "model": found.model,
        "scenario": found.scenario,
        "time": found.time,
        "exact": found.exact,
        "orders": found.orders,
        "seed": found.seed,
        "runs": found.runs,
        "policies": {
            policy.key: {"label": policy.label.model_dump(), "changes": dict(policy.changes)}
            for policy in found.policies
        },
        "assumptions": sorted(found.assumptions),
        "outputs": [_output_tree(found, entry) for entry in found.outputs],
    }


def _output_tree(found: Attribution, entry: OutputAttribution) -> dict[str, Any]:
    words = {
        language: [
            text
            for text in (sentence(found, entry, language), four_sentence(found, entry, language))
            if text
        ]
        for language in ("en", "zh")
    }
    return {
        "variable": entry.output.name,
        "label": entry.output.label.model_dump(),
        "unit": entry.output.unit,
        "words": words,
        "baseline": entry.baseline,
        "assumptions_only": entry.without_policies,
        "policies_only": entry.policies_only,
        "both": entry.with_policies,
        "change": entry.change,
        "interaction": entry.interaction,
        "interaction_with_assumptions": entry.with_assumptions,
        "contributions": [
            {
                "policy": one.policy.key,
                "contribution": one.shapley,
                "percent": percent(entry, one.shapley),
                "alone": one.alone,
                "last": one.last,
                "standard_error": one.error,
            }
            for one in entry.contributions
        ],
        "pairs": [
            {
                "first": pair.first.key,
                "second": pair.second.key,
                "interaction": pair.interaction,
            }
            for pair in entry.pairs
        ],
    }
