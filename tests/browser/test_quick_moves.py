"""Moves that come more quickly than the page's script runs."""

from __future__ import annotations

from urllib.parse import parse_qs, urlparse

import numpy as np
import pytest
from playwright.sync_api import expect

from sdlib import load
from tests.browser.conftest import Opener, settle

BANDS = ("Off", "Modest", "Strong")
ROWS = ".st-key-rows [role=radiogroup]"
PRESS = """([name, band]) => {
  const rows = [...document.querySelectorAll("ROWS")];
  const row = rows.find(e => e.getAttribute("aria-label") === name);
  [...row.querySelectorAll("[role=radio]")].find(e => e.innerText.trim() === band).click();
}""".replace("ROWS", ROWS)
CHOSEN = """wanted => JSON.stringify(wanted) === JSON.stringify(
  [...document.querySelectorAll("ROWS [aria-checked=true]")].map(e => e.innerText.trim())
)""".replace("ROWS", ROWS)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_press_is_lost(open_page: Opener, seed: int) -> None:
    rng = np.random.default_rng(seed)
    page = open_page()
    rows = page.locator(ROWS)
    expect(rows).to_have_count(len(load("sme_primer").package.levers))
    names = rows.evaluate_all("rows => rows.map(e => e.getAttribute('aria-label'))")
    chosen = dict.fromkeys(names, "Off")
    for _ in range(16):
        name, band = names[rng.integers(5)], BANDS[rng.integers(3)]
        page.evaluate(PRESS, [name, band])
        chosen[name] = band
        page.wait_for_timeout(float(rng.choice([0, 10, 20, 40, 80, 150])))
    moved = sum(band != "Off" for band in chosen.values())
    expect(page.locator(".sd-chip")).to_have_count(moved, timeout=20_000)
    page.wait_for_function(CHOSEN, arg=list(chosen.values()), timeout=20_000)
    settle(page)
    # What was right once stays.
    assert page.evaluate(CHOSEN, list(chosen.values()))
    assert page.locator(".sd-chip").count() == moved
    assert sum(name.startswith("set.") for name in parse_qs(urlparse(page.url).query)) == moved
