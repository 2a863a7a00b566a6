"""Settings that choose elements: taken, run, written and read back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sdlib
from sdlib.errors import SdError
from sdlib.loaded import LoadedModel
from sdlib.output.reproduce import reproduce
from sdlib.output.write import write_table
from sdlib.study.attribution import attribute
from sdlib.study.sensitivity import sensitivity
from sdlib.study.sensitivity.factors import FactorWish
from tests.support.places import write_places
from tests.support.small import scenario


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> LoadedModel:
    return sdlib.load(write_places(tmp_path_factory.mktemp("places")))


def _last(places: LoadedModel, inputs: dict[str, Any]) -> list[float]:
    regions = places.run("baseline", inputs).table("Firms by region").iloc[-1]
    return [float(value) for value in regions]


def test_a_lever_works_where_it_is_chosen_to(places: LoadedModel) -> None:
    nowhere = _last(places, {})
    west = _last(places, {"loans": 1, "loans.target": ("West",)})
    assert west[:2] == nowhere[:2]
    assert west[2] > nowhere[2]
    everywhere = _last(places, {"loans": 1})
    assert everywhere[2] == west[2]
    assert all(more > less for more, less in zip(everywhere, nowhere, strict=True))


@pytest.mark.parametrize(
    "value",
    [
        ("Central", "West"), ["West", "Central"], "West+Central", " central + WEST ",
        np.array([0.0, 1.0, 1.0]), ("West", "Central", "West"),
    ],
)  # fmt: skip
def test_the_same_choice_can_be_said_in_several_ways(places: LoadedModel, value: object) -> None:
    settings = places.settings("baseline", {"loans.target": value})  # type: ignore[dict-item]
    assert settings.choices["loans"]["target"] == ("Central", "West")
    assert settings.changes(places.package) == {"loans.target": ("Central", "West")}


def test_the_default_is_no_change_and_leaves_the_run_as_it_is(places: LoadedModel) -> None:
    same = places.run("baseline", {"plan.target": "West+Central"})
    assert same.changes == {}
    pd.testing.assert_frame_equal(same.table(), places.run().table(), check_exact=True)


def test_a_scenario_chooses_elements_and_changes_go_on_top(places: LoadedModel) -> None:
    assert places.settings("west_first").choices["loans"]["target"] == ("Central", "West")
    over = places.settings("west_first", {"loans.target": "East"})
    assert over.choices["loans"]["target"] == ("East",)
    assert over.choices["taxes"]["target"] == ("East", "Central", "West")


def test_a_later_scenario_replaces_the_choice_of_an_earlier_one(tmp_path: Path) -> None:
    text = scenario("combine: [west_first]\nlevers: {loans: {target: [East]}}\n")
    loaded = sdlib.load(write_places(tmp_path, east=text))
    assert loaded.settings("east").choices["loans"]["target"] == ("East",)
    assert loaded.settings("east").levers["loans"]["strength"] == 0.8


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_a_table_can_be_made_again_from_its_passport(
    places: LoadedModel, tmp_path: Path, ending: str
) -> None:
    run = places.run("west_first", {"taxes.target": ("East",)})
    path = tmp_path / f"t.{ending}"
    write_table(run, path)
    found = reproduce(path)
    assert found.same, str(found)
    changes = found.passport.scenario[0].changes
    assert changes["loans.target"] == ["Central", "West"]
    assert changes["taxes.target"] == ["East"]


def test_a_sheet_says_elements_and_labels_for_people(places: LoadedModel, tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    write_table(places.run("west_first"), path)
    sheets = pd.read_excel(path, sheet_name=None, header=None, dtype=str)
    words = {str(cell) for sheet in sheets.values() for cell in sheet.to_numpy().ravel()}
    assert {"Central+West", "Firms by region [West]", "分地区企业 [西部]"} <= words


def test_many_runs_take_a_choice_as_a_mask(places: LoadedModel) -> None:
    rows = {
        "loans": np.array([1.0, 1.0, 0.0]),
        "loans.target": np.array([[0, 0, 1], [1, 0, 0], [1, 1, 1]], dtype=float),
    }
    many = places.run_many(rows, outputs=["Firms by region"], save_step=20)
    for run, mask in enumerate((("West",), ("East",), None)):
        inputs = {"loans": 1.0, "loans.target": mask} if mask else {}
        alone = _last(places, inputs)
        np.testing.assert_allclose(many["Firms by region"][run, -1], alone, rtol=1e-12)


@pytest.mark.parametrize(
    ("mask", "words"),
    [
        ([[0, 0, 0]], ["'loans.target' selects no element of Region in run 0", "East, Central"]),
        ([[0, 0.5, 1]], ["'loans.target' chooses elements of Region", "3 values in each run"]),
        ([[1, 1]], ["3 values in each run"]),
    ],
)
def test_a_mask_that_is_none_is_refused(
    places: LoadedModel, mask: list[list[float]], words: list[str]
) -> None:
    with pytest.raises(SdError) as caught:
        places.run_many({"loans.target": np.array(mask)})
    assert [word for word in words if word not in str(caught.value)] == []


def test_a_policy_takes_its_choice_along_where_effects_are_shared_out(places: LoadedModel) -> None:
    found = attribute(places, places.settings("west_first"), outputs=["Firms by region[East]"])
    shares = {c.policy.key: c.shapley for c in found.outputs[0].contributions}
    assert shares["loans"] == 0
    assert shares["taxes"] > 0
    assert found.policies[0].changes == {
        "loans.strength": 0.8, "loans.target": ("Central", "West"),
    }  # fmt: skip


def test_a_choice_of_a_lever_that_is_off_is_an_assumption(places: LoadedModel) -> None:
    found = attribute(places, places.settings("west_first", {"plan.target": "West"}))
    assert found.assumptions == {"plan.target": ("West",)}


def test_a_study_of_ranges_runs_under_a_choice_and_refuses_it_as_a_factor(
    places: LoadedModel,
) -> None:
    study: Callable[..., Any] = sensitivity
    found = study(places, "west_first", changes={"loans.target": "West"}, samples=4)
    assert found.outputs
    with pytest.raises(SdError, match=r"'loans\.target' chooses elements of Region"):
        study(places, factors=[FactorWish(key="loans.target")], samples=4)
