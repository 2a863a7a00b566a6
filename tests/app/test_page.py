from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from sdlib import LoadedModel
from sdlib.app.opened import open_site
from sdlib.errors import RunError
from tests.support.app_page import Opener, address, html, widget, words


def cards(page: AppTest) -> str:
    return next(b.proto.body for b in page.get("html") if "class='sd-cards'" in b.proto.body)  # type: ignore[attr-defined]


def test_the_first_view_guides_a_newcomer(open_page: Opener) -> None:
    page = open_page()
    assert address(page) == {"lang": "en"}
    assert "Set a policy on the left" in html(page)
    assert widget(page, "button_group", "band-loans-en").value == "off"
    assert page.button(key="undo").disabled
    assert not page.error
    assert not page.warning


def test_a_band_moves_numbers_chips_and_address(open_page: Opener, loaded: LoadedModel) -> None:
    page = open_page()
    before = cards(page)
    widget(page, "button_group", "band-loans-en").set_value("strong").run()
    assert address(page)["set.loans"] == "0.8"
    assert cards(page) != before
    assert "Loans 0.8" in html(page)
    expected = loaded.run("loans").table("Firms").loc[2020, "Firms"]
    assert f"{expected:,.0f}" in cards(page)
    # The row that was touched shows its settings.
    assert widget(page, "slider", "slider-loans-strength").value == 0.8


@pytest.mark.usefixtures("fresh")
def test_one_run_for_one_move(open_page: Opener, folder: Path) -> None:
    page = open_page()
    store = open_site(str(folder)).runs
    assert store.count == 1
    widget(page, "button_group", "band-loans-en").set_value("strong").run()
    assert store.count == 2
    widget(page, "button_group", "band-loans-en").set_value("off").run()
    widget(page, "button_group", "language").set_value("zh").run()
    assert store.count == 2


def test_custom_opens_the_slider_and_keeps_the_value(open_page: Opener) -> None:
    page = open_page()
    widget(page, "button_group", "band-loans-en").set_value("custom").run()
    assert widget(page, "button_group", "band-loans-en").value == "custom"
    assert address(page) == {"lang": "en"}
    widget(page, "slider", "slider-loans-strength").set_value(0.3).run()
    assert widget(page, "button_group", "band-loans-en").value == "custom"
    assert address(page)["set.loans"] == "0.3"
    widget(page, "slider", "slider-loans-strength").set_value(0.4).run()
    assert widget(page, "button_group", "band-loans-en").value == "modest"


def test_a_slider_names_range_and_source(open_page: Opener) -> None:
    page = open_page()
    page.button(key="open-loans").click().run()
    slider = widget(page, "slider", "slider-loans-start")
    assert "2000–2020" in slider.label
    assert slider.help == "assumption"
    assert any("Evidence\\: weak" in m.value for m in page.markdown)


def test_start_and_end_never_cross(open_page: Opener) -> None:
    page = open_page(set__loans="0.8", set__loans__end="2010")
    page.button(key="open-loans").click().run()
    widget(page, "slider", "slider-loans-start").set_value(2015.0).run()
    assert widget(page, "slider", "slider-loans-end").value == 2016.0
    assert not page.error


def test_a_scenario_can_be_chosen_and_changed(open_page: Opener) -> None:
    page = open_page()
    widget(page, "selectbox", "scenario-en").set_value("loans").run()
    assert address(page)["scenario"] == "loans"
    assert widget(page, "button_group", "band-loans-en").value == "strong"
    widget(page, "button_group", "band-loans-en").set_value("off").run()
    assert address(page)["set.loans"] == "0"
    assert "Set a policy on the left" in html(page)


