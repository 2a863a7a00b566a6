"""The figures of the China SME model: complete, consistent, and as the documents print them."""

from __future__ import annotations

import csv
import re
from functools import cache

import pandas as pd
import pytest

from sdlib.policy.evidence_schema import EvidenceFile
from sdlib.policy.literature import PoliciesFile, RegionsFile
from sdlib.policy.tables import read_table
from sdlib.policy.yaml_file import read_yaml
from tests.support.documents import ROOT

FOLDER = ROOT / "models" / "china_sme"
TABLES = ("drivers", "history", "provinces", "industries", "survey")
IDS = (
    *(f"FIN{n:02}" for n in range(1, 14)),
    *(f"INN{n:02}" for n in range(1, 17)),
    *(f"MKT{n:02}" for n in range(1, 7)),
    *(f"CLU{n:02}" for n in range(1, 11)),
    *(f"SRV{n:02}" for n in range(1, 6)),
    *(f"REG{n:02}" for n in range(1, 8)),
    *(f"TAL{n:02}" for n in range(1, 4)),
)


@cache
def _table(name: str) -> pd.DataFrame:
    return read_table(FOLDER / "data" / f"{name}.csv")


@cache
def _policies() -> PoliciesFile:
    return read_yaml(FOLDER / "policies.yaml", PoliciesFile)


@cache
def _evidence() -> EvidenceFile:
    return read_yaml(FOLDER / "evidence.yaml", EvidenceFile)


@cache
def _regions() -> RegionsFile:
    return read_yaml(FOLDER / "regions.yaml", RegionsFile)


def _value(name: str, series: str, time: float, element: str = "") -> float:
    table = _table(name)
    found = table[
        (table["series"] == series) & (table["time"] == time) & (table["element"] == element)
    ]
    assert len(found) == 1, (name, series, time, element)
    return float(found["value"].iloc[0])


# Typed by hand from the printed tables, corrected cells as the data's README gives them.
PRINTED = [
    # Liu 2008, Table 2: thousand yuan are 1e-5 of 100 million
    ("provinces", "small_enterprises", 2004, "Beijing", 98674),
    ("provinces", "small_enterprises", 2004, "Guangdong", 230474),
    ("provinces", "small_enterprises", 2004, "Shanxi", 49637),
    ("provinces", "small_enterprises", 2004, "Shaanxi", 45906),
    ("provinces", "small_enterprises", 2004, "Jilin", 32418),
    ("provinces", "small_enterprises", 2004, "Tibet", 851),
    ("provinces", "small_enterprises", 2004, "Qinghai", 4693),
    ("provinces", "small_enterprises", 2004, "Ningxia", 9685),
    ("provinces", "small_employment", 2004, "Jiangsu", 6563781),
    ("provinces", "small_employment", 2004, "Ningxia", 192449),
    ("provinces", "small_revenue", 2004, "Zhejiang", 8070.1464),
    ("provinces", "small_revenue_nation", 2004, "", 65354.2532),
    # Kanamori, Lim and Yang 2007, Tables 2 to 6
    ("provinces", "industrial_smes", 2003, "Shandong", 15913),
    ("provinces", "industrial_smes", 2003, "Xinjiang", 1233),
    ("provinces", "industrial_enterprises", 2003, "Hubei", 6271),
    ("provinces", "industrial_sme_employment", 2003, "Guangdong", 6536032),
    ("provinces", "industrial_employment", 2003, "Ningxia", 228038),
    ("history", "industrial_small_criteria_1988", 1999, "", 139798),
    ("history", "industrial_large_criteria_1988", 2002, "", 8752),
    ("history", "industrial_large", 2003, "", 1984),
    ("history", "industrial_medium", 2005, "", 27271),
    ("history", "industrial_smes", 2005, "", 269332),
    ("history", "industrial_enterprises", 2004, "", 276474),
    ("history", "industrial_sme_output", 2005, "", 160355.14),
    ("history", "above_scale_private", 1999, "", 14601),
    ("history", "above_scale_private", 2005, "", 123820),
    ("history", "above_scale_state_owned", 1999, "", 50651),
    ("history", "above_scale_state_owned", 2005, "", 16824),
    ("history", "above_scale_foreign", 2004, "", 28766),
    ("history", "rd_expenditure", 2001, "", 1042.5),
    ("history", "rd_expenditure", 2005, "", 2450.0),
    ("history", "budget_science_research", 1999, "", 543.85),
    ("history", "science_technology_funds_loans", 2005, "", 276.8),
    ("history", "science_technology_funds_government", 2001, "", 656.4),
    ("survey", "regional_share_sme_number", 2005, "East", 72.5),
    # Liu 2008, Tables 3 to 7 and Figure 1
    ("history", "census_small_private", 2004, "", 1538315),
    ("history", "census_medium_enterprises", 2004, "", 42291),
    ("industries", "firms", 2004, "consumer goods", 68154 + 77944 + 47569),
    ("industries", "employment", 2004, "machinery", 3011552 + 1497445 + 1512932 + 1746124),
    ("industries", "revenue", 2004, "mining and energy", 2207.28 + 423.47),
    ("survey", "rating_tax_burden", 2006, "high", 52),
    ("survey", "rating_finance_guarantee", 2006, "bad", 26.8),
    ("survey", "market_world", 2006, "small", 18.16),
    ("survey", "market_other_provinces", 2006, "Central", 48.5),
    ("survey", "innovation_mode", 2006, "imitation", 20),
    ("history", "sme_export_share", 2006, "", 62.3),
    # Chinese yearbooks and later sources
    ("history", "private_firms_registered", 1999, "", 1509000),
    ("history", "industrial_medium", 2008, "", 37204),
    ("history", "exit_rate", 2008, "", 9.3),
    ("history", "hazard_year_2", 2012, "", 6.3),
    ("history", "chinext_listed", 2012, "", 355),
    ("history", "loans_small_criteria_2003", 2010, "", 75500),
    ("history", "sme_lending_rate", 2020, "", 4.84),
    ("provinces", "private_firms_registered", 1999, "Guangdong", 161000),
    ("provinces", "rd_expenditure", 2023, "Beijing", 2947.1),
    ("drivers", "average_wage_urban_units", 2005, "", 18200),
    ("drivers", "exchange_rate", 2005, "", 8.1943),
]


