from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from sdlib import LoadedModel, load
from sdlib.app.drawn import rounded
from sdlib.app.figures import line_chart, small_charts, time_axis
from sdlib.app.options import BLUE
from sdlib.app.texts import Texts
from tests.support.app_places import write_places


def test_a_chart_holds_both_runs_and_the_observations(loaded: LoadedModel) -> None:
    (chart,) = loaded.package.charts
    base, run = loaded.run(), loaded.run("loans")
    spec = line_chart(chart, run, base, Texts("en"))
    blue, grey, points = spec["series"]
    assert [s["name"] for s in spec["series"]] == ["Your scenario", "Baseline", "Observed"]
    assert blue["lineStyle"]["color"] == BLUE
    assert grey["data"][-1] == float(f"{base.table('Firms')['Firms'].iloc[-1]:.6g}")
    assert blue["data"][-1] == float(f"{run.table('Firms')['Firms'].iloc[-1]:.6g}")
    assert points["data"] == [["2000", 1000.0], ["2001", 1110.0], ["2002", 1230.0]]
    assert spec["xAxis"]["data"][0] == "2000"
    assert spec["yAxis"]["name"] == "firm"


def test_the_projection_begins_after_the_last_fitted_year(loaded: LoadedModel) -> None:
    (chart,) = loaded.package.charts
    spec = line_chart(chart, loaded.run(), loaded.run(), Texts("zh"))
    area = spec["series"][0]["markArea"]["data"][0]
    assert area[0]["xAxis"] == "2005"
    assert "推演" in area[0]["name"]
    assert area[1]["xAxis"] == "2020"


def test_specifications_are_plain_json(loaded: LoadedModel, bare_file: Path) -> None:
    for model in (loaded, load(bare_file)):
        run = model.run()
        charts = model.package.charts
        json.dumps(line_chart(charts[0], run, run, Texts("zh")), allow_nan=False)
        spec = small_charts(charts, run, run, Texts("zh"), 4, 190)
        json.dumps(spec, allow_nan=False)
        assert len(spec["grid"]) == len(spec["title"]) == len(charts)


def test_only_a_baseline_far_from_zero_leaves_zero_out(loaded: LoadedModel) -> None:
    (chart,) = loaded.package.charts
    run = loaded.run()
    low, high = run.table("Firms")["Firms"].agg(["min", "max"])
    spec = line_chart(chart, loaded.run("loans"), run, Texts("en"))
    assert spec["yAxis"]["scale"] == (low > 0.6 * high)
    # An axis that begins elsewhere leaves room around what is drawn, observations included.
    assert ("boundaryGap" in spec["yAxis"]) == spec["yAxis"]["scale"]


def test_an_array_is_a_line_for_each_element_with_its_own_baseline(tmp_path: Path) -> None:
    places = load(write_places(tmp_path))
    charts = {chart.key: chart for chart in places.package.charts}
    run = places.run("baseline", {"policy_bank": 0.8, "policy_bank.target": ("West",)})
    spec = line_chart(charts["regions"], run, places.run(), Texts("zh"))
    assert [s["name"] for s in spec["series"]] == ["东部", "基准", "西部", "基准", "北部", "基准"]
    east, east_before, west, west_before = spec["series"][:4]
    # Each baseline is dotted and has the colour of its line.
    assert east["color"] == east_before["color"] != west["color"] == west_before["color"]
    assert east_before["lineStyle"]["type"] == west_before["lineStyle"]["type"] == [2, 4]
    assert east["data"] == east_before["data"]
    assert west["data"][-1] > west_before["data"][-1]
    assert [entry["name"] for entry in spec["legend"]["data"]] == ["东部", "西部", "北部", "基准"]
    sizes = line_chart(charts["sizes"], run, run, Texts("en"))
    assert [s["name"] for s in sizes["series"][::2]] == ["Small", "Large"]


def test_small_charts_of_several_lines_name_them_in_their_colours(tmp_path: Path) -> None:
    places = load(write_places(tmp_path))
    run = places.run()
    spec = small_charts(places.package.charts, run, run, Texts("en"), 4, 190)
    one, regions, _ = spec["title"]
    assert one["subtext"] == "firm"
    assert regions["subtext"] == "firm  {line0|East}  {line1|West}  {line2|North}"
    drawn = [s["color"] for s in spec["series"] if s["name"] in ("East", "West")]
    rich = regions["subtextStyle"]["rich"]
    assert drawn == [rich["line0"]["color"], rich["line1"]["color"]]


def test_values_keep_the_digits_of_a_screen() -> None:
    generator = np.random.default_rng(0)
    values = generator.normal(size=500) * 10.0 ** generator.integers(-12, 13, 500)
    values = np.concatenate([values, [0.0, 1e-300, -2.5, 123456789.0, 0.1 + 0.2]])
    expected = [float(f"{value:.6g}") for value in values]
    assert rounded(values) == pytest.approx(expected, rel=1e-12)
    # What is sent has no more letters for it.
    assert sum(len(repr(value)) for value in rounded(values)) <= 1.01 * sum(
        len(repr(value)) for value in expected
    )


def test_times_that_are_no_years_have_round_marks_and_a_name(bare_file: Path) -> None:
    steps = [f"{at / 8:g}" for at in range(97)]
    axis = time_axis(steps)
    labels = [steps[at] for at in axis["axisLabel"]["customValues"]]
    assert labels == ["0", "2", "4", "6", "8", "10", "12"]
    tank = load(bare_file)
    run, chart = tank.run(), tank.package.charts[0]
    assert line_chart(chart, run, run, Texts("en"))["xAxis"]["name"] == "months"
    assert line_chart(chart, run, run, Texts("zh"))["xAxis"]["name"] == "月"


def test_years_need_no_name_below_them(loaded: LoadedModel) -> None:
    (chart,) = loaded.package.charts
    axis = line_chart(chart, loaded.run(), loaded.run(), Texts("en"))["xAxis"]
    assert "name" not in axis
