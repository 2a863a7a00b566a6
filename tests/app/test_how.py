from __future__ import annotations

import re
from pathlib import Path

import pytest

from sdlib import LoadedModel, load
from sdlib.app.address import CHAPTERS
from sdlib.study.fit import fit_of
from tests.support.app_page import Opener, address, html, widget, words

RING = """{UTF-8}
rabbits = INTEG(births - deaths, 10) ~ animal ~ Rabbits |
births = rabbits * 0.3 ~ animal/Year ~ Born |
deaths = rabbits * crowding ~ animal/Year ~ Died |
crowding = rabbits / 100 ~ 1/Year ~ The more, the worse |
INITIAL TIME = 0 ~ Year ~ |
FINAL TIME = 10 ~ Year ~ |
TIME STEP = 0.5 ~ Year ~ |
SAVEPER = 1 ~ Year ~ |
"""


@pytest.mark.parametrize("chapter", CHAPTERS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_chapter_in_both_languages(open_page: Opener, chapter: str, language: str) -> None:
    page = open_page(page="explain", chapter=chapter, lang=language)
    assert not page.error
    assert not page.warning
    assert widget(page, "button_group", f"chapter-{language}").value == chapter
    text = words(page)
    assert bool(re.search("[\u4e00-\u9fff]", text)) == (language == "zh")


def test_a_chapter_is_chosen_and_stays_in_the_address(open_page: Opener) -> None:
    page = open_page(page="explain")
    assert "chapter" not in address(page)
    widget(page, "button_group", "chapter-en").set_value("loops").run()
    assert address(page)["chapter"] == "loops"
    widget(page, "button_group", "language").set_value("zh").run()
    assert widget(page, "button_group", "chapter-zh").value == "loops"


def test_the_overview_lists_the_parts_and_offers_the_book(open_page: Opener) -> None:
    page = open_page(page="explain")
    assert "Policies" in html(page)
    assert page.get("download_button")


def test_a_sector_shows_its_diagram_and_its_stocks(open_page: Opener, loaded: LoadedModel) -> None:
    page = open_page(page="explain", chapter="sectors", scenario="loans")
    widget(page, "selectbox", "sector-en").set_value("Firms").run()
    text = html(page)
    assert "alt='Stock-and-flow diagram of Firms' width=" in text
    assert "data:image/svg+xml;base64," in text
    # What the picture shows stands below it as a table, with the values of this scenario.
    now = loaded.run("loans").table("Firms").loc[2020, "Firms"]
    row = re.search(r"<tr><th scope='row'>Firms</th>(.*?)</tr>", text)
    assert row is not None
    cells = re.findall(r"<td>(.*?)</td>", row[1])
    assert cells == ["1,000", f"{now:,.0f}", "firm", "entry", "exit", "Firms in the market."]
    assert "Less room, fewer new firms. Assumption." in text


def test_a_loop_shows_ring_cut_and_share(open_page: Opener, loaded: LoadedModel) -> None:
    page = open_page(page="explain", chapter="loops")
    text = words(page)
    assert "**Balancing (B)**" in text
    ring = "Firms → effect of crowding → entry → Firms"
    assert f"alt='Ring of causes: {ring}'" in text
    assert "<th scope='row'>Firms</th><td>effect of crowding</td><td>down</td>" in text
    assert "<th scope='row'>effect of crowding</th><td>entry</td><td>up</td>" in text
    # Cutting it: the model is run with the variable of the cut at its first value.
    first = loaded.run(outputs=["effect of crowding"]).table().iloc[0, 0]
    cut = loaded.run("baseline", {"effect of crowding": float(first)}).table("Firms").iloc[-1, 0]
    change = (cut / loaded.run().table("Firms").iloc[-1, 0] - 1) * 100
    assert f"Firms, 2020: {change:+.3g} %" in text
    assert "+5 % to +500 %" in text
    assert page.get("echarts_chart")


def test_loops_of_a_bare_file_are_found(open_page: Opener, tmp_path: Path) -> None:
    file = tmp_path / "rabbits.mdl"
    file.write_text(RING, encoding="utf-8")
    page = open_page(file, page="explain", chapter="loops")
    text = words(page)
    assert "names no loops" in text
    assert "rabbits → deaths" in text or "rabbits → crowding → deaths" in text
    assert page.get("echarts_chart")
    assert not page.error


def test_a_large_model_shows_loops_without_their_signs(
    open_page: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sdlib.output.book.facts._MOST_WORK", 1)
    monkeypatch.setattr("sdlib.app.feedback.MOST_SCORED", 1)
    file = tmp_path / "large.mdl"
    file.write_text(RING, encoding="utf-8")
    text = words(open_page(file, page="explain", chapter="loops"))
    assert "was not measured" in text
    assert "<td>not measured</td>" in text
    assert "too large to score" in text
    assert "alt='Ring of causes: " in text


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_bare_file_breaks_no_chapter(open_page: Opener, bare_file: Path, chapter: str) -> None:
    page = open_page(bare_file, page="explain", chapter=chapter)
    assert not page.error
    if chapter == "sectors":
        assert "alt='Stock-and-flow diagram of The whole model'" in html(page)
    if chapter in ("fit", "data"):
        assert words(page).count("no observations") + words(page).count("without data") == 1


def test_fit_says_what_is_missed_most(open_page: Opener) -> None:
    page = open_page(Path("sme_primer"), page="explain", chapter="fit")
    text = words(page)
    found = fit_of(load("sme_primer"))
    after = [s for s in found.series if s.after_actual and s.after_actual.mape_percent is not None]
    worst = max(after, key=lambda s: s.after_actual.mape_percent or 0.0)  # type: ignore[union-attr]
    assert worst.after_actual is not None
    error = f"{worst.after_actual.mape_percent:.1f}\N{NO-BREAK SPACE}%"
    assert re.search(rf"Missed most\*\* after 2007: [^;]*off by {error} on average", text)
    assert "nothing was adjusted by hand" in text
    assert len(page.get("echarts_chart")) == len(found.series)
    for wanted in ("told what the world outside did", "told only what was known then"):
        assert wanted in text
    # The parameters come from the record of the calibration that lies in the package.
    assert "Normal entry rate" in text
    assert "Interval (95 %)" in text


def test_fit_without_a_calibration_is_told_too(open_page: Opener) -> None:
    page = open_page(page="explain", chapter="fit")
    text = words(page)
    assert "Firms" in text
    assert "In the years of the fit, 2000–2005" in text
    assert "told only what was known" not in text


def test_assumptions_are_listed_and_searched(open_page: Opener) -> None:
    page = open_page(page="explain", chapter="assumptions")
    text = words(page)
    assert "assumptions" in text
    assert "<th scope='row'>birth rate</th><td>0.2</td><td>per year</td><td>0–0.5</td>" in text
    assert "<th scope='row'>room</th>" in text
    assert "invented" in text
    page.text_input(key="assumed-search").set_value("birth").run()
    assert "<th scope='row'>birth rate</th>" in html(page)
    assert "<th scope='row'>room</th>" not in html(page)


def test_limits_are_what_the_modellers_wrote(open_page: Opener) -> None:
    page = open_page(Path("sme_primer"), page="explain", chapter="assumptions")
    assert "No provinces, no industries" in html(page)
    assert "World Bank WDI" in html(page)


def test_equations_are_searched(open_page: Opener) -> None:
    page = open_page(page="explain", chapter="equations")
    assert "Firms * death rate" in html(page)
    page.text_input(key="explain-search").set_value("crowding").run()
    assert "Firms * death rate" not in html(page)


def test_data_stand_with_their_sources(open_page: Opener) -> None:
    page = open_page(page="explain", chapter="data")
    assert "<td>1110</td><td>firm</td><td>counted</td><td>invented</td>" in html(page)
