"""The levers of the China model: each traced from its strength to what it moves, and moved."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from sdlib import LoadedModel
from sdlib.policy.literature import PoliciesFile
from sdlib.policy.yaml_file import read_yaml
from tests.support.by_element import ElementGraph
from tests.support.documents import ROOT

RELIEFS = {
    # One relief a channel: what banks refuse is left for the others.
    "loanable_funds": {
        *("Policy bank capital wanted", "Relief of bank funds", "Relief of lending margin"),
        "Relief of non bank funds",
    },
    "collateral": {"Relief of collateral", "Guarantee capital wanted"},
    "information": {"Relief of information"},
    # Money adds up: three flows of equity without a common relief.
    "equity": {"New listings", "Venture inflow", "Grants of the fund"},
    "foreign_capital": {"Relief of foreign capital cost"},
    "rd_user_cost": {"Relief of R and D cost"},
    "startup_risk": {"Relief of start up risk", "Relief of fear of failure"},
    "partner_search": {"Relief of partner search", "Relief of link decay"},
    "research_yield": {"Relief of research obstacles", "Relief of spillover barriers"},
    "appropriability": {"Relief of copying"},
    "export_fixed_cost": {"Relief of export cost"},
    "export_risk": {"Relief of export risk"},
    "value_chain_stage": {"Relief of upgrading"},
    "market_access": {"Relief of market barriers"},
    "cluster_cooperation": {"Relief of cooperation"},
    "cluster_formation": {"Cluster support"},
    "cluster_governance": {"Relief of bias to leaders", "Relief of overlong support"},
    "site_cost": {"Relief of site cost"},
    "supplier_links": {"Relief of supplier barriers", "Relief of foreign links"},
    "management": {"Relief of management gap"},
    "skilled_labour": {"Relief of skill gap", "Relief of residence barrier"},
    "entry_cost": {"Relief of entry cost"},
    "running_cost": {"Relief of tax burden"},
    "capital_user_cost": {"Relief of equipment cost"},
    "rule_security": {"Relief of rule insecurity"},
    "ownership": {"Relief of ownership gap"},
    "delivery": {"Delivery target"},
}
"""Bottleneck to the variables in which its policies act together."""

ALSO = {
    "credit_guarantee": {"Guarantee capital taken back"},
    "sme_banks": {"Lending rate", "Lender in reach"},
    "finance_law": {"Lending rate", "Ease of founding"},
    "cluster_lending": {"Default of guaranteed firms"},
    "rd_tax_support": {"Pull of a mode", "Relabelled R and D", "Public cost of research"},
    "rd_grants": {"Pull of a mode", "Relabelled R and D", "Public cost of research"},
    "technology_tax_holiday": {
        *("Pull of a mode", "Relabelled R and D", "Public cost of research"),
        "Technology founding",
    },
    "cluster_plan": {"Trust target"},
    "leading_enterprises": {"New supplier links", "Support left for small firms"},
    "subcontracting": {"New supplier links"},
    "balanced_support": {"Trust target", "Support left for small firms"},
    "support_phase_out": {"Trust target"},
    "science_parks": {"Trust target"},
    "tax_relief": {"Taxes given up"},
    "standard_charges": {"Taxes given up"},
    "vat_reform": {"Taxes given up"},
    "fair_competition": {"Recovered part", "Ease of founding"},
}
"""Lever to where else it enters; the model's README gives the reason of each."""

OF_ALL = {"Programmes added", "Budget of levers"}
"""Where every lever enters: the attention of offices, and the cost of offices and works."""

FOLDER = ROOT / "models" / "china_sme"
POLICIES = read_yaml(FOLDER / "policies.yaml", PoliciesFile)
LEVERS = tuple(POLICIES.levers)


def element_of(lever: str) -> str:
    """Return the element of `Policy` that stands for a lever: the first of its policies."""
    return next(key for key, policy in POLICIES.policies.items() if policy.lever == lever)


@pytest.fixture(scope="module")
def graph(china: LoadedModel) -> ElementGraph:
    return ElementGraph(china.model, "Policy")


@pytest.fixture(scope="module")
def moved(china: LoadedModel) -> dict[str, float]:
    """Lever to the largest relative change of what it enters, at full strength from 2010."""
    entries = {key: lever.enters for key, lever in china.package.levers.items()}
    names = sorted(set(entries.values()))
    without = china.run(outputs=names).results.values
    found = {}
    for key, name in entries.items():
        values = china.run(inputs={key: 1.0}, outputs=names).results.values
        # Nobody moves between regions in the baseline.
        size = np.abs(without[name]).max() or 1.0
        found[key] = float(np.abs(values[name] - without[name]).max() / size)
    return found


