"""Levers that a list of policies gives and ``model.yaml`` completes; arrays, names and maps."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sdlib import load
from sdlib.loaded import LoadedModel
from sdlib.policy.labels import column_label
from tests.support.places import MODEL, MODEL_YAML, write_places
from tests.support.small import scenario


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> LoadedModel:
    return load(write_places(tmp_path_factory.mktemp("places")))


def test_a_lever_carries_what_the_list_says_of_all_its_policies(places: LoadedModel) -> None:
    package = places.package
    lever = package.levers["loans"]
    assert lever.policies == ("FIN01", "FIN02")
    assert (lever.label.en, lever.group) == ("Loans", "credit")
    assert lever.summary.en == "They ask for A loan bank. They ask for Cheaper loans."
    assert package.groups[lever.group].zh == "信贷"
    assert [p.where for p in package.policies_of(lever).values()] == [
        "A document, section FIN01",
        "A document, section FIN02",
    ]
    assert package.bottlenecks_of(lever)["money"].meaning.en == "Too little money"
    assert {key: basis.en for key, basis in package.cost_bases_of(lever).items()} == {
        "staff": "Staff"
    }


def test_findings_on_any_of_its_policies_are_the_levers(places: LoadedModel) -> None:
    levers = places.package.levers
    assert {key: lever.evidence for key, lever in levers.items()} == {
        "loans": ("loans_help",), "taxes": (), "plan": ("loans_help",),
    }  # fmt: skip
    assert places.package.evidence_of(levers["plan"])["loans_help"].grade == "weak"


def test_an_entry_may_name_no_evidence_at_all(tmp_path: Path) -> None:
    text = MODEL_YAML.replace("plan:\n", "plan:\n    evidence: []\n")
    assert load(write_places(tmp_path, model_yaml=text)).package.levers["plan"].evidence == ()


def test_the_element_of_a_lever_is_its_first_policy(places: LoadedModel) -> None:
    sets = {e.input: (e.from_, e.element) for e in places.package.levers["plan"].sets}
    assert sets == {
        "policy strength[CLU02]": ("strength", ""),
        "policy start[CLU02]": ("start", ""),
        "policy end[CLU02]": ("end", ""),
        "policy target[CLU02,East]": ("target", "East"),
        "policy target[CLU02,Central]": ("target", "Central"),
        "policy target[CLU02,West]": ("target", "West"),
    }


def test_shared_settings_choices_and_bands_can_be_changed_by_a_lever(places: LoadedModel) -> None:
    levers = places.package.levers
    assert levers["loans"].bands == {"off": 0, "modest": 0.4, "strong": 0.8}
    assert levers["taxes"].bands == {"off": 0, "half": 0.5}
    assert levers["loans"].choices["target"].default == ("East", "Central", "West")
    assert levers["plan"].choices["target"].default == ("Central", "West")
    assert levers["plan"].choices["target"].label.zh == "地区"
    assert list(levers["plan"].settings) == ["strength", "start", "end"]


def test_shared_inputs_serve_levers_without_a_list_too(tmp_path: Path) -> None:
    text = MODEL_YAML.replace("policies: policies.yaml\n", "").replace(
        "  firms: {en: Firms, zh: 企业}\n",
        "  firms: {en: Firms, zh: 企业}\n  money: {en: Money, zh: 资金}\n",
    )
    start, end = text.index("levers:\n"), text.index("uncertainties:")
    own = (
        "levers:\n  loans:\n    policies: [FIN01]\n    group: money\n"
        "    label: {en: Loans, zh: 贷款}\n    summary: {en: Loans, zh: 贷款}\n"
        "    mechanism: {en: Entry, zh: 进入}\n    enters: New firms\n    evidence: [loans_help]\n"
    )
    text = text[:start] + own + text[end:]
    west = scenario("levers: {loans: {strength: 0.8, target: [West]}}\n")
    folder = write_places(tmp_path, model_yaml=text, west_first=west)
    loaded = load(folder)
    assert loaded.package.levers["loans"].bands["strong"] == 0.8
    assert loaded.run("west_first").changes == {"loans": 0.8, "loans.target": ("West",)}


def test_elements_are_called_like_places_regions_and_levers(places: LoadedModel) -> None:
    package = places.package
    assert package.element_label("Province", "Coast").zh == "海岸"
    assert package.element_label("Region", "West").zh == "西部"
    assert package.element_label("Policy", "TAX01").en == "Lower taxes"
    assert package.element_label("Policy", "none").en == "none"


def test_elements_that_are_no_places_are_named_in_the_model_file(tmp_path: Path) -> None:
    text = MODEL_YAML + "elements:\n  Region: {West: {en: Far west, zh: 远西}}\n"
    package = load(write_places(tmp_path, model_yaml=text)).package
    assert package.element_label("Region", "West").en == "Far west"
    assert package.element_label("Region", "East").en == "East"


def test_a_column_is_called_like_its_output_and_element(places: LoadedModel) -> None:
    label = column_label(places.package, places.model, "Firms by region[West]")
    assert (label.en, label.zh) == ("Firms by region [West]", "分地区企业 [西部]")
    assert column_label(places.package, places.model, "All firms").en == "All firms"
    assert column_label(places.package, places.model, "closing rate").en == "closing rate"


def test_an_array_output_has_a_column_an_element(places: LoadedModel) -> None:
    table = places.run().table()
    assert list(table.columns) == [
        "All firms", "Firms by region[East]", "Firms by region[Central]", "Firms by region[West]",
    ]  # fmt: skip
    regions = table.drop(columns="All firms").sum(axis=1)
    np.testing.assert_allclose(regions, table["All firms"], rtol=1e-12)
    output = places.package.output("Firms by region")
    assert output is not None
    assert output.over == ("Region",)


def test_an_output_learns_its_dimensions_from_the_model(tmp_path: Path) -> None:
    text = MODEL_YAML.replace("Firms by region, over: Region", "Firms by region")
    output = load(write_places(tmp_path, model_yaml=text)).package.output("Firms by region")
    assert output is not None
    assert output.over == ("Region",)


def test_maps_name_variables_that_need_not_be_outputs(places: LoadedModel) -> None:
    assert places.mapped == ("Firms by province",)
    assert "Firms by province" not in places.outputs
    assert places.package.places is not None
    assert places.package.places.places["Plain"].tile == (1, 1)
    run = places.run(outputs=[*places.outputs, *places.mapped])
    assert run.table("Firms by province").shape == (21, 4)


def test_history_takes_all_elements_or_the_rows_of_one(places: LoadedModel) -> None:
    history = {each.series: each for each in places.package.history}
    assert list(history) == [
        *(f"firms_counted[{p}]" for p in ("Coast", "Hills", "Plain", "Desert")),
        "coast_counted[Coast]",
    ]
    coast = history["coast_counted[Coast]"]
    assert coast.variable == "Firms by province[Coast]"
    np.testing.assert_allclose(coast.points["value"], [400, 420, 440])


def test_one_curve_for_several_elements_is_compared_with_each(tmp_path: Path) -> None:
    text = MODEL.replace("demand[Hills](", "demand[inland](").replace(
        "Region: East", "inland: Hills, Plain\n\t~\t~\t|\nRegion: East"
    )
    start = text.index("demand[Plain](")
    text = text[:start] + text[text.index("demand[Desert](") :]
    with pytest.raises(Exception, match="the curve of Plain in the model is not the series"):
        load(write_places(tmp_path, model_mdl=text))


def test_the_hash_of_declared_data_holds_the_list_of_policies(tmp_path: Path) -> None:
    folder = write_places(tmp_path)
    before = load(folder).package.declared_hash
    listed = folder / "policies.yaml"
    listed.write_text(listed.read_text("utf-8").replace("They ask", "We ask"), encoding="utf-8")
    assert load(folder).package.declared_hash != before
