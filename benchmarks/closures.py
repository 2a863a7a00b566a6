"""Solve the effect sizes of the China model from virtual trials on the evidence.

Usage::

    python benchmarks/closures.py            # a minute once the trials are compiled
    python benchmarks/closures.py managers_trained

A trial of `checks.yaml` is run until its constant gives the low end, the centre and the high end of
its finding. The printed centre belongs into `model.mdl` as the constant's value, the ends into its
limits. See `README.md` beside this file.
"""

from __future__ import annotations

import argparse
import sys

from scipy.optimize import brentq

from sdlib.loaded import load
from sdlib.study.checks import read_checks
from sdlib.study.checks.desk import Desk
from sdlib.study.checks.measures import evidence_interval
from sdlib.study.checks.trials import measured_size

SOLVED = {
    "entry_eased": ("New firms", "Closure of entry cost by registration reform", 0.95),
    "entry_eased, exit": ("Firms closing", "Frailty of marginal founders", 1.5),
    "guarantees_add": ("SME loans", "Additional share of guarantees", 1.0),
    "bank_entry": ("SME lending rate", "Closure of lending margin by SME banks", 1.0),
    "movable_collateral": (
        "SMEs with bank loan", "Closure of collateral by movable collateral", 1.0,
    ),
    "court_for_property": ("Patents", "Closure of copying by property offices", 1.0),
    "managers_trained": ("Sales per firm", "Closure of management gap by training", 0.5),
    "managers_advised": ("Sales per firm", "Closure of management gap by consultancy", 1.0),
    "managers_meet": ("Sales per firm", "Premium of trust", 0.5),
    "exporters_insured": ("Exports", "Closure of export risk by insurance", 1.0),
    "machines_cost_less": ("Investment response", "Closure of equipment cost by VAT reform", 0.4),
}  # fmt: skip
"""Trial (and what of it) to what it measures against a finding, the constant, and its ceiling."""


def main() -> int:
    """Solve and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("trials", nargs="*", help="keys of trials; all by default")
    given = parser.parse_args()
    desk = read_checks(load("china_sme"))
    assert desk is not None
    for name, (variable, constant, ceiling) in SOLVED.items():
        if not given.trials or name.split(",")[0] in given.trials:
            _show(desk, name, variable, constant, ceiling)
    return 0


def _show(desk: Desk, name: str, variable: str, constant: str, ceiling: float) -> None:
    (trial,) = [each for each in desk.declared.trials if each.key == name.split(",")[0]]
    size = next(s for s in trial.expect.sizes if s.variable == variable and s.evidence is not None)
    evidence = desk.loaded.package.evidence[size.evidence or ""]
    percent = size.measure == "change_percent"
    interval = evidence_interval(evidence, percent=percent)
    assert interval is not None
    centre = (evidence.central or 0.0) * (100 if percent else 1)
    told = []
    for wanted in (interval[0], centre, interval[1]):

        def miss(value: float, wanted: float = wanted) -> float:
            return measured_size(desk, trial, size, {constant: value}) - wanted

        least, most = miss(0.0), miss(ceiling)
        if least * most > 0:
            told.append(f"{wanted:g} is out of reach ({least + wanted:.3g} to {most + wanted:.3g})")
        else:
            told.append(f"{wanted:g}: {brentq(miss, 0.0, ceiling, xtol=1e-4):.4f}")
    print(f"{name:20} {size.evidence:18} {constant:46} {'; '.join(told)}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
