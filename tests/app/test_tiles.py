"""The map of places: its classes, its tiles, its figure, and how the page shows it."""

from __future__ import annotations

import json
import math
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from sdlib import LoadedModel, Run, load
from sdlib.app.texts import Texts
from sdlib.app.tiles import (
    LESS_COLOURS,
    MORE_COLOURS,
    SAME_COLOUR,
    VALUE_COLOURS,
    Tile,
    TileMap,
    tile_chart,
    tile_map,
)
from sdlib.policy.schema import Map
from tests.support.app_page import Opener, address, html, widget
from tests.support.app_places import PLACES, write_places


@pytest.fixture(scope="module")
def places_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_places(tmp_path_factory.mktemp("places"))


@pytest.fixture(scope="module")
def places(places_folder: Path) -> LoadedModel:
    return load(places_folder)


def run_of(places: LoadedModel, **changes: object) -> Run:
    moved = {name.replace("__", "."): value for name, value in changes.items()}
    return places.run("baseline", moved, outputs=[*places.outputs, *places.mapped])  # type: ignore[arg-type]


def shown(places: LoadedModel, key: str = "firms") -> Map:
    return next(entry for entry in places.package.maps if entry.key == key)


def drawn(
    places: LoadedModel,
    *,
    change: bool,
    time: float = 2020,
    key: str = "firms",
    language: str = "en",
) -> TileMap:
    run = run_of(places, policy_bank=0.8, policy_bank__target=("West",))
    return tile_map(shown(places, key), run, run_of(places), time, Texts(language), change=change)


def by_name(found: TileMap) -> dict[str, Tile]:
    return {tile.name: tile for tile in found.tiles}


def test_a_tile_says_value_change_and_region(places: LoadedModel) -> None:
    found = by_name(drawn(places, change=True))
    table = run_of(places, policy_bank=0.8, policy_bank__target=("West",)).table("Firms by place")
    assert set(found) == set(PLACES)
    west = found["Doum"]
    assert west.region == "West"
    assert (west.column, west.row) == PLACES["Doum"][2]
    assert west.value == f"{table['Firms by place[Doum]'].iloc[-1]:,.0f} firm"
    assert west.change.startswith("+")
    assert west.short == west.change
    east = found["Alder"]
    assert (east.change, east.short, east.size) == ("", "=", 0.0)
    assert by_name(drawn(places, change=True, language="zh"))["甲地"].region == "东部"


def test_colours_of_a_change_tell_more_from_less_and_from_nothing(places: LoadedModel) -> None:
    found = drawn(places, change=True)
    colours = [colour for colour, _ in found.legend]
    assert colours == [*LESS_COLOURS, SAME_COLOUR, *MORE_COLOURS]
    assert found.unit == "%"
    tiles = by_name(found)
    assert colours[tiles["Alder"].group] == SAME_COLOUR
    assert colours[tiles["Doum"].group] in MORE_COLOURS
    # The change is largest at the end, and the classes are those of the largest one.
    assert found.legend == drawn(places, change=True, time=2007).legend
    less = tile_map(
        shown(places),
        run_of(places),
        run_of(places, policy_bank=0.8),
        2020,
        Texts("en"),
        change=True,
    )
    assert less.legend[by_name(less)["Doum"].group][0] in LESS_COLOURS


def test_nothing_changed_is_one_class(places: LoadedModel) -> None:
    run = run_of(places)
    found = tile_map(shown(places), run, run, 2020, Texts("en"), change=True)
    assert found.legend == ((SAME_COLOUR, "as in the baseline"),)
    assert not found.differs


def test_classes_of_values_stay_whatever_is_moved(places: LoadedModel) -> None:
    moved, run = drawn(places, change=False), run_of(places)
    same = tile_map(shown(places), run, run, 2000, Texts("en"), change=False)
    assert moved.legend == same.legend
    assert len(moved.legend) == len(VALUE_COLOURS)
    sizes = sorted(moved.tiles, key=lambda tile: tile.size)
    assert [tile.group for tile in sizes] == sorted(tile.group for tile in moved.tiles)
    assert (sizes[0].name, sizes[-1].name) == ("Fir", "Cedar")


