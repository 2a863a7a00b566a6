from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sdlib import LoadedModel, load
from sdlib.app.address import View, read_address, write_address
from sdlib.app.choice import Choice, with_values

VIEWS = {
    "baseline": View(),
    "scenario": View(choice=Choice(scenario="loans"), language="zh"),
    "changed": View(
        choice=Choice(
            scenario="both",
            changes={"loans": 0.1 + 0.2, "loans.start": 2011.0, "death": 0.07},
        )
    ),
    "variable": View(choice=Choice(changes={"birth rate": 1 / 3})),
    "switched off": View(choice=Choice(scenario="loans", changes={"loans": 0.0})),
    "time and page": View(time=2010.0, page="evidence"),
    "chapter": View(page="explain", chapter="loops"),
    "bands": View(bands=True),
}


@pytest.mark.parametrize("name", VIEWS)
def test_an_address_restores_the_view_exactly(loaded: LoadedModel, name: str) -> None:
    view = VIEWS[name]
    reading = read_address(loaded, write_address(loaded, view), "en")
    assert reading.view == view
    assert not reading.ignored
    assert not reading.other_model


def test_the_opening_view_needs_no_more_than_the_language(loaded: LoadedModel) -> None:
    assert write_address(loaded, View()) == {"lang": "en"}
    assert read_address(loaded, {}, "zh").view == View(language="zh")


@pytest.mark.parametrize(
    ("part", "value", "reason"),
    [
        ("scenario", "laons", "link_unknown_scenario"),
        ("set.laons", "1", "link_unknown_name"),
        ("set.loans.stat", "2005", "link_unknown_name"),
        ("set.loans", "much", "link_no_number"),
        ("set.loans", "nan", "link_no_number"),
        ("set.loans", "7", "link_out_of_range"),
        ("set.loans.start", "1066", "link_out_of_range"),
        ("set.death", "3", "link_out_of_range"),
        ("set.demand", "1", "link_out_of_range"),
    ],
)
def test_a_broken_scenario_opens_the_baseline(
    loaded: LoadedModel, part: str, value: str, reason: str
) -> None:
    good = write_address(loaded, View(choice=Choice(changes={"death": 0.06}), language="zh"))
    reading = read_address(loaded, {**good, part: value}, "en")
    assert reading.scenario_lost
    assert reading.view.choice == Choice()
    assert reading.view.language == "zh"
    assert [(i.part, i.reason) for i in reading.ignored] == [(f"{part}={value}", reason)]


def test_every_broken_part_is_named(loaded: LoadedModel) -> None:
    parts = {"scenario": "x", "set.y": "1", "set.loans": "z", "colour": "red", "chart": "w"}
    ignored = read_address(loaded, parts, "en").ignored
    assert {i.part for i in ignored} == {
        "scenario=x",
        "set.y=1",
        "set.loans=z",
        "colour=red",
        "chart=w",
    }


def test_nearest_names_are_told(loaded: LoadedModel) -> None:
    (ignored,) = read_address(loaded, {"set.loan": "1"}, "en").ignored
    assert "loans" in ignored.detail


def test_an_end_before_the_start_is_one_fault(loaded: LoadedModel) -> None:
    parts = {"set.loans.start": "2010", "set.loans.end": "2004"}
    (ignored,) = read_address(loaded, parts, "en").ignored
    assert ignored.part == "set.loans.start=2010, set.loans.end=2004"
    assert ignored.reason == "link_together"


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("lang", "fr"),
        ("page", "secrets"),
        ("chapter", "secrets"),
        ("chart", "nothing"),
        ("chart", "firms,firms,firms"),
        ("time", "2050"),
        ("time", "soon"),
        ("uncertainty", "some"),
        ("utm", "x"),
    ],
)
def test_a_broken_view_keeps_the_scenario(loaded: LoadedModel, part: str, value: str) -> None:
    reading = read_address(loaded, {"scenario": "loans", part: value}, "en")
    assert not reading.scenario_lost
    assert reading.view == View(choice=Choice(scenario="loans"))
    assert [i.part for i in reading.ignored] == [f"{part}={value}"]


def test_a_link_of_another_version_says_so(loaded: LoadedModel) -> None:
    parts = write_address(loaded, VIEWS["scenario"])
    assert read_address(loaded, {**parts, "model": "00000000"}, "en").other_model


def test_embedding_is_not_a_fault(loaded: LoadedModel) -> None:
    assert not read_address(loaded, {"embed": "true"}, "en").ignored


def test_a_bare_model_has_addresses_too(bare_file: Path) -> None:
    loaded = load(bare_file)
    view = View(choice=with_values(loaded, Choice(), {"inflow": 7.5}), charts=("ratio", "tank"))
    parts = write_address(loaded, view)
    assert parts["set.inflow"] == "7.5"
    assert read_address(loaded, parts, "en").view == view


def test_last_time_is_the_opening_time(loaded: LoadedModel) -> None:
    assert read_address(loaded, {"time": "2020"}, "en").view == replace(View(), time=None)
