"""A study of sensitivity as tables and sentences."""

from __future__ import annotations

from typing import Any

import pandas as pd

from sdlib.study.sensitivity.result import (
    Effect,
    MorrisEffect,
    OutputSensitivity,
    Sensitivity,
)


def effects_table(study: Sensitivity) -> pd.DataFrame:
    """Return a row for each output and factor, the largest effect of an output first.

    Args:
        study: The study.

    Returns:
        Columns ``output``, ``output_unit``, ``rank``, ``factor``, ``kind``, ``low``, ``high``,
        ``factor_unit``, the numbers of the method, and ``acts``. An output that does not vary has
        no row.
    """
    rows = []
    for entry in study.outputs:
        for rank, effect in enumerate(entry.effects, 1):
            factor = effect.factor
            rows.append(
                {
                    "output": entry.output.name,
                    "output_unit": entry.output.unit,
                    "rank": rank,
                    "factor": factor.key,
                    "kind": factor.kind,
                    "low": factor.low,
                    "high": factor.high,
                    "factor_unit": factor.unit,
                    **measures(effect),
                    "acts": "yes" if effect.acts else "no",
                }
            )
    return pd.DataFrame(rows)


def outputs_table(study: Sensitivity) -> pd.DataFrame:
    """Return a row for each output: its values over the sample."""
    return pd.DataFrame(
        [
            {
                "output": entry.output.name,
                "unit": entry.output.unit,
                "least": entry.least,
                "mean": entry.mean,
                "most": entry.most,
                "deviation": entry.deviation,
                "note": " ".join(output_notes(study, entry)),
            }
            for entry in study.outputs
        ]
    )


def measures(effect: Effect) -> dict[str, float]:
    """Return the numbers of one effect by their names."""
    if isinstance(effect, MorrisEffect):
        return {
            "mean_absolute": effect.mean_absolute,
            "interval": effect.interval,
            "mean": effect.mean,
            "spread": effect.spread,
        }
    return {
        "total": effect.total,
        "total_interval": effect.total_interval,
        "first": effect.first,
        "first_interval": effect.first_interval,
    }


def output_notes(study: Sensitivity, entry: OutputSensitivity) -> list[str]:
    """Return what has to be said of one output beside its numbers, as sentences."""
    if not entry.varies:
        return [
            f"'{entry.output.name}' does not vary: it is {entry.mean:.6g} {entry.output.unit} in "
            "all runs, so none of the factors moves it."
        ]
    notes = []
    if study.method == "sobol":
        notes.append(_alone(entry))
    apart = [effect.factor.key for effect in entry.idle if not effect.linked]
    still = [effect.factor.key for effect in entry.idle if effect.linked]
    if apart:
        notes.append(f"No effect, since nothing leads from them to it: {', '.join(apart)}.")
    if still:
        notes.append(
            f"No effect in any of the runs, though a path leads from them to it: "
            f"{', '.join(still)}. What they act through may be off in this scenario."
        )
    return notes


def _alone(entry: OutputSensitivity) -> str:
    """Say how much the factors explain one by one, and how sure that is.

    The shares come from the same sample, so their errors are not independent: the sum of their
    intervals is a bound.
    """
    shares = [measures(effect) for effect in entry.effects]
    alone = sum(share["first"] for share in shares)
    interval = sum(share["first_interval"] for share in shares)
    said = (
        f"Alone, the factors explain an estimated {100 * alone:.0f} % of the variance, give or "
        f"take up to {100 * interval:.0f} % (the intervals of all shares added up)"
    )
    # Comparisons with NaN are false: then nothing can be told either.
    if alone + interval < 1:
        return f"{said}; the rest comes from factors that act together."
    if alone - interval > _NEARLY_ALL:
        return f"{said}: hardly any of it comes from factors that act together."
    return f"{said}: more --samples would tell whether factors act together."


_NEARLY_ALL = 0.9
"""Share of the variance from which on factors one by one explain nearly all; an assumption."""


def study_notes(study: Sensitivity) -> list[str]:
    """Return what has to be said of a study as a whole, as sentences."""
    notes = []
    if study.lost is not None:
        lost = study.lost
        notes.append(
            f"{lost.runs:,} of {study.runs:,} runs were not finite ('{lost.variable}', first at "
            f"time {lost.time:.8g}; {lost.corner}). The {lost.groups:,} of {study.samples:,} "
            f"{study.groups} that they belong to were left out: the numbers hold for the rest of "
            "the ranges."
        )
    if study.left_out:
        notes.append(
            f"Not tried, since they have too many elements: {', '.join(study.left_out)}; "
            "--factors takes single elements."
        )
    return notes


def study_tree(study: Sensitivity) -> dict[str, Any]:
    """Return a study as plain data that JSON can hold."""
    return {
        "model": study.model,
        "scenario": study.scenario,
        "method": study.method,
        "time": study.time,
        "samples": study.samples,
        "runs": study.runs,
        "seed": study.seed,
        "confidence": study.confidence,
        "resamples": study.resamples,
        "notes": study_notes(study),
        "lost": None if study.lost is None else vars(study.lost),
        "factors": [
            {
                "name": factor.key,
                "label": factor.label.model_dump(),
                "kind": factor.kind,
                "unit": factor.unit,
                "range": [factor.low, factor.high],
                "reference": factor.reference,
            }
            for factor in study.factors
        ],
        "outputs": [
            {
                "variable": entry.output.name,
                "label": entry.output.label.model_dump(),
                "unit": entry.output.unit,
                "least": entry.least,
                "most": entry.most,
                "mean": entry.mean,
                "deviation": entry.deviation,
                "varies": entry.varies,
                "notes": output_notes(study, entry),
                "effects": [
                    {
                        "factor": effect.factor.key,
                        **measures(effect),
                        "acts": effect.acts,
                        "linked": effect.linked,
                    }
                    for effect in entry.effects
                ],
            }
            for entry in study.outputs
        ],
    }
