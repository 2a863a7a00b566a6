from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import settle

pytestmark = pytest.mark.browser

Opener = Callable[..., Page]

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "images"
FIRST_VIEW = {
    "title and pages": ".st-key-top",
    "scenario": ".st-key-start",
    "policies and assumptions": "[class*=st-key-part-]",
    "eight policy rows": ".st-key-rows",
    "settings of the opened policy": ".st-key-panel",
    "reset": ".st-key-reset-policies",
    "guidance or changes": ".st-key-line",
    "four headline numbers": ".sd-cards",
    "first chart": ".st-key-large-0",
    "second chart": ".st-key-large-1",
    "its sentence": ".sd-take >> nth=1",
}
SIZES = {"laptop": (1366, 768), "screen": (1920, 1080)}
FIRST = ("en", "laptop")
"""The view that the default tests look at; the others take longer."""


def values(page: Page) -> list[str]:
    expect(page.locator(".sd-value").first).to_be_visible(timeout=20_000)
    return page.locator(".sd-value").all_inner_texts()


def query(page: Page) -> dict[str, str]:
    return {name: found[0] for name, found in parse_qs(urlsplit(page.url).query).items()}


def press(page: Page, policy: str, band: str) -> None:
    group = page.get_by_role("radiogroup", name=f"Strength of {policy}")
    group.get_by_role("radio", name=band).click()


@pytest.mark.parametrize(
    ("language", "size"),
    [
        pytest.param(language, size, marks=[] if (language, size) == FIRST else pytest.mark.slow)
        for language in ("en", "zh")
        for size in SIZES
    ],
)
def test_the_first_view_fits(open_page: Opener, size: str, language: str) -> None:
    width, height = SIZES[size]
    page = open_page(f"?scenario=full_package&lang={language}", width=width, height=height)
    page.locator(".st-key-rows .stButton button").first.click()
    expect(
        page.locator(".st-key-panel [role=slider], .st-key-panel input[type=range]")
    ).to_have_count(5)
    settle(page)
    for part, selector in FIRST_VIEW.items():
        box = page.locator(selector).bounding_box()
        assert box is not None, part
        assert box["x"] >= 0, part
        assert box["y"] >= 0, part
        assert box["x"] + box["width"] <= width, part
        assert box["y"] + box["height"] <= height, part
    # Nothing inside is cut off either.
    for selector in (".st-key-panel", ".sd-line", ".sd-name", ".sd-value", ".sd-change"):
        cut = page.locator(selector).evaluate_all(
            "all => all.filter(e => e.scrollHeight > e.clientHeight + 1"
            " || e.scrollWidth > e.clientWidth + 1).map(e => e.innerText)"
        )
        assert cut == [], selector
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_policy_moves_the_numbers_and_the_address(open_page: Opener) -> None:
    page = open_page()
    before = values(page)
    assert len(before) == 4
    press(page, "SME policy bank", "Strong")
    expect(page.locator(".sd-chip")).to_have_text(["SME policy bank 0.8"])
    settle(page)
    assert query(page)["set.policy_bank"] == "0.8"
    assert values(page) != before
    assert "in the baseline" in page.locator(".sd-take").first.inner_text()
    page.get_by_role("button", name="Undo the last change").click()
    expect(page.locator(".sd-guide")).to_be_visible()
    settle(page)
    assert values(page) == before


@pytest.mark.slow
def test_a_slider_moves_by_keyboard_and_keeps_up(open_page: Opener, small: str) -> None:
    page = open_page(f"{small}?set.loans=0.4")
    page.get_by_role("button", name="Loans").click()
    slider = page.get_by_role("slider").first
    slider.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(40)
    expect(page.locator(".sd-chip")).to_have_text(["Loans 0.9"])
    settle(page)
    assert query(page)["set.loans"] == "0.9"


