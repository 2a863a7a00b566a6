"""Uncertainty bands: what is kept, drawn and said of them; and the page that shows them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from sdlib import LoadedModel
from sdlib.app import bands as store_module
from sdlib.app.band_words import band_words, compared_told, range_told, worlds_told
from sdlib.app.bands import BandStore
from sdlib.app.figures import line_chart
from sdlib.app.opened import Site, open_site
from sdlib.app.shades import Shading, extents
from sdlib.app.texts import Texts
from sdlib.app.widgets import bands as shown
from sdlib.study.ensemble import QUANTILES, ensemble
from tests.support.app_page import Opener, address, html, widget

EN, ZH = Texts("en"), Texts("zh")
COLUMNS = ("Firms",)


@pytest.fixture
def store(loaded: LoadedModel) -> BandStore:
    site = open_site(str(loaded.package.folder))
    site.make_many_ready()
    return BandStore(loaded, site.many_ready)


@pytest.fixture(autouse=True)
def _no_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shown, "REST", 0.0)


@pytest.fixture
def ready(folder: Path) -> Site:
    """The page's model, with many runs quick."""
    site = open_site(str(folder))
    site.make_many_ready()
    return site


def series(page: AppTest) -> list[dict[str, Any]]:
    """Return the series of the first large chart."""
    spec = page.get("echarts_chart")[0].proto.spec  # type: ignore[attr-defined]
    found: list[dict[str, Any]] = json.loads(spec)["series"]
    return found


def filled(drawn: list[dict[str, Any]]) -> list[str]:
    """Return the names of the series that are bands."""
    return [each["name"] for each in drawn if "areaStyle" in each]


def test_a_store_computes_nothing_twice(loaded: LoadedModel, store: BandStore) -> None:
    loans = loaded.settings("loans")
    assert store.found(loans, COLUMNS) is None
    one = store.get(loans, COLUMNS)
    assert store.get(loans, COLUMNS) is one is store.found(loans, COLUMNS)
    # What a visitor assumes does not count in a band.
    assert store.get(loaded.settings("both"), COLUMNS) is one
    assert store.count == 1
    expected = ensemble(loaded, "loans", outputs=["Firms"]).bands[0]
    assert np.array_equal(one.bands[0].scenario, expected.scenario)
    assert np.array_equal(one.bands[0].change, expected.change)


def test_a_band_of_the_baseline_needs_no_more_runs(loaded: LoadedModel, store: BandStore) -> None:
    assert store.baseline(COLUMNS) is None
    found = store.get(loaded.settings("loans"), COLUMNS)
    then = store.baseline(COLUMNS)
    assert then is not None
    assert np.array_equal(then.bands[0].scenario, found.bands[0].baseline)
    assert store.count == 1


def test_a_move_ends_the_work_and_keeps_nothing(loaded: LoadedModel, store: BandStore) -> None:
    class MovedError(BaseException):
        pass

    def moved(done: int, count: int) -> None:
        assert 0 < done < count == 200
        raise MovedError

    with pytest.raises(MovedError):
        store.get(loaded.settings("loans"), COLUMNS, moved)
    assert store.found(loaded.settings("loans"), COLUMNS) is None
    assert store.get(loaded.settings("loans"), COLUMNS).worlds == 200