@pytest.mark.parametrize(("name", "series", "time", "element", "printed"), PRINTED)
def test_a_figure_is_the_printed_one(
    name: str, series: str, time: float, element: str, printed: float
) -> None:
    assert _value(name, series, time, element) == pytest.approx(printed, rel=1e-9)


@pytest.mark.parametrize(
    ("item", "replies", "firms"),
    [("no guarantee", 695, 948), ("no credit history", 170, 948), ("poor profit", 223, 948)],
)
def test_a_share_of_obstacles_follows_from_its_count(item: str, replies: int, firms: int) -> None:
    share = _value("survey", "loan_obstacle", 2006, item)
    assert share == pytest.approx(100 * replies / firms, abs=0.006)


# Printed sums: exact where counts were printed in full, else the rounding of the printed figures.
SUMS = {
    ("provinces", "small_enterprises"): 0,
    ("provinces", "small_employment"): 0,
    ("provinces", "small_revenue"): 0.003,  # each rounded to 0.0001
    ("provinces", "industrial_enterprises"): 0,
    ("provinces", "industrial_smes"): 0,
    ("provinces", "industrial_employment"): 1,  # the printed total is 1 short
    ("provinces", "industrial_sme_employment"): 0,
    ("provinces", "rd_expenditure"): 0.5,  # 31 figures rounded to 0.1
    ("industries", "firms"): 0,
    ("industries", "employment"): 0,
    ("industries", "revenue"): 1e-6,
}


@pytest.mark.parametrize(("name", "series"), SUMS)
def test_elements_add_up_to_the_nation(name: str, series: str) -> None:
    table = _table(name)
    parts = table[table["series"] == series].groupby("time")["value"].sum()
    whole = table[table["series"] == f"{series}_nation"].set_index("time")["value"]
    assert list(parts.index) == list(whole.index)
    assert (parts - whole).abs().max() <= SUMS[name, series] + 1e-6


COMPLETE = (
    *("small_enterprises", "small_employment", "small_revenue", "industrial_enterprises"),
    *("industrial_smes", "industrial_employment", "industrial_sme_employment", "rd_expenditure"),
)


@pytest.mark.parametrize("series", [*COMPLETE, "provincial_gdp_share"])
def test_every_province_has_a_row_at_every_time(series: str) -> None:
    table = _table("drivers" if series == "provincial_gdp_share" else "provinces")
    rows = table[table["series"] == series]
    for _, block in rows.groupby("time"):
        assert sorted(block["element"]) == sorted(_regions().places)


def test_provinces_of_incomplete_series_are_known_and_fewer() -> None:
    table = _table("provinces")
    counts = {}
    for (series, time), block in table[table["element"] != ""].groupby(["series", "time"]):
        assert set(block["element"]) <= set(_regions().places)
        if series not in COMPLETE:
            counts[series, time] = len(block)
    assert counts == {
        ("private_firms_registered", 1999): 22,
        ("private_firms_registered", 2001): 6,
        ("urban_private_employment", 2007): 24,
    }


