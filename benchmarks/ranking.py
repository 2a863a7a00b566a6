"""Tell how often the order of the first policies changes over the ranges of the evidence.

Usage::

    python benchmarks/ranking.py                     # the China model, a minute once it is compiled
    python benchmarks/ranking.py --samples 500 --time 2025

The eight policies that a workshop reaches first are each tried alone at full strength, in worlds in
which every constant that stands for a finding lies anywhere in its range. See `README.md` beside
this file.
"""

from __future__ import annotations

import argparse
import sys

from sdlib.loaded import load
from sdlib.study.ranking import Ranking, evidence_factors, rank_policies

MODEL = "china_sme"
OUTPUTS = (
    "Small and medium firms",
    "SMEs with bank loan",
    "R and D to GDP",
    "Exports at current prices",
    "SME employment",
)
FIRST = {
    "policy bank": ("policy_bank",),
    "credit guarantee": ("credit_guarantee",),
    "second board": ("second_board",),
    "relay centres": ("innovation_relay_centres",),
    "R&D tax support": ("rd_tax_support",),
    "cluster plan and infrastructure": ("cluster_plan", "cluster_infrastructure"),
    "export promotion and upgrading": ("export_promotion", "value_chain_upgrading"),
    "registration and tax relief": ("registration_reform", "tax_relief"),
}
"""What a workshop reaches first, each with its levers."""


def main() -> int:
    """Rank and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--samples", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--time", type=float, default=2030)
    given = parser.parse_args()
    loaded = load(MODEL)
    factors = evidence_factors(loaded)
    policies = {name: dict.fromkeys(levers, 1.0) for name, levers in FIRST.items()}
    found = rank_policies(
        loaded, policies, factors, given.time,
        samples=given.samples, seed=given.seed, outputs=OUTPUTS,
    )  # fmt: skip
    print(f"{len(factors)} constants that stand for findings, {given.samples} worlds")
    for ranking in found:
        _show(ranking)
    return 0


def _show(ranking: Ranking) -> None:
    print(
        f"\n{ranking.output.name}, {ranking.time:g}: the order is another one in "
        f"{ranking.changed:.0%} of the worlds, the first in {ranking.first_changed:.0%}; "
        f"{ranking.pairs_changed:.1%} of the pairs are the other way round"
    )
    for at, name in enumerate(ranking.policies):
        print(
            f"  {at + 1}  {name:32} {ranking.effects[at]:+14.5g} {ranking.output.unit:24} "
            f"rank {ranking.least[at]} to {ranking.most[at]}"
        )


if __name__ == "__main__":
    sys.exit(main())