def test_all_charts_are_looked_at_unless_they_are_too_many(
    store: BandStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert store.columns(()) == ("Firms",)
    monkeypatch.setattr(store_module, "MOST_BYTES", 1)
    assert store.columns(()) == ("Firms",)
    assert store.columns(("firms",)) == ("Firms",)


def test_a_replaced_equation_is_named(loaded: LoadedModel, store: BandStore) -> None:
    assert store.replaced(loaded.settings("loans", {"room": 4000.0})) == ""
    assert store.replaced(loaded.settings("loans", {"market": 2.0})) == "market"


def test_a_band_is_drawn_between_its_quantiles(loaded: LoadedModel, store: BandStore) -> None:
    chart = loaded.package.charts[0]
    found = store.get(loaded.settings("loans"), COLUMNS)
    shading = Shading(current=found, baseline=store.baseline(COLUMNS))
    spec = line_chart(chart, loaded.run("loans"), loaded.run(), EN, shading)
    drawn = {each["name"]: each for each in spec["series"]}
    assert filled(spec["series"]) == ["band-0-then-0", "band-0-now-0", "band-0-now-1"]
    band = found.bands[0].scenario
    stacked = [each["data"] for each in spec["series"] if each["name"] == "band-0-now-0"]
    assert np.sum(stacked, axis=0) == pytest.approx(band[-1], rel=1e-5)
    assert stacked[0] == pytest.approx(band[0], rel=1e-5)
    assert drawn["9 of 10 worlds: to"]["data"] == pytest.approx(band[-1], rel=1e-5)
    # The legend and the colours of the lines stay as they are without a band.
    plain = line_chart(chart, loaded.run("loans"), loaded.run(), EN)
    assert spec["legend"] == plain["legend"]
    assert spec["series"][: len(plain["series"])] == plain["series"]


def test_while_a_band_is_computed_the_axis_keeps_its_length(
    loaded: LoadedModel, store: BandStore
) -> None:
    found = store.get(loaded.settings("loans"), COLUMNS)
    waiting = Shading(baseline=store.baseline(COLUMNS), held=extents(found))
    spec = line_chart(loaded.package.charts[0], loaded.run("loans"), loaded.run(), EN, waiting)
    assert filled(spec["series"]) == ["band-0-then-0"]
    (held,) = [each for each in spec["series"] if each["name"] == "band-held"]
    assert len(held["data"]) == len(found.time)
    assert max(held["data"]) == pytest.approx(found.bands[0].scenario.max(), rel=1e-5)
    assert held["lineStyle"]["opacity"] == 0


def test_several_lines_have_a_band_each(loaded: LoadedModel) -> None:
    found = ensemble(loaded, "loans", 16, outputs=["Firms", "entry"])
    spec = line_chart(
        loaded.package.charts[0].model_copy(update={"outputs": ("Firms", "entry")}),
        loaded.run("loans"), loaded.run(), EN, Shading(current=found, baseline=found),
    )  # fmt: skip
    assert filled(spec["series"]) == ["band-0-now-0", "band-1-now-0"]
    colours = [each["color"] for each in spec["series"] if "areaStyle" in each]
    lines = [each["color"] for each in spec["series"] if each.get("z") == 3]
    assert colours == lines


@pytest.mark.parametrize(
    ("higher", "lower", "said"),
    [
        (0.0, 0.0, ("the same in all worlds", 0)),
        (1.0, 0.0, ("higher in all worlds", 1)),
        (0.999, 0.001, ("higher in 99% of worlds", 1)),
        (0.03, 0.97, ("lower in 97% of worlds", -1)),
        (0.002, 0.0, ("higher in 1% of worlds", 1)),
    ],
)
def test_worlds_are_compared_in_words(higher: float, lower: float, said: tuple[str, int]) -> None:
    assert compared_told(higher, lower, EN) == said


@pytest.mark.parametrize(
    ("ends", "decimals", "english", "chinese"),
    [
        ((13_039_684, 18_100_001), 0, "13,000,000–18,100,000", "13,000,000–18,100,000"),
        ((12.34, 14.78), 1, "12.3–14.8", "12.3–14.8"),
        ((-3.21, 4.0), 1, "\N{MINUS SIGN}3.2 to 4.0", "\N{MINUS SIGN}3.2至4.0"),
        ((1.234e9, 2.5e9), 0, "1.23–2.50 billion", "12.3–25.0亿"),
        ((0.0, 0.0), 0, "0–0", "0–0"),
    ],
)
def test_a_range_is_told_with_three_digits(
    ends: tuple[float, float], decimals: int, english: str, chinese: str
) -> None:
    assert range_told(*ends, decimals, EN) == english
    assert range_told(*ends, decimals, ZH) == chinese


def test_shares_of_worlds_are_told() -> None:
    told = [(worlds_told(share, EN), worlds_told(share, ZH)) for share in (0.9, 0.5, 0.95)]
    assert told == [
        ("9 of 10 worlds", "九成情形"),
        ("half of the worlds", "一半情形"),
        ("95% of the worlds", "95%的情形"),
    ]


def test_colour_needs_as_many_worlds_as_the_band_holds(loaded: LoadedModel) -> None:
    found = ensemble(loaded, "loans", 32)
    output = loaded.package.outputs[0]
    for time, better in ((2020.0, 1), (2000.0, 0)):
        words = band_words(found.bands[0], found, output, time, EN, changed=True)
        assert words.better == better
    assert band_words(found.bands[0], found, output, 2020.0, EN, changed=False).compared == ""


@pytest.mark.usefixtures("ready")
def test_the_switch_draws_bands_and_stands_in_the_address(open_page: Opener) -> None:
    page = open_page(scenario="loans")
    assert filled(series(page)) == []
    assert "class='sd-worlds" not in html(page)
    widget(page, "toggle", "bands").set_value(True).run()
    assert address(page)["uncertainty"] == "on"
    assert filled(series(page)) == ["band-0-then-0", "band-0-now-0", "band-0-now-1"]
    text = html(page)
    assert "In 9 of 10 worlds" in text
    assert "higher in all worlds" in text
    assert "200 worlds, the same for both: every assumption (1)" in text
    assert "Firms, 5% quantile [firm]" in text
    alt = page.get("echarts_chart")[0].proto.alt  # type: ignore[attr-defined]
    assert "In 9 of 10 worlds it lies between" in alt
    widget(page, "toggle", "bands").set_value(False).run()
    assert filled(series(page)) == []
    assert "uncertainty" not in address(page)


@pytest.mark.usefixtures("ready")
@pytest.mark.parametrize("quick", [0.0, 1e9])
def test_a_moved_lever_has_a_band_of_its_own(
    open_page: Opener, quick: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "QUICK", quick)
    page = open_page(scenario="loans", uncertainty="on")
    before = [each["data"] for each in series(page) if "areaStyle" in each]
    widget(page, "button_group", "band-loans-en").set_value("modest").run()
    after = [each["data"] for each in series(page) if "areaStyle" in each]
    assert len(before) == len(after) == 3
    # The baseline's stays.
    assert before[0] == after[0]
    assert before[1] != after[1]
    assert "worlds are being run" not in html(page)


@pytest.mark.usefixtures("ready")
def test_a_moved_assumption_moves_the_line_and_not_the_band(open_page: Opener) -> None:
    page = open_page(uncertainty="on")
    before = series(page)
    assert filled(before) == ["band-0-now-0", "band-0-now-1"]
    page = open_page(uncertainty="on", set__death="0.1")
    after = series(page)
    assert [e["data"] for e in before if "areaStyle" in e] == [
        e["data"] for e in after if "areaStyle" in e
    ]
    assert before[0]["data"] != after[0]["data"]
    assert "move the lines, not the band" in html(page)
    # No policy is set, so none can have raised anything.
    assert "higher in" not in html(page)


def test_chinese_says_the_same(open_page: Opener, ready: Site) -> None:
    page = open_page(scenario="loans", uncertainty="on", lang="zh")
    assert ready.many_ready.is_set()
    text = html(page)
    assert "九成情形" in text
    assert "所有情形中均高于基准" in text


def test_a_model_without_assumptions_says_why(open_page: Opener, bare_file: Path) -> None:
    page = open_page(bare_file, uncertainty="on")
    switch = widget(page, "toggle", "bands")
    assert switch.disabled
    assert switch.value is False
    assert "declares no assumptions" in switch.help
    assert filled(series(page)) == []


@pytest.mark.usefixtures("fresh")
def test_until_the_model_is_compiled_the_band_is_promised(
    open_page: Opener, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = []
    monkeypatch.setattr(Site, "want_many", lambda self: wanted.append(self))
    page = open_page(scenario="loans", uncertainty="on")
    site = open_site(str(folder))
    assert set(wanted) == {site}
    assert "The band follows when the model is compiled" in html(page)
    assert filled(series(page)) == []
    site.make_many_ready()
    page.run()
    assert len(filled(series(page))) == 3


@pytest.mark.usefixtures("ready")
def test_an_equation_that_is_replaced_leaves_no_band(open_page: Opener) -> None:
    page = open_page(uncertainty="on", set__market="2")
    assert "&#x27;market&#x27; replaces an equation of the model" in html(page)
    assert filled(series(page)) == []


def test_the_page_names_the_quantiles_of_the_study(open_page: Opener) -> None:
    told = open_page().toggle(key="bands").help
    assert all(f"{100 * quantile:g}%" in told for quantile in QUANTILES if quantile != 0.5)
    assert "200 worlds" in told
