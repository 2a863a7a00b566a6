"""Many levers and the map in a real Chromium."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import served, settle
from tests.support.app_places import FIRST, LEVERS, PLACES, write_places

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Opener = Callable[..., Page]


@pytest.fixture(scope="module")
def places(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the page of a model with places."""
    folder = write_places(tmp_path_factory.mktemp("places"))
    with served(str(folder), tmp_path_factory.mktemp("home")) as url:
        yield url


def test_a_lever_is_found_while_typing_and_works_in_one_region(
    open_page: Opener, places: str
) -> None:
    page = open_page(places)
    names = page.locator(".st-key-rows .stButton p")
    expect(names).to_have_text([LEVERS[key][0] for key in FIRST])
    box = page.get_by_placeholder("Name, 中文, number")
    box.press_sequentially("tal03", delay=40)
    expect(names).to_have_text(["Residence reform"])
    box.fill("担保")
    expect(names).to_have_text(["Credit guarantee"])
    names.first.click()
    page.locator(".st-key-rows").get_by_role("radio", name="Strong").click()
    page.locator(".st-key-panel").get_by_role("button", name="East").click()
    expect(page.locator(".sd-chip")).to_have_text(["Credit guarantee 0.8, Where West + North"])
    page.locator(".st-key-panel").get_by_role("button", name="North").click()
    expect(page.locator(".sd-chip")).to_have_text(["Credit guarantee 0.8, Where West"])
    settle(page)
    query = parse_qs(urlsplit(page.url).query)
    assert query["set.guarantee.target"] == ["West"]
    assert query["set.guarantee"] == ["0.8"]


@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080)])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_map_is_drawn_and_says_what_lies_under_the_mouse(
    open_page: Opener, places: str, language: str, size: tuple[int, int]
) -> None:
    asked: list[str] = []
    page = open_page(places, width=size[0], height=size[1])
    page.on("request", lambda request: asked.append(request.url))
    page.goto(
        f"{places}?set.policy_bank=0.8&set.policy_bank.target=West&measure=change&lang={language}"
    )
    settle(page)
    chart = page.locator(".st-key-map")
    chart.scroll_into_view_if_needed()
    settle(page)
    box = chart.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= size[0]
    # Doum lies in the second column of four and the second row of three.
    page.mouse.move(box["x"] + box["width"] * 3 / 8, box["y"] + box["height"] / 2)
    name = "丁地" if language == "zh" else "Doum"
    told = chart.get_by_text("+").first
    expect(told).to_contain_text(name)
    rows = page.locator(".st-key-map-table tbody tr")
    expect(rows).to_have_count(len(PLACES))
    change = rows.filter(has_text=name).locator("td").last.inner_text()
    assert change in told.inner_text()
    # Nothing is loaded from anywhere else.
    assert asked
    assert all(url.startswith((places, "data:", "blob:")) for url in asked)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
