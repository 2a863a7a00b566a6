from __future__ import annotations

import json
from pathlib import Path

from sdlib import LoadedModel, load
from sdlib.app.figures import line_chart, small_charts
from sdlib.app.options import BLUE
from sdlib.app.texts import Texts


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
