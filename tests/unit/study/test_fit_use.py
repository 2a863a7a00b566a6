"""What a fit does with rows that are only shown, with growth, and with the order of elements."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sdlib import LoadedModel, load
from sdlib.errors import DataFileError
from sdlib.policy.calibration_points import points_between
from sdlib.policy.load_calibration import read_calibration
from sdlib.study.fit import Fit, SeriesFit, fit_of, fit_record
from tests.support.calibrated import CALIBRATION, MODEL_TEXT, PACKAGE, history_csv, load_calibrated
from tests.support.small import MODEL, MODEL_YAML, write_package

SERIES = "  - {series: firms_counted, variable: Firms, file: history.csv"


def _with_use(uses: dict[int, str]) -> str:
    """Return the observations with a column `use` that holds a word at some times."""
    head, *rows = history_csv(0.02).splitlines()
    marked = [f"{row},{uses.get(int(row.split(',')[1]), '')}" for row in rows]
    return "\n".join([f"{head},use", *marked, ""])


def _loaded(root: Path, entry: str = "", **files: str) -> tuple[LoadedModel, SeriesFit]:
    package = PACKAGE.replace(SERIES, SERIES + entry)
    loaded, _ = load_calibrated(root, **{"model_yaml": package, **files})
    (firms,) = fit_of(loaded).series
    return loaded, firms


def test_a_row_that_is_only_shown_counts_nowhere(tmp_path: Path) -> None:
    uses = {2003: "report", 2017: "report", 2018: "fit", 2019: "score"}
    loaded, firms = _loaded(tmp_path, history_csv=_with_use(uses))
    assert firms.inside is not None
    assert firms.after_actual is not None
    assert (firms.inside.count, firms.after_actual.count) == (15, 3)
    assert firms.times[~firms.counts].tolist() == [2003, 2017, 2018]
    # They are shown with their error, without skill.
    assert firms.reported is not None
    assert firms.reported.count == 3
    assert firms.reported.naive_skill is None
    assert firms.reported.mape_percent == pytest.approx(
        100 * np.abs(firms.modelled / firms.observed - 1)[~firms.counts].mean()
    )
    (history,) = loaded.package.history
    used = points_between(history, 2000, 2015, loaded.model)["time"].tolist()
    assert used == [year for year in range(2000, 2016) if year != 2003]


def test_an_extrapolation_does_not_know_what_is_only_shown(tmp_path: Path) -> None:
    wild = _with_use({2015: "report"}).splitlines()
    at = next(i for i, row in enumerate(wild) if ",2015," in row)
    wild[at] = "firms_counted,2015,1e6,firm,counted,invented,low,report"
    _, plain = _loaded(tmp_path / "a", history_csv=_with_use({2015: "report"}))
    _, other = _loaded(tmp_path / "b", history_csv="\n".join([*wild, ""]))
    assert plain.naive is not None
    assert other.naive is not None
    assert np.array_equal(plain.naive, other.naive, equal_nan=True)


def test_a_series_that_is_only_reported_says_why(tmp_path: Path) -> None:
    package = PACKAGE.replace(SERIES, SERIES + ", report: nobody knows who was counted")
    text = package + "  - {series: firms_again, variable: Firms, file: history.csv}\n"
    calibration = CALIBRATION.replace("firms_counted", "firms_again")
    again = history_csv(0.02).split("\n", 1)[1].replace("firms_counted", "firms_again")
    loaded, _ = load_calibrated(
        tmp_path,
        model_yaml=text,
        history_csv=history_csv(0.02) + again,
        calibration_yaml=calibration,
    )
    shown, fitted = fit_of(loaded).series
    assert shown.report == "nobody knows who was counted"
    assert (shown.inside, shown.after_actual, shown.after_known) == (None, None, None)
    assert shown.reported is not None
    assert shown.reported.count == 21
    assert fitted.inside is not None
    record = fit_record(fit_of(loaded))["series"]
    assert record[0]["report"] == shown.report
    assert "report" not in record[1]


def test_growth_compares_what_comes_after_the_first_observation(tmp_path: Path) -> None:
    """Observations of a circle ten times as wide fit as well as those of the firms themselves."""
    head, *rows = history_csv(0.02).splitlines()
    parts = [row.split(",") for row in rows]
    wide = [",".join([*p[:2], repr(10 * float(p[2])), *p[3:]]) for p in parts]
    growth = CALIBRATION.replace("firms_counted}", "firms_counted, transform: growth}")
    entry = ", compare: growth"
    _, near = _loaded(tmp_path / "a", entry, calibration_yaml=growth)
    _, far = _loaded(
        tmp_path / "b", entry, calibration_yaml=growth, history_csv="\n".join([head, *wide, ""])
    )
    for each in (near, far):
        assert each.modelled[0] == pytest.approx(each.observed[0])
        assert each.inside is not None
        assert each.inside.count == 15
        assert each.inside.first == 2001
    assert near.inside is not None
    assert far.inside is not None
    assert far.inside.mape_percent == pytest.approx(near.inside.mape_percent)
    assert far.after_known is not None
    assert near.after_known is not None
    assert far.after_known.mape_percent == pytest.approx(near.after_known.mape_percent)
    assert np.allclose(far.run_values, 10 * near.run_values)


STRENGTHS = """policy strength[Policy] = 0, 0
	~	Dmnl [0,1]"""
PLACES = """Place: a, b, c, d
	~	~	|

