"""The page of a model with many levers, places and regions."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from sdlib import LoadedModel, load
from sdlib.app.search import found_levers
from sdlib.app.widgets import levers
from tests.support.app_page import Opener, address, html, widget, words
from tests.support.app_places import FIRST, GROUPS, LEVERS, write_places


@pytest.fixture(scope="module")
def places_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_places(tmp_path_factory.mktemp("places"))


@pytest.fixture(scope="module")
def places(places_folder: Path) -> LoadedModel:
    return load(places_folder)


def rows(page: AppTest) -> list[str]:
    """Return the keys of the levers whose rows are shown."""
    return [b.key.removeprefix("open-") for b in page.button if str(b.key).startswith("open-")]


def groups(page: AppTest) -> list[str]:
    return [b.label for b in page.button if str(b.key).startswith("group-")]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("FIN02", "guarantee"),
        ("fin 02", "guarantee"),
        ("inn16", "policy_bank"),
        ("信用", "guarantee"),
        ("guar cred", "guarantee"),
        ("second_board", "second_board"),
        ("rural", "policy_bank"),
        ("unheard of", None),
        ("  ", None),
    ],
)
def test_a_lever_is_found_by_name_and_number(
    places: LoadedModel, text: str, first: str | None
) -> None:
    found = found_levers(places.package, text)
    assert (found[0].key if found else None) == first


def test_a_group_or_a_bottleneck_finds_its_levers_in_their_order(places: LoadedModel) -> None:
    people = [key for key, lever in LEVERS.items() if lever[2] == "people"]
    assert [lever.key for lever in found_levers(places.package, "people")] == people
    assert len(found_levers(places.package, "short of money")) == len(LEVERS)


def test_a_newcomer_sees_the_first_choices_only(open_page: Opener, places_folder: Path) -> None:
    page = open_page(places_folder)
    assert tuple(rows(page)) == FIRST
    assert groups(page) == []
    # Nothing is built of a lever that is not opened.
    assert [s.key for s in page.slider] == []


def test_groups_are_closed_and_count_what_was_moved(open_page: Opener, places_folder: Path) -> None:
    page = open_page(places_folder, set__guarantee="0.8", set__fairs="0.4")
    widget(page, "button_group", "lever-view-en").set_value("levers_all").run()
    assert rows(page) == []
    assert groups(page) == [
        "Credit :gray[5] · :blue[1 changed]",
        "Markets :gray[5] · :blue[1 changed]",
        "People :gray[4]",
    ]
    page.button(key="group-credit").click().run()
    assert rows(page) == [key for key, lever in LEVERS.items() if lever[2] == "credit"]
    page.button(key="group-credit").click().run()
    assert len(groups(page)) == len(GROUPS)
    widget(page, "button_group", "lever-view-en").set_value("levers_moved").run()
    assert rows(page) == ["guarantee", "fairs"]


def test_a_search_shows_what_it_found_in_any_view(open_page: Opener, places_folder: Path) -> None:
    page = open_page(places_folder, lang="zh")
    page.text_input(key="find-policy").set_value("TAL03").run()
    assert rows(page) == ["residence"]
    page.text_input(key="find-policy").set_value("money").run()
    assert len(rows(page)) == 12
    page.button(key="show-rest").click().run()
    assert len(rows(page)) == len(LEVERS)
    page.text_input(key="find-policy").set_value("nothing at all").run()
    assert rows(page) == []
    assert "没有匹配的政策" in words(page)


def test_regions_are_chosen_and_stand_in_address_and_chips(
    open_page: Opener, places_folder: Path, places: LoadedModel
) -> None:
    page = open_page(places_folder, set__policy_bank="0.8")
    page.button(key="open-policy_bank").click().run()
    pills = widget(page, "button_group", "pills-policy_bank-target-en")
    assert pills.options == ["East", "West", "North"]
    pills.set_value(["West"]).run()
    assert address(page)["set.policy_bank.target"] == "West"
    assert "Where West" in html(page)
    run = places.run("baseline", {"policy_bank": 0.8, "policy_bank.target": ("West",)})
    assert f"{run.table('Firms')['Firms'].iloc[-1]:,.0f}" in html(page)
    # The last one stays.
    widget(page, "button_group", "pills-policy_bank-target-en").set_value([]).run()
    assert widget(page, "button_group", "pills-policy_bank-target-en").value == ["West"]
    assert "At least one" in words(page)
    page.button(key="reset-policies").click().run()
    assert address(page) == {"lang": "en"}


@pytest.mark.parametrize(
    ("text", "words_of_it"),
    [
        ("Wset", ["no such element", "East, West, North"]),
        ("", ["nothing is chosen", "East, West, North"]),
    ],
)
def test_a_link_to_a_region_that_is_not_there_says_so(
    open_page: Opener, places_folder: Path, text: str, words_of_it: list[str]
) -> None:
    page = open_page(places_folder, set__policy_bank="0.8", set__policy_bank__target=text)
    for wanted in words_of_it:
        assert wanted in page.warning[0].value.replace("\\", "")


def test_a_link_restores_regions(open_page: Opener, places_folder: Path) -> None:
    page = open_page(places_folder, set__fairs="0.4", set__fairs__target="West", lang="zh")
    assert address(page)["set.fairs.target"] == "West"
    assert "地区 西部" in html(page)
    both = open_page(places_folder, set__fairs="0.4", set__fairs__target="North+West")
    assert address(both)["set.fairs.target"] == "West+North"
    assert "Where West + North" in html(both)
    every = "North+West+East"
    both = open_page(places_folder, set__fairs="0.4", set__fairs__target=every)
    assert "set.fairs.target" not in address(both)


def test_settings_that_would_be_cut_off_have_a_part_of_their_own(
    open_page: Opener, places_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page(places_folder)
    page.button(key="open-policy_bank").click().run()
    every = [s.key for s in page.slider]
    assert len(every) == 3
    assert widget(page, "button_group", "panel-part-en").options == ["Settings", "What is this?"]
    monkeypatch.setattr(levers, "MOST_SETTINGS", 2)
    page.run()
    assert [s.key for s in page.slider] == every[:2]
    widget(page, "button_group", "panel-of-three-en").set_value("panel_more").run()
    assert [s.key for s in page.slider] == every[2:]
    widget(page, "slider", every[2]).set_value(2015.0).run()
    assert address(page)["set.policy_bank.end"] == "2015"
    widget(page, "button_group", "panel-of-three-en").set_value("panel_set").run()
    assert [s.key for s in page.slider] == every[:2]
    # What was chosen there stays, though its slider is not shown.
    assert address(page)["set.policy_bank.end"] == "2015"


def test_what_a_policy_is_comes_from_the_list(open_page: Opener, places_folder: Path) -> None:
    page = open_page(places_folder)
    page.button(key="open-policy_bank").click().run()
    widget(page, "button_group", "panel-part-en").set_value("panel_about").run()
    assert [s.key for s in page.slider] == []
    text = html(page)
    for wanted in (
        *("FIN01", "INN16", "Rural &lt;banks&gt;", "invented, section INN16", "Do Policy bank"),
        *("<b>2008</b> A bank was considered", "✓ date read in the source"),
        *("<b>2014</b> Relending", "? date not verified"),
        *("Short of money: No lender", "More defaults", "the modeller&#x27;s judgement"),
        *("Losses on loans", "Range: 0.1 to 0.3", "Evidence: weak", "<code>growth</code>"),
    ):
        assert wanted in text, wanted
    assert "Nothing is known to have been adopted" in text
    page.button(key="open-fairs").click().run()
    assert "Its effect in the model is an assumption" in html(page)


def test_the_page_of_evidence_shows_one_group_at_a_time(
    open_page: Opener, places_folder: Path
) -> None:
    page = open_page(places_folder, page="evidence")
    assert "Do Policy bank" in html(page)
    assert "Do Training" not in html(page)
    widget(page, "selectbox", "evidence-group-en").set_value("people").run()
    assert "Do Training" in html(page)


def test_sentence_and_table_name_the_elements(open_page: Opener, places_folder: Path) -> None:
    page = open_page(places_folder, chart="regions,sizes", lang="zh")
    assert "各区域企业，2020年（firm），与基准相同：东部 " in html(page)
    assert "各规模企业 [小型], 基准 [firm]" in html(page)
    page = open_page(
        places_folder, chart="regions", set__policy_bank="0.8", set__policy_bank__target="West"
    )
    assert "with the change against the baseline: East " in html(page)


def test_fit_draws_a_few_series_of_an_array_and_lists_many(
    open_page: Opener, places_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page(places_folder, page="explain", chapter="fit", lang="zh")
    assert "**企业 \\[甲地\\]**" in words(page)
    assert "误差见下表" not in words(page)
    module = importlib.import_module("sdlib.app.views.explain.fit")
    monkeypatch.setattr(module, "MOST_LINES", 5)
    page = open_page(places_folder, page="explain", chapter="fit", lang="zh")
    assert "**企业 \\[甲地\\]**" not in words(page)
    assert "企业：共6个序列，误差见下表。" in words(page)
    # The table still has them all.
    assert "企业 [己地]" in html(page)


@pytest.mark.parametrize("view", ["simulate", "evidence", "explain"])
def test_every_widget_begins_with_its_value(
    open_page: Opener, places_folder: Path, view: str
) -> None:
    """What the page sends once may be lost on the way; a default is sent with every run."""
    chosen = {"set.policy_bank": "0.8", "set.policy_bank.target": "West", "time": "2012"}
    chosen |= {"lang": "zh", "page": view, "measure": "change", "chapter": "equations"}
    page = open_page(places_folder, **chosen)
    if view == "simulate":
        page.button(key="open-policy_bank").click().run()
    for buttons in page.button_group:
        assert list(buttons.proto.default) == list(buttons.indices), buttons.key
    for box in page.selectbox:
        assert box.proto.default == box.index, box.key
    for slider in page.slider:
        assert list(slider.proto.default) == [slider.value], slider.key
    for slider in page.select_slider:
        shown = slider.options.index(slider.format_func(slider.value))
        assert list(slider.proto.default) == [shown], slider.key
    assert len(page.button_group) > 1
    assert (view == "simulate") == bool(page.slider) == bool(page.select_slider)