def test_a_link_shows_the_same_numbers_in_another_browser(open_page: Opener) -> None:
    page = open_page("?scenario=policy_bank")
    press(page, "Export promotion", "Modest")
    expect(page.locator(".sd-chip")).to_have_count(2)
    page.get_by_role("radio", name="Assumptions").click()
    settle(page)
    page.get_by_role("slider").first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".sd-chip")).to_have_count(3)
    page.get_by_text("中文", exact=True).click()
    expect(page.locator("h1")).to_contain_text("中小企业")
    settle(page)
    page.get_by_role("button", name="分享").click()
    link = page.get_by_test_id("stCode").inner_text().strip()
    assert link == page.url
    other = open_page(link)
    assert values(other) == values(page)
    assert other.locator(".sd-chip").all_inner_texts() == page.locator(".sd-chip").all_inner_texts()
    assert other.url == page.url
    other.get_by_text("EN", exact=True).click()
    expect(other.locator("h1")).to_contain_text("SME")
    settle(other)
    press(other, "Export promotion", "Off")
    expect(other.locator(".sd-chip")).to_have_count(2)


def pixels(page: Page, chart: str) -> list[int]:
    """Return how many points of a chart have the blue of a band, and of two on each other."""
    found: list[int] = page.locator(f"{chart} canvas").first.evaluate(
        """canvas => {
          const {data} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          const counts = [0, 0];
          for (let at = 0; at < data.length; at += 4) {
            // The canvas is clear: what it shows lies on white.
            const on = place => 255 - (255 - data[at + place]) * data[at + 3] / 255;
            const [r, b] = [on(0), on(2)];
            if (b - r > 24 && b - r <= 40 && r > 150) counts[0]++;
            else if (b - r > 40 && b - r < 75 && r > 150) counts[1]++;
          }
          return counts;
        }"""
    )
    return found


@pytest.mark.slow
def test_the_band_is_drawn_and_follows_a_lever(open_page: Opener, small: str) -> None:
    page = open_page(f"{small}?lang=en")
    expect(page.locator(".sd-worlds")).to_have_count(0)
    before = pixels(page, ".st-key-large-0")
    page.get_by_text("Uncertainty", exact=True).click()
    # With an empty home the kernel of many runs is compiled first: the lines do not wait for it.
    worlds = page.locator(".sd-worlds").first
    expect(worlds).to_contain_text("In 9 of 10 worlds", timeout=60_000)
    settle(page)
    assert query(page)["uncertainty"] == "on"
    shaded = pixels(page, ".st-key-large-0")
    assert shaded[0] > before[0] + 1000
    assert shaded[1] > before[1] + 1000
    told = worlds.inner_text()
    press(page, "Loans", "Strong")
    expect(worlds).to_contain_text("higher in all worlds")
    settle(page)
    assert worlds.inner_text() != told
    moved = pixels(page, ".st-key-large-0")
    assert moved != shaded
    assert moved[0] > before[0] + 1000
    expect(page.locator(".sd-band")).to_contain_text("Baseline in 9 of 10 worlds")
    page.get_by_text("Uncertainty", exact=True).click()
    expect(page.locator(".sd-worlds")).to_have_count(0)
    settle(page)
    assert pixels(page, ".st-key-large-0")[1] < 300 + before[1]


@pytest.mark.slow
def test_the_browsers_arrow_takes_a_change_back(open_page: Opener, small: str) -> None:
    page = open_page(small)
    press(page, "Loans", "Strong")
    expect(page.locator(".sd-chip")).to_have_count(1)
    settle(page)
    page.go_back()
    expect(page.locator(".sd-guide")).to_be_visible()


@pytest.mark.slow
def test_a_broken_link_says_what_it_ignored(open_page: Opener) -> None:
    page = open_page("?scenario=full_pakage&set.policy_bank=9")
    notice = page.locator(".st-key-notice")
    expect(notice).to_contain_text("scenario=full_pakage")
    expect(notice).to_contain_text("set.policy_bank=9")
    expect(page.locator(".sd-guide")).to_be_visible()
    assert "Traceback" not in page.content()