share[Place] = 4, 3, 2, 1
	~	Dmnl
	~	Assumption.
	|

firms of[Place] = Firms ^ (share[Place] / 4)
	~	Dmnl
	~	Assumption.
	|

policy strength[Policy] = 0, 0
	~	Dmnl [0,1]"""
OVER = "  - {series: seen, variable: firms of, file: places.csv, over: Place}\n"


def _places(tmp_path: Path, levels: dict[str, tuple[int, int]]) -> Fit:
    model = MODEL.replace(STRENGTHS, PLACES)
    head = "series,element,time,value,unit,definition,reference,confidence\n"
    rows = "".join(
        f"seen,{name},{year},{value},Dmnl,seen,invented,high\n"
        for name, values in levels.items()
        for year, value in zip((2001, 2005), values, strict=True)
    )
    folder = write_package(tmp_path, model_mdl=model, model_yaml=MODEL_YAML + OVER)
    (folder / "data" / "places.csv").write_text(head + rows, encoding="utf-8")
    return fit_of(load(folder))


def test_the_order_of_elements_is_compared_by_ranks(tmp_path: Path) -> None:
    # Levels in the order of the model but for the last two; growth in the opposite order.
    found = _places(tmp_path, {"a": (40, 41), "b": (30, 33), "c": (10, 12), "d": (20, 30)})
    (places,) = found.across
    assert (places.series, places.over, places.count) == ("seen", "Place", 4)
    assert (places.first, places.last) == (2001, 2005)
    assert places.rank_first == pytest.approx(0.8)
    assert places.rank_change == pytest.approx(-1)
    assert [each.series for each in found.single] == ["firms_counted"]
    assert fit_record(found)["across"][0]["rank_change"] == pytest.approx(-1)


def test_levels_that_are_all_alike_have_no_order(tmp_path: Path) -> None:
    found = _places(tmp_path, {"a": (20, 41), "b": (20, 33), "c": (20, 12), "d": (20, 30)})
    (places,) = found.across
    assert places.rank_first is None
    assert places.rank_last is not None


def test_growth_and_level_do_not_mix(tmp_path: Path) -> None:
    package = PACKAGE.replace(SERIES, SERIES + ", compare: growth")
    loaded, _ = load_calibrated(tmp_path / "a")
    folder = write_package(
        tmp_path / "b",
        model_mdl=MODEL_TEXT,
        model_yaml=package,
        history_csv=history_csv(0.02),
        calibration_yaml=CALIBRATION,
    )
    other = load(folder)
    with pytest.raises(DataFileError, match="is compared by growth, and its transform is 'log'"):
        read_calibration(other.package, other.model)
    assert read_calibration(loaded.package, loaded.model) is not None


def test_a_series_that_is_only_reported_is_never_fitted(tmp_path: Path) -> None:
    package = PACKAGE.replace(SERIES, SERIES + ", report: a broken count")
    with pytest.raises(DataFileError, match="is only reported: a broken count"):
        load_calibrated(tmp_path, model_yaml=package)


def test_an_unknown_use_is_named_with_its_line(tmp_path: Path) -> None:
    text = _with_use({2003: "reports"})
    with pytest.raises(DataFileError) as caught:
        load_calibrated(tmp_path, history_csv=text)
    message = str(caught.value)
    assert "there is no use of a row named 'reports'" in message
    assert "did you mean 'report'" in message
    assert "history.csv, line 5" in message
