"""A model file is opened on the page, moved, and saved as a package."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import sdlib
from tests.browser.conftest import settle
from tests.browser.test_simulate import query, values
from tests.unit.policy.test_save_package import TANK

pytestmark = pytest.mark.browser

Opener = Callable[..., Page]


def give(page: Page, *files: Path) -> None:
    box = page.get_by_role("button", name="Your model")
    box.focus()
    page.keyboard.press("Enter")
    # By keyboard alone: the box begins at the button that chooses files.
    choose = page.get_by_test_id("stPopoverBody").locator("button").first
    expect(choose).to_be_focused()
    with page.expect_file_chooser() as chooser:
        choose.press("Enter")
    chooser.value.set_files(files)
    expect(page.locator(".st-key-file-notice")).to_contain_text(files[0].name)
    settle(page)


@pytest.mark.slow
def test_a_file_is_opened_moved_and_saved(open_page: Opener, small: str, tmp_path: Path) -> None:
    page = open_page(small)
    wrong = tmp_path / "wrong.mdl"
    wrong.write_text("a = 1 + ~~|\nb = (2 ~~|\n", encoding="utf-8")
    give(page, wrong)
    notice = page.locator(".st-key-file-notice")
    table = tmp_path / "budget.csv"
    table.write_text("a,7\n", encoding="utf-8")
    give(page, table)
    expect(notice).to_contain_text("this file is a table of data")
    give(page, wrong)
    expect(notice).to_contain_text("wrong.mdl, line 1:")
    expect(notice).to_contain_text("wrong.mdl, line 2:")
    file = tmp_path / "My tank.mdl"
    file.write_text(TANK, encoding="utf-8")
    give(page, file)
    expect(notice).to_contain_text("line 10: the Reality Check 'never empty'")
    page.get_by_role("button", name="Close").click()
    expect(notice).to_have_count(0)
    before = values(page)
    assert len(before) >= 2
    page.get_by_role("button", name="loss: 0.1").click()
    slider = page.get_by_role("slider").first
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".sd-chip")).to_have_count(1)
    settle(page)
    assert values(page) != before
    assert query(page)["package"].startswith("file-")
    page.get_by_role("button", name="Your model").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as a model package").click()
    assert download.value.suggested_filename == "my_tank.zip"
    with zipfile.ZipFile(download.value.path()) as archive:
        archive.extractall(tmp_path / "out")
    loaded = sdlib.load(tmp_path / "out" / "models" / "my_tank")
    assert loaded.package.scenarios["chosen"].levers["loss"]["value"] == pytest.approx(0.11)
    assert loaded.run("chosen").table().shape == (13, 3)
