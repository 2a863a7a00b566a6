"""The scenarios of the China model: they run, add up, and show what their texts say."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pytest

from sdlib import LoadedModel
from sdlib.policy.literature import PoliciesFile
from sdlib.policy.scenario_schema import ScenarioFile
from sdlib.policy.yaml_file import read_yaml
from sdlib.run import Run
from tests.support.documents import ROOT

FOLDER = ROOT / "scenarios" / "china_sme"
SCENARIOS = tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))
POLICIES = read_yaml(ROOT / "models" / "china_sme" / "policies.yaml", PoliciesFile)

DOCUMENTS = {
    "liu": "Liu 2008",
    "fdi": "FDI and SME clusters",
    "kanamori": "Kanamori, Lim and Yang 2007",
}

SHOWN = {
    "liu_6_1": """
        Delivery quality[East] 2030 +; Exports at current prices 2030 +
        Cumulative programme cost 2030 +; SMEs with bank loan 2030 +""",
    "liu_6_2": """
        Small and medium firms 2030 +; R and D to GDP 2020 +; Exports at current prices 2020 +
        Delivery quality[East] 2030 -; SME bad loan ratio 2030 +""",
    "liu_6_3": """
        National clustered share 2030 +; National FDI stock 2030 +; Mean trust[Central] 2030 -
        National cluster share[mandated] 2030 +; Imitation share of SMEs 2030 +""",
    "liu_6_4": """
        SMEs with bank loan 2020 +; SME profit margin 2030 -; Missing middle ratio 2030 +
        Small and medium firms 2040 -; SME loans 2030 +""",
    "liu_6_5": """
        Imitation share of SMEs 2030 -; National stage share[OEM] 2030 -
        SME product capability 2030 +""",
    "fdi_3_1": """
        National clustered share 2030 +; National FDI stock 2030 +; Mean trust[West] 2030 -
        Imitation share of SMEs 2030 +""",
    "fdi_3_2": """
        SME employment 2030 +; SME process capability 2030 +; SME product capability 2030 -
        R and D to GDP 2030 -; National stage share[OBM] 2040 -""",
    "fdi_3_3": "National FDI stock 2040 +; Small and medium firms 2030 +",
    "fdi_3_4": "National stage share[OEM] 2020 -; National stage share[OEM] 2040 -",
    "fdi_3_5": """
        Management quality[East] 2015 +; Exports at current prices 2020 +; R and D to GDP 2020 +
        Patents 2020 +; SME product capability 2030 +""",
    "fdi_3_6": """
        Small and medium firms 2030 +; Firms closing 2030 +; SME profit margin 2030 -
        SMEs with bank loan 2030 -; Missing middle ratio 2030 -""",
    "kanamori_5_1": """
        New firms 2020 +; Exit rate 2020 +; SME profit margin 2030 -; SMEs with bank loan 2030 -
        Missing middle ratio 2030 -""",
    "kanamori_5_2": """
        Mean trust[West] 2020 +; National clustered share 2040 +; Imitation share of SMEs 2040 +""",
    "kanamori_5_3": """
        SMEs with bank loan 2020 +; Missing middle ratio 2030 +; SME profit margin 2030 -
        Small and medium firms 2030 -; SME bad loan ratio 2030 +""",
    "kanamori_5_4": """
        Mean trust[East] 2020 +; National clustered share 2030 +; SME product capability 2030 +""",
    "kanamori_5_5": """
        Imitation share of SMEs 2030 -; R and D to GDP 2025 +; Patents 2020 +
        National stage share[OEM] 2040 -""",
    "network_broker": """
        Mean trust[East] 2020 +; National clustered share 2030 +; SMEs with bank loan 2020 +
        SME product capability 2030 +; Skilled labour[West] 2030 -; Skilled labour[East] 2030 +""",
    "zhongguancun": """
        National cluster share[embedded] 2030 +; Skilled labour[East] 2030 +; R and D to GDP 2020 +
        SME product capability 2030 +; Mean trust[East] 2030 -; Imitation share of SMEs 2030 +""",
    "central_west_first": """
        SMEs by region[West] 2030 +; SME employment by region[Central] 2030 +
        SMEs by region[East] 2030 -; SME employment by region[East] 2030 -; Regional gap 2030 -
        Total employment 2030 -""",
    "phase_out_at_maturity": """
        National cluster share[mandated] 2020 +; National cluster share[embedded] 2020 +
        Mean trust[East] 2020 -""",
    "credit_trap": """
        SME lending rate 2014 -; SME loans 2014 +; SME bad loan ratio 2020 +
        SMEs with bank loan 2014 +""",
    "imitation_trap": """
        Small and medium firms 2030 +; SME employment 2030 +; Imitation share of SMEs 2030 +
        SME profit margin 2030 -; Mean trust[East] 2030 -; R and D to GDP 2030 -; Patents 2030 -
        SME product capability 2030 -""",
    "processing_trap": """
        Exports at current prices 2020 +; SME employment 2020 +; SME process capability 2020 +
        SMEs that export 2020 +""",
    "as_adopted": """
        Small and medium firms 2030 +; R and D to GDP 2020 +; SMEs with bank loan 2020 +""",
    "no_policy": "Exports at current prices 2010 -; R and D to GDP 2010 -",
}
"""Scenario to what its text says of outputs against the baseline: year and direction."""


@pytest.fixture(scope="module")
def runs(china: LoadedModel) -> dict[str, Run]:
    """Every scenario; a run that is not finite raises."""
    return {name: china.run(name) for name in china.scenarios}


def _value(run: Run, name: str, year: float) -> float:
    table = run.table(name)
    return float(table.loc[year, table.columns[0]])


@cache
def _scenario(name: str) -> ScenarioFile:
    return read_yaml(FOLDER / f"{name}.yaml", ScenarioFile)


def test_every_scenario_of_the_folder_runs(runs: dict[str, Run]) -> None:
    assert set(runs) == set(SCENARIOS)
    assert set(SHOWN) == set(SCENARIOS) - {"baseline"}
    for run in runs.values():
        assert np.isfinite(run.table().to_numpy()).all()


@pytest.mark.parametrize("name", sorted(SHOWN))
def test_a_scenario_shows_what_its_text_says(runs: dict[str, Run], name: str) -> None:
    wrong = []
    for claim in re.split(r"[;\n]", SHOWN[name]):
        if not claim.strip():
            continue
        output, year, sign = claim.strip().rsplit(" ", 2)
        without = _value(runs["baseline"], output, float(year))
        change = _value(runs[name], output, float(year)) / without - 1
        if abs(change) < 1e-3 or (change > 0) != (sign == "+"):
            wrong.append(f"{output} {year}: {change:+.2%}")
    assert wrong == []


def test_what_the_texts_say_of_two_scenarios(china: LoadedModel, runs: dict[str, Run]) -> None:
    """Texts that send the reader to another run, or to a later year of the same one."""
    base = runs["baseline"]

    def gain(run: Run, output: str, year: float) -> float:
        return _value(run, output, year) / _value(base, output, year) - 1

    for origin in ("embedded", "mandated"):
        share = f"National cluster share[{origin}]"
        assert gain(runs["phase_out_at_maturity"], share, 2040) < 0.3 * gain(
            runs["phase_out_at_maturity"], share, 2020
        )
    held = gain(runs["phase_out_at_maturity"], "National cluster share[spontaneous]", 2040)
    assert abs(held) < 0.05
    late = china.run("phase_out_at_maturity", {"cluster_plan.end": 2030, "science_parks.end": 2030})
    for region in ("East", "Central", "West"):
        trust = f"Mean trust[{region}]"
        assert gain(late, trust, 2035) < gain(runs["phase_out_at_maturity"], trust, 2035)
    cost = "Cumulative programme cost"
    assert gain(late, cost, 2040) > gain(runs["phase_out_at_maturity"], cost, 2040)

    banks = china.run(inputs={"sme_banks": 1.0, "sme_banks.ramp": 1.0})
    assert gain(banks, "SMEs with bank loan", 2022) > 0.06
    assert abs(gain(runs["credit_trap"], "SMEs with bank loan", 2022)) < 0.03
    opened = china.run("credit_trap", {"credit_information": 1.0})
    assert gain(opened, "SMEs with bank loan", 2020) > 0.05
    assert gain(opened, "SMEs with bank loan", 2040) > 0

    turned = china.run("imitation_trap", {"ip_protection": 1.0})
    for output in ("R and D to GDP", "Patents", "SME product capability"):
        assert gain(turned, output, 2030) > 0, output

    trap = runs["processing_trap"]
    upgraded = china.run("processing_trap", {"value_chain_upgrading": 1.0})
    assembling = "National stage share[OEM]"
    assert abs(gain(trap, assembling, 2030)) < 0.02
    assert abs(gain(trap, "R and D to GDP", 2030)) < 0.01
    assert gain(upgraded, assembling, 2030) < -0.1
    exports = "Exports at current prices"
    assert gain(upgraded, exports, 2040) > gain(trap, exports, 2040)
    assert gain(runs["kanamori_5_2"], "Mean trust[West]", 2030) > gain(
        runs["fdi_3_1"], "Mean trust[West]", 2030
    )
    founded = {
        n: gain(runs[n], "New firms", 2020) for n in runs if n.startswith(("liu", "fdi", "k"))
    }
    assert max(founded, key=lambda name: founded[name]) == "kanamori_5_1"


@pytest.mark.parametrize("name", [n for n in SCENARIOS if n.split("_")[0] in DOCUMENTS])
def test_a_package_holds_what_its_section_recommends(name: str) -> None:
    """Every lever stands for a policy whose place names the section of the package, and back."""
    document, *section = name.split("_")
    number = ".".join(section)
    recommended = {
        policy.lever
        for policy in POLICIES.policies.values()
        if _names_section(policy.where, DOCUMENTS[document], number)
    }
    assert set(_scenario(name).levers) == recommended


def _names_section(where: str, document: str, number: str) -> bool:
    for part in where.split(";"):
        if part.strip().startswith(document):
            return bool(re.search(rf"(?<![\d.]){re.escape(number)}(?!\d)", part))
    return False


def test_all_policies_of_the_other_two_packages_are_in_them() -> None:
    for name, place in {
        "network_broker": "SME clusters, section The Policy to Develop SEM Cluster",
        "zhongguancun": "Clusters and Innovation in China, case",
    }.items():
        recommended = {
            policy.lever
            for policy in POLICIES.policies.values()
            if any(part.strip().startswith(place) for part in policy.where.split(";"))
        }
        assert set(_scenario(name).levers) == recommended


def test_strengths_are_bands_with_a_reason(china: LoadedModel) -> None:
    for name in SCENARIOS:
        scenario = _scenario(name)
        for key, setting in scenario.levers.items():
            bands = china.package.levers[key].bands
            assert setting["strength"] in (bands["strong"], 1), (name, key)
        if scenario.levers:
            assert "strength" in scenario.reference
            assert "assumption" in scenario.reference


def test_provinces_and_regions_add_up_to_the_nation(china: LoadedModel) -> None:
    sums = {
        "SMEs by province": "Small and medium firms",
        "SMEs by region": "Small and medium firms",
        "Sales": "Total sales",
        "Employment": "Total employment",
        "Provincial R and D": "R and D expenditure",
        "Small firms by industry": "Firms by size[small]",
        "Exports by region": "Exports",
    }
    for name in ("baseline", "as_adopted", "central_west_first"):
        found = china.run(name, outputs=[*sums, *(n.partition("[")[0] for n in sums.values())])
        for parts, whole in sums.items():
            total = found.table(whole).sum(axis=1)
            assert found.table(parts).sum(axis=1).to_numpy() == pytest.approx(
                total.to_numpy(), rel=1e-9
            ), (name, parts)