def test_what_is_in_per_cent_changes_by_points(places: LoadedModel) -> None:
    found = drawn(places, change=True, key="share")
    assert found.unit == "points"
    assert by_name(found)["Doum"].change.endswith("points")


def test_a_place_without_a_value_is_white_and_says_so(places: LoadedModel) -> None:
    run, base = run_of(places), run_of(places)
    base.results.values["Firms by place"][:, 0] = 0.0
    found = tile_map(shown(places), run, base, 2020, Texts("en"), change=True)
    alder = by_name(found)["Alder"]
    assert (alder.group, alder.short) == (-1, "no value")
    assert math.isnan(alder.size)
    json.dumps(tile_chart(found, Texts("en")), allow_nan=False)


def test_the_figure_is_plain_json_with_a_cell_a_place(places: LoadedModel) -> None:
    for change in (False, True):
        spec = tile_chart(drawn(places, change=change), Texts("zh"))
        json.dumps(spec, allow_nan=False)
        cells = spec["series"][0]["data"]
        assert [cell["value"][:2] for cell in cells] == [
            list(tile) for _, _, tile, _ in PLACES.values()
        ]
        known = {piece["value"] for piece in spec["visualMap"]["pieces"]}
        assert {cell["value"][2] for cell in cells} <= known
        assert all("基准" in cell["tooltip"]["formatter"] for cell in cells)


@pytest.mark.parametrize("colours", [(*LESS_COLOURS, SAME_COLOUR, *MORE_COLOURS), VALUE_COLOURS])
def test_neighbouring_colours_differ_in_lightness(colours: tuple[str, ...]) -> None:
    # Who sees no hue tells the classes of one direction apart by lightness alone.
    light = [_luminance(colour) for colour in colours]
    for one, other in pairwise(light):
        assert max(one, other) / min(one, other) > 1.15


def _luminance(colour: str) -> float:
    parts = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722]) + 0.05


def map_table(page: AppTest) -> str:
    return next(b.proto.body for b in page.get("html") if "sd-named" in b.proto.body)  # type: ignore[attr-defined]


def test_the_page_shows_the_map_with_a_table(open_page: Opener, places_folder: Path) -> None:
    page = open_page(places_folder, set__policy_bank="0.8", set__policy_bank__target="West")
    assert all(name in map_table(page) for name in PLACES)
    assert "Map of Firms in 2020: most in Cedar" in html(page)
    widget(page, "button_group", "map-measure-en").set_value("map_change").run()
    assert address(page)["measure"] == "change"
    assert "Map of the change of Firms against the baseline in 2020" in html(page)
    assert "Firms: Change against the baseline [%]" in html(page)
    widget(page, "selectbox", "map-of-en").set_value("share").run()
    assert address(page)["map"] == "share"
    widget(page, "select_slider", "map-time").set_value(2010.0).run()
    assert address(page)["time"] == "2010"
    assert "in 2010" in html(page)


def test_a_link_restores_the_map(open_page: Opener, places_folder: Path) -> None:
    page = open_page(places_folder, map="share", measure="change", time="2004", lang="zh")
    assert widget(page, "selectbox", "map-of-zh").value == "share"
    assert widget(page, "button_group", "map-measure-zh").value == "map_change"
    assert widget(page, "select_slider", "map-time").value == 2004.0
    assert "目前与基准无差异" in html(page)
    lost = open_page(places_folder, map="nowhere", measure="size")
    assert "map=nowhere" in lost.warning[0].value
    assert "measure=size" in lost.warning[0].value


def test_a_model_without_places_has_no_map(open_page: Opener) -> None:
    page = open_page()
    assert "Map" not in [m.value for m in page.markdown]
    assert not page.select_slider