def test_every_province_is_in_one_region_under_each_mapping() -> None:
    regions = _regions()
    assert len(regions.places) == 31
    counts = {m: [len(regions.members(r, m)) for r in regions.regions] for m in regions.mappings}
    assert counts == {"western_development": [11, 8, 12], "plan_1986": [12, 9, 10]}
    differ = [n for n, p in regions.places.items() if len(set(p.region.values())) > 1]
    assert differ == ["Inner Mongolia", "Guangxi"]


def test_every_province_has_a_tile_and_lies_as_on_a_map() -> None:
    tiles = {name: place.tile for name, place in _regions().places.items()}
    assert None not in tiles.values()
    column = {name: tile[0] for name, tile in tiles.items() if tile}
    row = {name: tile[1] for name, tile in tiles.items() if tile}
    assert column["Xinjiang"] < column["Gansu"] < column["Shaanxi"] < column["Shandong"]
    assert row["Heilongjiang"] < row["Beijing"] < row["Hubei"] < row["Guangdong"] < row["Hainan"]
    west = [column[name] for name in _regions().members("West")]
    east = [column[name] for name in _regions().members("East")]
    assert sum(west) / len(west) < sum(east) / len(east)


def test_a_mapping_comes_as_close_to_the_printed_shares_as_the_notes_say() -> None:
    table = _table("provinces")
    firms = table[table["series"] == "small_enterprises"].set_index("element")["value"]
    printed = {"East": 68.58, "Central": 20.14, "West": 11.28}
    for mapping, largest in (("plan_1986", 0.07), ("western_development", 2.4)):
        off = [
            abs(100 * firms[list(_regions().members(r, mapping))].sum() / firms.sum() - share)
            for r, share in printed.items()
        ]
        assert largest - 0.1 < max(off) <= largest


YEARLY = {
    ("drivers", "real_gdp"): (1999, 2024),
    ("drivers", "gdp_deflator"): (1999, 2024),
    ("drivers", "exchange_rate"): (1999, 2024),
    ("drivers", "world_import_demand"): (1999, 2024),
    ("drivers", "working_age_population"): (1999, 2024),
    ("drivers", "benchmark_lending_rate"): (1999, 2024),
    ("history", "rd_expenditure"): (1999, 2023),
    ("history", "rd_to_gdp"): (1999, 2023),
    ("history", "exports"): (1999, 2024),
    ("history", "exports_to_gdp"): (1999, 2024),
    ("history", "invention_applications"): (1999, 2021),
}


@pytest.mark.parametrize(("name", "series"), YEARLY)
def test_a_yearly_series_has_every_year(name: str, series: str) -> None:
    table = _table(name)
    first, last = YEARLY[name, series]
    times = table[table["series"] == series]["time"].tolist()
    assert times == list(range(first, last + 1))


def test_provincial_shares_add_up_to_one() -> None:
    table = _table("drivers")
    shares = table[table["series"] == "provincial_gdp_share"].groupby("time")["value"].sum()
    assert shares.index.tolist() == [2002, 2005, 2008, 2011, 2014, 2017, 2019, 2021, 2023]
    assert (shares - 1).abs().max() < 1e-9
    # Guangdong 2005: 22557.37 of 199228.10, the sum of the 31 figures
    share = _value("drivers", "provincial_gdp_share", 2005, "Guangdong")
    assert share == pytest.approx(22557.37 / 199228.10, abs=2e-6)


@pytest.mark.parametrize("year", range(1999, 2024))
def test_ratios_follow_from_their_parts(year: int) -> None:
    gdp = _value("drivers", "real_gdp", year) * _value("drivers", "gdp_deflator", year)
    for part, ratio in (("rd_expenditure", "rd_to_gdp"), ("exports", "exports_to_gdp")):
        computed = 100 * _value("history", part, year) / gdp
        assert computed == pytest.approx(_value("history", ratio, year), rel=1e-3)


@pytest.mark.parametrize("year", [2003, 2005, 2008])
def test_sizes_add_up_to_industry(year: int) -> None:
    medium_small = sum(_value("history", f"industrial_{s}", year) for s in ("medium", "small"))
    assert medium_small == _value("history", "industrial_smes", year)
    large = _value("history", "industrial_large", year)
    assert large + medium_small == _value("history", "industrial_enterprises", year)


@pytest.mark.parametrize("year", [1999, 2000, 2001, 2002, 2003, 2005])
def test_owners_add_up_to_industry(year: int) -> None:
    owners = ("state_owned", "collective", "private", "limited_liability", "share_holding")
    others = ("hong_kong_macao_taiwan", "foreign", "other")
    total = sum(_value("history", f"above_scale_{owner}", year) for owner in (*owners, *others))
    assert total == _value("history", "industrial_enterprises", year)


@pytest.mark.parametrize("name", TABLES)
def test_a_row_says_what_it_is_and_how_sure(name: str) -> None:
    table = _table(name)
    assert set(table["confidence"]) <= {"high", "medium", "low"}
    assert (table["definition"].str.strip() != "").all()
    unread = table["reference"].str.contains("unverified")
    assert (table[unread]["confidence"] == "low").all()