@pytest.mark.slow
def test_the_browser_says_the_language(open_page: Opener) -> None:
    page = open_page(locale="zh-CN")
    expect(page.locator("h1")).to_contain_text("中小企业")
    assert query(page)["lang"] == "zh"
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    assert "中小企业" in page.title()


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_download_holds_the_table_and_its_passport(
    open_page: Opener, tmp_path: Path, ending: str
) -> None:
    page = open_page("?scenario=policy_bank")
    with page.expect_download() as waiting:
        page.get_by_role("button", name=f"Download {ending}").click()
    file = tmp_path / f"table.{ending}"
    waiting.value.save_as(file)
    assert waiting.value.suggested_filename == f"sme_primer-policy_bank.{ending}"
    if ending == "csv":
        text = file.read_text(encoding="utf-8")
        assert text.startswith("#")
        assert "policy_bank" in text
    else:
        assert "passport" in openpyxl.load_workbook(file).sheetnames


@pytest.mark.slow
def test_the_reasons_follow_a_policy(open_page: Opener) -> None:
    page = open_page("?set.export_promotion=0.4")
    reasons = page.locator(".sd-why")
    expect(reasons).to_contain_text("What moved first")
    expect(reasons.locator(".sd-bars tbody tr")).to_have_count(1)
    press(page, "SME policy bank", "Strong")
    expect(reasons.locator(".sd-bars tbody th").last).to_have_text("Together")
    expect(reasons.locator(".sd-bars tbody tr")).to_have_count(3)
    settle(page)
    bars = reasons.locator(".sd-bar span").evaluate_all("all => all.map(e => e.offsetWidth)")
    assert len(bars) == 3
    assert max(bars) > 50
    # A new move does not wait for the reasons of the last one, and takes them away.
    press(page, "Cluster plan", "Strong")
    press(page, "Cluster plan", "Off")
    press(page, "SME policy bank", "Off")
    expect(reasons.locator(".sd-bars tbody tr")).to_have_count(1)
    press(page, "Export promotion", "Off")
    expect(reasons).to_have_count(0)


@pytest.mark.parametrize(
    ("chapter", "width"),
    [("sectors", 400), ("sectors", 1366), ("loops", 400), ("fit", 400)],
)
@pytest.mark.slow
def test_a_chapter_fits(open_page: Opener, chapter: str, width: int) -> None:
    page = open_page(f"?page=explain&chapter={chapter}&lang=zh", width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for drawing in page.locator(".sd-drawing img").all():
        drawing.scroll_into_view_if_needed()
        size = drawing.evaluate("e => [e.naturalWidth, e.naturalHeight, e.width, e.height]")
        assert min(size) > 50
        # It has its own proportions and size: a box that is too narrow scrolls.
        assert size[2] / size[3] == pytest.approx(size[0] / size[1], rel=0.02)
        assert size[2] >= size[0]
    if chapter != "fit":
        assert page.locator(".sd-drawing img").count() >= 1
    assert "Traceback" not in page.content()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["evidence", "explain"])
def test_the_other_pages(open_page: Opener, name: str) -> None:
    page = open_page(f"?page={name}")
    expect(page.locator(".st-key-reading")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 1366
    assert "Traceback" not in page.content()


@pytest.mark.skipif(
    os.environ.get("SDLIB_SCREENSHOTS") != "1", reason="set SDLIB_SCREENSHOTS=1 to make pictures"
)
def test_pictures(open_page: Opener) -> None:
    page = open_page("?scenario=financing_package&set.innovation_relay_centres=0.8")
    page.get_by_role("button", name="Credit guarantee").click()
    settle(page)
    page.mouse.move(0, 0)
    page.wait_for_timeout(500)
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / "simulate.png")
    page.set_viewport_size({"width": 1366, "height": 1150})
    page.locator(".sd-why").scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    page.locator(".st-key-why").screenshot(path=PICTURES / "why.png")
