"""The book of a model in a real browser: nothing is loaded, nothing is cut off, it prints."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

import sdlib
from sdlib.output.book import write_book
from tests.support.small import write_package

pytestmark = pytest.mark.browser


pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("book")
    return write_book(sdlib.load(write_package(folder)), folder, "both")


@pytest.mark.parametrize("width", [1366, 400])
def test_it_fits_the_window_and_loads_nothing(browser: Browser, file: Path, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    asked: list[str] = []
    faults: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text))
    page.goto(file.as_uri())
    assert asked == [file.as_uri()]
    assert faults == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.click("svg.diagram a >> nth=0")
    assert "#v-" in page.url
    context.close()


def test_no_name_in_a_diagram_leaves_its_drawing(browser: Browser, file: Path) -> None:
    context = browser.new_context(viewport={"width": 1366, "height": 800})
    page = context.new_page()
    page.goto(file.as_uri())
    outside = page.evaluate(
        """[...document.querySelectorAll('svg.diagram')].flatMap(svg => {
            const box = svg.getBoundingClientRect();
            return [...svg.querySelectorAll('text')].filter(text => {
                const own = text.getBoundingClientRect();
                return own.left < box.left - 2 || own.right > box.right + 2;
            }).map(text => text.textContent);
        })"""
    )
    assert outside == []
    assert page.locator("svg.diagram text").count() > 10
    context.close()


def test_it_prints_chapter_by_chapter(browser: Browser, file: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(file.as_uri())
    pdf = page.pdf(prefer_css_page_size=True, print_background=True)
    assert pdf.startswith(b"%PDF")
    page.emulate_media(media="print")
    # Short chapters go on where the one before ends.
    begun = page.evaluate(
        """[...document.querySelectorAll('section.chapter')]
            .filter(chapter => getComputedStyle(chapter).breakBefore === 'page')
            .map(chapter => chapter.id)"""
    )
    assert {"about", "sectors", "levers", "data", "index"} <= set(begun)
    assert "limits" not in begun
    assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") >= len(begun)
    context.close()


def test_the_widest_table_keeps_within_its_column_and_on_a4(
    browser: Browser, tmp_path: Path
) -> None:
    primer = write_book(sdlib.load("sme_primer"), tmp_path, "both")
    page = browser.new_page()
    page.goto(primer.as_uri())
    # A4 without the margins of the page style.
    for media, width in (("screen", 1280), ("print", round((210 - 32) / 25.4 * 96))):
        page.emulate_media(media=media)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 900})
        over = page.evaluate(
            """(() => {
                const table = document.querySelector('table.fit');
                return table.getBoundingClientRect().right
                    - table.parentElement.getBoundingClientRect().right;
            })()"""
        )
        assert over <= 0.5, f"{media}: {over} px too wide"
    page.close()


def test_on_paper_a_name_carries_the_number_of_its_equation(browser: Browser, file: Path) -> None:
    page = browser.new_page()
    page.goto(file.as_uri())
    shown = """(() => {
        const link = document.querySelector('.refs:not(.causes) a[data-n]');
        return [getComputedStyle(link, '::after').content, link.dataset.n,
            getComputedStyle(document.querySelector('.entries')).columnCount];
    })()"""
    content, number, columns = page.evaluate(shown)
    assert (content, columns) == ("none", "auto")
    page.emulate_media(media="print")
    content, same, columns = page.evaluate(shown)
    assert content.strip('"').strip() == f"\u00a0{number}".strip()
    assert (same, columns) == (number, "2")
    page.close()