def test_what_is_not_sure_is_shown_and_never_scored() -> None:
    lines = (FOLDER / "data" / "history.csv").read_text(encoding="utf-8").splitlines()
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    assert {row["use"] for row in rows} == {"fit", "score", "report"}
    assert {row["use"] for row in rows if row["confidence"] == "low"} == {"report"}
    assert {row["use"] for row in rows if "criteria_1988" in row["series"]} == {"report"}
    late = {r["series"] for r in rows if r["use"] == "fit" and float(r["time"]) >= 2008}
    assert late == {
        "chinext_listed",
        *(f"hazard_year_{n}" for n in (1, 2, 3)),
        "hazard_years_4_to_7",
    }
    assert not [r for r in rows if r["use"] == "score" and float(r["time"]) < 2008]


def test_all_policies_are_there_in_order() -> None:
    assert len(IDS) == 60
    assert tuple(_policies().policies) == IDS


def test_groups_bottlenecks_and_costs_are_all_used() -> None:
    declared = _policies()
    assert len(declared.groups) == 8
    assert {lever.group for lever in declared.levers.values()} == set(declared.groups)
    used = {name for lever in declared.levers.values() for name in lever.bottlenecks}
    assert used == set(declared.bottlenecks)
    assert {p.lever for p in declared.policies.values()} == set(declared.levers)
    costs = {name for policy in declared.policies.values() for name in policy.cost_basis}
    assert costs == set(declared.cost_bases)


def test_no_two_policies_hide_in_one_name() -> None:
    labels = [policy.label.en for policy in _policies().policies.values()]
    assert len(set(labels)) == 60
    shared: dict[str, list[str]] = {}
    for key, policy in _policies().policies.items():
        shared.setdefault(policy.lever, []).append(key)
    assert {tuple(ids) for ids in shared.values() if len(ids) > 1} == {
        ("FIN03", "FIN13"),
        ("FIN12", "CLU08"),
        ("INN02", "INN06"),
        ("INN04", "INN14"),
        ("CLU01", "CLU09"),
        ("CLU03", "SRV04"),
        ("SRV02", "TAL03"),
    }


def test_what_was_adopted_says_whether_it_was_read() -> None:
    events = [event for policy in _policies().policies.values() for event in policy.adopted]
    assert all(event.verified == ("unverified" not in event.reference) for event in events)
    years = [event.year for event in events if event.year is not None]
    assert min(years) >= 1978
    assert max(years) <= 2023
    for policy in _policies().policies.values():
        known = [event.year for event in policy.adopted if event.year is not None]
        assert known == sorted(known)


def test_policies_point_into_the_documents() -> None:
    documents = ("Liu 2008", "FDI and SME clusters", "Kanamori, Lim and Yang 2007", "SME clusters")
    for policy in _policies().policies.values():
        assert re.match("|".join((*documents, "Clusters and Innovation in China")), policy.where)
        assert re.search(r"section|Table|case", policy.where)


def test_a_side_effect_that_was_found_has_its_finding() -> None:
    named = {key for f in _evidence().evidence.values() for key in f.policy.split("; ")}
    found = [key for key, p in _policies().policies.items() if p.side_effects_basis == "evidence"]
    assert found
    assert set(found) <= named


def test_all_findings_are_there_and_name_their_policies() -> None:
    findings = _evidence().evidence
    assert len(findings) == 46
    ranges = set()
    for finding in findings.values():
        ids = finding.policy.split("; ")
        assert set(ids) <= set(IDS)
        if None not in (finding.low, finding.central, finding.high):
            ranges.update(ids)
    assert len(ranges) == 19
    named = {key for finding in findings.values() for key in finding.policy.split("; ")}
    assert len(set(IDS) - named) == 26


RANGES = {
    "fin02_additional": (0, 0.3, 0.6),
    "fin05_rate": (-0.10, -0.066, -0.03),
    "inn01_user_cost": (0.34, 1.14, 2.0),
    "inn10_patents": (0.05, 0.226, 0.30),
    "clu03_meetings": (0.05, 0.081, 0.12),
    "reg01_entry": (0.04, 0.25, 0.30),
    "reg01_exit": (0, 0.087, 0.10),
    "reg03_investment": (0.15, 0.28, 0.35),
    "mkt01_insurance": (0.10, 0.23, 0.34),
    "inn03_survival": (-8, 0, 10),
}


@pytest.mark.parametrize("key", RANGES)
def test_a_range_is_the_one_that_was_read(key: str) -> None:
    finding = _evidence().evidence[key]
    assert (finding.low, finding.central, finding.high) == RANGES[key]
