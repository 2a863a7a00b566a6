"""Faults in what a package says of policies, places, choices and arrays: file, row and remedy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import sdlib
from sdlib.errors import DataFileError, SdError
from sdlib.loaded import LoadedModel
from tests.support.places import (
    DRIVERS_CSV,
    HISTORY_CSV,
    MODEL,
    MODEL_YAML,
    POLICIES_YAML,
    REGIONS_YAML,
    write_places,
)
from tests.support.small import scenario


def _with(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new, 1)


def _line(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def _own(text: str) -> dict[str, str]:
    return {"extra": scenario(text)}


FILES: dict[str, tuple[dict[str, str], list[str]]] = {
    "province missing in a driver": (
        {
            "drivers_csv": _with(
                DRIVERS_CSV, "demand,Plain,2010,1,Dmnl,invented,invented,high\n", ""
            )
        },
        [
            "drivers.csv, lines 6 to 8",
            "'demand' has no row for Plain at 2010",
            "add what is missing",
        ],
    ),
    "province missing in the history": (
        {"history_csv": HISTORY_CSV.replace("firms_counted,Hills,", "firms_counted,Hils,")},
        [
            "history.csv, line 3",
            "no element of Province named 'Hils'",
            "did you mean 'Hills'",
            "'firms_counted' has no row for Hills at 2000",
        ],
    ),
    "curve of a province that is another": (
        {"drivers_csv": _with(DRIVERS_CSV, "Hills,2010,1.1", "Hills,2010,1.2")},
        ["drivers: demand", "the curve of Hills in the model is not the series", "point by point"],
    ),
    "element without rows": (
        {"model_yaml": _with(MODEL_YAML, "element: Coast", "element: Cost")},
        ["history: coast_counted", "'Cost'", "did you mean 'Coast'", "correct 'element'"],
    ),
    "element and dimension": (
        {"model_yaml": _with(MODEL_YAML, "element: Coast", "element: Coast, over: Province")},
        ["coast_counted", "both a dimension and one element", "keep 'over' or 'element'"],
    ),
    "unknown subscript in a scenario": (
        _own("levers: {loans: {strength: 1, target: [Wst, Eat]}}\n"),
        [
            "extra.yaml, line 5 (levers.loans.target)",
            "no element of Region named 'Wst'",
            "did you mean 'West'",
            "no element of Region named 'Eat'",
            "the elements are East, Central, West",
        ],
    ),
    "unknown subscript in an input of a scenario": (
        _own('inputs: {"policy strength[FIN09]": 1}\n'),
        ["extra.yaml, line 5 (inputs.policy strength[FIN09])", "FIN09", "did you mean 'FIN01'"],
    ),
    "choice that selects nothing": (
        _own("levers: {loans: {strength: 1, target: []}}\n"),
        [
            "extra.yaml, line 5 (levers.loans.target)",
            "selects no element of Region",
            "East, Central, West",
        ],
    ),
    "text for a choice": (
        _own("levers: {loans: {target: West}}\n"),
        ["extra.yaml, line 5 (levers.loans.target)", "found 'West'", "[West, Central]"],
    ),
    "number for a choice": (
        _own("levers: {loans: {target: 1}}\n"),
        [
            "extra.yaml, line 5 (levers.loans.target)",
            "'loans.target' is set to 1",
            "East+Central+West",
        ],
    ),
    "choice for a number": (
        _own("levers: {loans: {strength: [West]}}\n"),
        ["extra.yaml, line 5 (levers.loans.strength)", "loans.strength is West", "one number"],
    ),
    "unknown setting": (
        _own("levers: {loans: {targt: [West]}}\n"),
        ["extra.yaml", "no setting named 'targt'", "did you mean 'target'"],
    ),
    "phase-out before the start": (
        _own("levers: {loans: {strength: 1, start: 2015, end: 2010, target: [West]}}\n"),
        [
            "extra.yaml, line 5 (levers.loans)",
            "ends in 2010 and starts in 2015",
            "set loans.end above 2015",
        ],
    ),
    "lever without element in the model": (
        {"policies_yaml": _with(POLICIES_YAML, "  TAX01:", "  TAX02:")},
        [
            f"policies.yaml, line {_line(POLICIES_YAML, '  TAX01:')} (policies.TAX02)",
            "no element of Policy in the model named 'TAX02'",
            "did you mean 'TAX01'",
            "add it to Policy in model.mdl",
            "the lever 'taxes'",
        ],
    ),
    "lever that the list does not know": (
        {"model_yaml": _with(MODEL_YAML, "  taxes: {enters", "  taxe: {enters")},
        [
            f"model.yaml, line {_line(MODEL_YAML, '  taxes:')} (levers.taxe)",
            "no lever in policies.yaml named 'taxe'",
            "did you mean 'taxes'",
            "nothing says where the lever 'taxes' enters",
        ],
    ),
    "lever that no policy uses": (
        {"policies_yaml": POLICIES_YAML.replace("    lever: plan", "    lever: loans")},
        ["policies.yaml", "(levers.plan)", "no policy uses the lever 'plan'"],
    ),
    "text that stands twice": (
        {
            "model_yaml": _with(
                MODEL_YAML, "loans: {enters: New firms", "loans: {group: credit, enters: New firms"
            )
        },
        [
            f"model.yaml, line {_line(MODEL_YAML, '  loans:')} (levers.loans.group)",
            "stands in policies.yaml too",
            "remove it",
        ],
    ),
    "group that stands twice": (
        {"model_yaml": _with(MODEL_YAML, "groups:\n", "groups:\n  rules: {en: Rules, zh: 规则}\n")},
        ["(groups.rules)", "the group 'rules' stands in policies.yaml too"],
    ),
    "no file of policies": (
        {"model_yaml": _with(MODEL_YAML, "policies: policies.yaml", "policies: politics.yaml")},
        ["politics.yaml: there is no such file"],
    ),
    "fault in the list of policies": (
        {"policies_yaml": _with(POLICIES_YAML, "lever: taxes", "lever: tax")},
        ["policies.yaml", "lever 'tax' is not known (did you mean 'taxes'?)"],
    ),
    "setting that no lever has": (
        {"model_yaml": _with(MODEL_YAML, "from: target", "from: targets")},
        ["no setting named 'targets'", "did you mean 'target'"],
    ),
    "choice of another dimension": (
        {"model_yaml": _with(MODEL_YAML, "    over: Region", "    over: Province")},
        [
            f"model.yaml, line {_line(MODEL_YAML, '  target:')} (settings.target)",
            "no element of Province named 'West'",
        ],
    ),
    "choice of no dimension": (
        {"model_yaml": _with(MODEL_YAML, "    over: Region", "    over: Regon")},
        ["(settings.target)", "no dimension named 'Regon'", "did you mean 'Region'"],
    ),
    "choice for an input of another shape": (
        {"model_yaml": _with(MODEL_YAML, "policy target[{policy}]", "policy target")},
        ["(lever_inputs.3)", "the dimensions of 'policy target' are Policy, Region", "each other"],
    ),
    "choice whose default is not the model's": (
        {"model_mdl": _with(MODEL, "0,1,1;\n\t~\tDmnl\n\t~\tAss", "0,0,1;\n\t~\tDmnl\n\t~\tAss")},
        ["the default 1 is not the number of 'policy target[CLU02,Central]'", "make the two equal"],
    ),
    "choice without elements": (
        {"model_yaml": _with(MODEL_YAML, "default: [West, Central, East]", "default: []")},
        ["model.yaml", "(settings.target.default)", "at least 1 item"],
    ),
    "place missing": (
        {
            "regions_yaml": REGIONS_YAML[: REGIONS_YAML.index("  Desert:")],
        },
        ["model.yaml", "(maps.0)", "there is no place for 'Desert' of Province", "'places' names"],
    ),
    "place without a tile": (
        {"regions_yaml": _with(REGIONS_YAML, ", tile: [1, 1]", "")},
        ["(maps.0)", "the place 'Plain' has no tile"],
    ),
    "two places on one tile": (
        {"regions_yaml": _with(REGIONS_YAML, "[1, 1]", "[2, 0]")},
        ["regions.yaml", "places.Plain: the tile [2, 0] is that of Coast"],
    ),
    "map of a sum": (
        {
            "model_yaml": _with(
                MODEL_YAML, "variable: Firms by province, over", "variable: All firms, over"
            )
        },
        ["(maps.0)", "'All firms' is mapped over Province, and its dimensions are none"],
    ),
    "map of nothing": (
        {
            "model_yaml": _with(
                MODEL_YAML, "variable: Firms by province, over", "variable: Firms, over"
            )
        },
        ["(maps.0)", "no variable named 'Firms'"],
    ),
    "output over another dimension": (
        {"model_yaml": _with(MODEL_YAML, "over: Region, label", "over: Province, label")},
        ["(outputs.1)", "is declared over Province", "its dimensions are Region", "over: [Region]"],
    ),
    "headline of several numbers": (
        {
            "model_yaml": _with(
                MODEL_YAML, "over: Region, label", "over: Region, headline: true, label"
            )
        },
        ["(outputs.1)", "the headline 'Firms by region' is an array", "take out 'headline'"],
    ),
    "element without a name for readers": (
        {"model_yaml": _with(MODEL_YAML, "places: regions.yaml\n", "")},
        ["no label for East, Central, West of Region, which readers see", "add it at 'elements'"],
    ),
    "names of unknown elements": (
        {"model_yaml": MODEL_YAML + "elements: {Region: {Wst: {en: W, zh: 西}}, Regon: {}}\n"},
        [
            "(elements.Region.Wst)",
            "no element of Region named 'Wst'",
            "did you mean 'West'",
            "no dimension named 'Regon'",
        ],
    ),
}


@pytest.mark.parametrize("case", FILES)
def test_the_message_names_file_row_and_remedy(tmp_path: Path, case: str) -> None:
    files, words = FILES[case]
    with pytest.raises(DataFileError) as caught:
        sdlib.load(write_places(tmp_path, **files))
    assert [word for word in words if word not in str(caught.value)] == []


def test_faults_of_several_files_come_together(tmp_path: Path) -> None:
    cases = [
        "province missing in a driver", "unknown subscript in a scenario", "place without a tile",
        "lever without element in the model", "headline of several numbers",
    ]  # fmt: skip
    files = {name: text for case in cases for name, text in FILES[case][0].items()}
    with pytest.raises(DataFileError) as caught:
        sdlib.load(write_places(tmp_path, **files))
    wanted = [w for case in cases for w in FILES[case][1]]
    assert [word for word in wanted if word not in str(caught.value)] == []


def test_a_phase_out_before_the_start_is_found_where_scenarios_are_combined(tmp_path: Path) -> None:
    late = scenario("levers: {loans: {strength: 1, start: 2015}}\n")
    short = scenario("levers: {loans: {end: 2012}}\n")
    both = scenario("combine: [late, short]\n")
    with pytest.raises(DataFileError) as caught:
        sdlib.load(write_places(tmp_path, late=late, short=short, both=both))
    assert len(caught.value.faults) == 1
    for words in ("both.yaml", "'loans' ends in 2012 and starts in 2015", "set loans.end above"):
        assert words in str(caught.value)


def test_a_table_of_drivers_that_cannot_be_read_hides_no_other_fault(tmp_path: Path) -> None:
    broken = {"drivers_csv": DRIVERS_CSV.replace("Hills,2010,1.1", "Hills,2010,many")}
    other, words = FILES["place without a tile"]
    with pytest.raises(DataFileError) as caught:
        sdlib.load(write_places(tmp_path, **broken, **other))
    wanted = ["drivers.csv, line 7", "the value 'many' is not a number", *words]
    assert [word for word in wanted if word not in str(caught.value)] == []


def test_a_fault_of_a_shared_setting_is_told_once(tmp_path: Path) -> None:
    files, _ = FILES["choice of no dimension"]
    with pytest.raises(DataFileError) as caught:
        sdlib.load(write_places(tmp_path, **files))
    assert str(caught.value).count("'Regon'") == 1


VALUES: dict[str, tuple[Callable[[LoadedModel], object], list[str]]] = {
    "unknown element": (
        lambda m: m.run(inputs={"loans.target": ("Wst",)}),
        ["no element of Region named 'Wst'", "did you mean 'West'"],
    ),
    "nothing": (
        lambda m: m.run(inputs={"loans.target": ()}),
        ["'loans.target' selects no element of Region", "at least one of East, Central, West"],
    ),
    "empty text": (lambda m: m.run(inputs={"loans.target": ""}), ["selects no element"]),
    "zeros": (
        lambda m: m.run(inputs={"loans.target": [0, 0, 0]}),  # type: ignore[dict-item,list-item]
        ["'loans.target' is set to [0, 0, 0]", "elements of Region"],
    ),
    "number": (
        lambda m: m.run(inputs={"loans.target": 1.0}),
        ["'loans.target' is set to 1.0", "East+Central+West or some of them"],
    ),
    "choice of a lever that is none": (
        lambda m: m.run(inputs={"loan.target": "West"}),
        ["'loan.target'"],
    ),
    "elements for a number": (
        lambda m: m.run(inputs={"loans": ("West",)}),
        ["'loans'", "one number"],
    ),
    "end before start": (
        lambda m: m.run(inputs={"loans.end": 2004, "loans.target": "West"}),
        ["'loans' ends in 2004 and starts in 2005"],
    ),
}


@pytest.mark.parametrize("case", VALUES)
def test_a_value_that_is_not_taken_is_told(tmp_path: Path, case: str) -> None:
    loaded = sdlib.load(write_places(tmp_path))
    act, words = VALUES[case]
    with pytest.raises(SdError) as caught:
        act(loaded)
    assert [word for word in words if word not in str(caught.value)] == []