def test_all_sixty_policies_are_reached_by_levers_with_texts(china: LoadedModel) -> None:
    levers = china.package.levers
    assert len(POLICIES.policies) == 60
    assert len(levers) == 53
    assert sorted(p for lever in levers.values() for p in lever.policies) == sorted(
        POLICIES.policies
    )
    policies = china.model.dimensions["Policy"].subscripts
    assert {element_of(key) for key in levers} == set(policies)
    for lever in levers.values():
        for text in (lever.label, lever.summary, lever.mechanism):
            assert text.en.strip(), lever.key
            assert text.zh.strip(), lever.key


@pytest.mark.parametrize("key", LEVERS)
def test_a_lever_acts_on_the_reliefs_of_its_bottlenecks(
    china: LoadedModel, graph: ElementGraph, key: str
) -> None:
    """Nothing but these variables names the lever's element after it was delivered."""
    policy = element_of(key)
    first = {
        name
        for delivered in ("Reach", "Working effort")
        for name, _ in graph.effects((delivered, policy))
    } - {"Reach", "Working effort"}
    for bottleneck in china.package.levers[key].bottlenecks:
        assert first & RELIEFS[bottleneck], bottleneck
    allowed = set().union(*(RELIEFS[name] for name in china.package.levers[key].bottlenecks))
    assert first - allowed - ALSO.get(key, set()) == set()


@pytest.mark.parametrize("key", LEVERS)
def test_a_lever_is_traced_through_a_relief_to_where_it_enters(
    china: LoadedModel, graph: ElementGraph, key: str
) -> None:
    lever = china.package.levers[key]
    strength = ("policy strength", element_of(key))
    path = graph.path(strength, lever.enters, without=OF_ALL)
    assert path[-1:] == [lever.enters]
    reliefs = set().union(*(RELIEFS[name] for name in lever.bottlenecks))
    assert reliefs & set(path), path
    # The path is short: a relief is not met after a walk through half of the model.
    assert len(path) <= 9, path
    assert lever.enters not in china.outputs


@pytest.mark.parametrize("key", LEVERS)
def test_a_lever_reaches_no_output_past_where_it_enters(
    china: LoadedModel, graph: ElementGraph, key: str
) -> None:
    lever = china.package.levers[key]
    strength = ("policy strength", element_of(key))
    entries = {lever.enters, *ALSO.get(key, ()), *OF_ALL}
    past = graph.reached(strength, without=entries) & set(china.outputs)
    assert past == set()
    # Each of them is needed: the lever reaches outputs through it and past the others.
    for entry in entries - OF_ALL:
        assert graph.reached(strength, without=entries - {entry}) & set(china.outputs), entry


def test_no_two_bottlenecks_share_a_relief() -> None:
    assert set(RELIEFS) == set(POLICIES.bottlenecks)
    shared = Counter(name for reliefs in RELIEFS.values() for name in reliefs)
    assert [name for name, times in shared.items() if times > 1] == []


def test_levers_are_many_mechanisms_and_not_one_multiplier(
    china: LoadedModel, graph: ElementGraph
) -> None:
    reliefs = set().union(*RELIEFS.values())
    by_relief = Counter(
        name
        for key in LEVERS
        for delivered in ("Reach", "Working effort")
        for name, _ in graph.effects((delivered, element_of(key)))
        if name in reliefs
    )
    assert set(by_relief) == reliefs
    assert max(by_relief.values()) <= 3
    assert len({lever.enters for lever in china.package.levers.values()}) >= 30


@pytest.mark.parametrize("key", LEVERS)
def test_a_lever_moves_what_it_enters(moved: dict[str, float], key: str) -> None:
    assert moved[key] > 1e-3


def test_support_of_leaders_is_given_back_where_they_are_favoured(china: LoadedModel) -> None:
    """The second entry of balanced support, which is closed while nobody favours leaders."""
    name = "Support left for small firms"
    left = [
        china.run(inputs=inputs, outputs=[name]).results.values[name][-1, 0]
        for inputs in (
            {"balanced_support": 1.0},
            {"leading_enterprises": 1.0},
            {"leading_enterprises": 1.0, "balanced_support": 1.0},
        )
    ]
    assert left[0] == 1
    assert left[1] < left[2] < 1


def test_other_entries_stand_in_the_readme() -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    for key, entries in ALSO.items():
        row = next(line for line in readme.splitlines() if line.startswith(f"| {key} |"))
        for name in entries:
            assert name in row, (key, name)


def test_only_costs_that_the_model_computes_say_so() -> None:
    """Every other transfer is part of the yearly cost that the user assumes."""
    computed = {
        name for name, label in POLICIES.cost_bases.items() if label.en.endswith(", computed")
    }
    found = {
        policy.lever for policy in POLICIES.policies.values() if computed & set(policy.cost_basis)
    }
    assert found == {
        *("policy_bank", "credit_guarantee", "development_fund"),
        *("rd_tax_support", "rd_grants", "technology_tax_holiday"),
        *("tax_relief", "standard_charges", "vat_reform"),
    }