def test_resets_are_apart(open_page: Opener) -> None:
    page = open_page(scenario="both")
    page.button(key="reset-policies").click().run()
    assert widget(page, "button_group", "band-loans-en").value == "off"
    assert address(page)["set.death"] == "0.1"
    widget(page, "button_group", "band-loans-en").set_value("modest").run()
    widget(page, "button_group", "part-en").set_value("assumptions").run()
    assert widget(page, "slider", "assumption-death").value == 0.1
    page.button(key="reset-assumptions").click().run()
    assert "set.death" not in address(page)
    assert address(page)["set.loans"] == "0.4"


def test_undo_and_redo(open_page: Opener) -> None:
    page = open_page()
    widget(page, "button_group", "band-loans-en").set_value("strong").run()
    strong = cards(page)
    page.button(key="undo").click().run()
    assert address(page) == {"lang": "en"}
    assert widget(page, "button_group", "band-loans-en").value == "off"
    page.button(key="redo").click().run()
    assert cards(page) == strong
    assert page.button(key="redo").disabled


def test_a_link_restores_the_page(open_page: Opener) -> None:
    page = open_page()
    widget(page, "button_group", "band-loans-en").set_value("modest").run()
    widget(page, "slider", "slider-loans-start").set_value(2011.0).run()
    widget(page, "button_group", "part-en").set_value("assumptions").run()
    widget(page, "slider", "assumption-death").set_value(0.07).run()
    widget(page, "selectbox", "time-en").set_value(2015.0).run()
    widget(page, "button_group", "language").set_value("zh").run()
    link = {name.replace(".", "__"): value for name, value in address(page).items()}
    other = open_page(**link)
    assert cards(other) == cards(page)
    assert address(other) == address(page)
    assert not other.warning


def test_another_language_changes_nothing_else(open_page: Opener) -> None:
    page = open_page(scenario="wet", set__loans="0.8", time="2015")
    widget(page, "button_group", "part-en").set_value("assumptions").run()
    before = address(page)
    widget(page, "button_group", "language").set_value("zh").run()
    widget(page, "button_group", "language").set_value("en").run()
    widget(page, "button_group", "part-en").set_value("policies").run()
    page.button(key="open-loans").click().run()
    assert address(page) == before


def test_a_broken_link_opens_the_baseline_and_says_so(open_page: Opener) -> None:
    page = open_page(scenario="basline", set__loans="9", lang="en", colour="red")
    (notice,) = page.warning
    for part in ("scenario=basline", "set.loans=9", "colour=red"):
        assert part in notice.value
    assert "shows the baseline" in notice.value
    assert widget(page, "selectbox", "scenario-en").value == "baseline"
    assert address(page) == {"lang": "en"}
    widget(page, "button_group", "band-loans-en").set_value("strong").run()
    assert page.warning
    page.button(key="close-notice").click().run()
    assert not page.warning


def test_a_link_of_another_version_says_so(open_page: Opener) -> None:
    page = open_page(scenario="loans", model="12345678")
    assert "another version" in page.info[0].value


def test_the_browsers_arrow_leads_to_what_the_address_says(
    open_page: Opener, arrow: Callable[[AppTest], None]
) -> None:
    page = open_page()
    page.query_params["scenario"] = "loans"
    arrow(page)
    assert widget(page, "button_group", "band-loans-en").value == "strong"
    page.button(key="undo").click().run()
    assert widget(page, "button_group", "band-loans-en").value == "off"


def test_a_move_while_the_browser_has_an_older_address_loses_nothing(open_page: Opener) -> None:
    page = open_page()
    widget(page, "button_group", "band-loans-en").set_value("strong").run()
    for name in ("set.loans", "model"):
        del page.query_params[name]
    widget(page, "slider", "slider-loans-start").set_value(2011.0).run()
    assert address(page)["set.loans"] == "0.8"
    assert address(page)["set.loans.start"] == "2011"
    for name in ("set.loans", "model"):
        del page.query_params[name]
    page.button(key="open-loans").click().run()
    assert address(page)["set.loans"] == "0.8"
    # Some runs of the script have no move at all, such as that of a slider moved forth and back.
    for name in ("set.loans", "model"):
        del page.query_params[name]
    page.run()
    assert address(page)["set.loans"] == "0.8"


@pytest.mark.parametrize("name", ["simulate", "evidence", "explain"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_page_in_both_languages(open_page: Opener, name: str, language: str) -> None:
    page = open_page(page=name, lang=language, scenario="wet")
    assert address(page)["lang"] == language
    assert not page.error
    text = html(page) + "".join(m.value for m in page.markdown)
    assert ("贷款" in text) == (language == "zh")


def test_evidence_says_grade_range_and_source(open_page: Opener) -> None:
    page = open_page(page="evidence")
    text = words(page)
    for wanted in ("Loans help", "Range: 0.1 to 0.3 fraction", "invented for a test", "weak"):
        assert wanted in text


def test_the_table_holds_the_numbers_of_both_runs(open_page: Opener, loaded: LoadedModel) -> None:
    page = open_page(scenario="loans")
    (table,) = [b.proto.body for b in page.get("html") if "sd-table sd-numbers'" in b.proto.body]  # type: ignore[attr-defined]
    for run in (loaded.run(), loaded.run("loans")):
        assert f"{run.table('Firms').loc[2013, 'Firms']:,.0f}" in table


def test_a_bare_model_finds_its_levers(open_page: Opener, bare_file: Path) -> None:
    page = open_page(bare_file)
    assert "the model as its file has it" in html(page)
    assert not page.slider
    page.button(key="open-inflow").click().run()
    (slider,) = page.slider
    assert slider.max == 10
    slider.set_value(7.5).run()
    assert address(page)["set.inflow"] == "7.5"
    assert "inflow 7.5 m3/Month" in html(page)
    page.button(key="reset-policies").click().run()
    assert "set.inflow" not in address(page)


def test_hundreds_of_constants_make_few_widgets(open_page: Opener, tmp_path: Path) -> None:
    file = tmp_path / "many.mdl"
    lines = [f"c {n} = {n + 1} ~ m ~ |" for n in range(300)]
    control = "INITIAL TIME=0~Year~|\nFINAL TIME=2~Year~|\nTIME STEP=1~Year~|\nSAVEPER=1~Year~|\n"
    file.write_text(
        "{UTF-8}\ns = INTEG(c 7, 0) ~ m ~ |\n" + "\n".join(lines) + "\n" + control,
        encoding="utf-8",
    )
    page = open_page(file)
    rows = [button for button in page.button if (button.key or "").startswith("open-")]
    assert len(rows) == 12
    assert len(page.button) + len(page.slider) + len(page.selectbox) < 24
    page.text_input(key="find-policy").set_value("c 123").run()
    assert [b.key for b in page.button if (b.key or "").startswith("open-")] == ["open-c 123"]
    page.text_input(key="find-policy").set_value("no such constant").run()
    assert "No lever is called like this" in words(page)


def test_a_missing_model_is_told_without_a_traceback(open_page: Opener) -> None:
    page = open_page(Path("no_such_model"))
    (error,) = page.error
    assert "there is no model named 'no\\_such\\_model'" in error.value
    assert "Traceback" not in error.value


@pytest.mark.usefixtures("fresh")
def test_a_failed_run_is_told_and_can_be_taken_back(
    open_page: Opener, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page()
    loaded = open_site(str(folder)).loaded

    def fail(*_: object, **__: object) -> None:
        raise RunError(found="'Firms' divides by zero in 2003", variable="Firms", time=2003.0)

    with monkeypatch.context() as patch:
        patch.setattr(loaded, "run", fail)
        widget(page, "button_group", "band-loans-en").set_value("modest").run()
    (error,) = page.error
    assert "'Firms' divides by zero in 2003" in error.value
    assert not page.exception
    page.button(key="undo").click().run()
    assert not page.error


def test_markdown_of_a_title_is_shown_letter_by_letter(open_page: Opener) -> None:
    page = open_page(scenario="wet")
    assert any("Two \\* at \\$once" in m.value for m in page.markdown)
