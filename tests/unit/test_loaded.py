from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sdlib.loaded
from sdlib import LoadedModel, load
from sdlib.errors import InputError, UnknownNameError
from tests.support.small import write_package


@pytest.fixture
def small(tmp_path: Path) -> LoadedModel:
    return load(write_package(tmp_path))


def test_a_table_has_the_modellers_names(small: LoadedModel) -> None:
    table = small.run("loans").table()
    assert table.index.name == "time"
    assert list(table.columns) == [
        "Firms",
        "entry",
        "policy strength[loans]",
        "policy strength[training]",
    ]
    assert table["policy strength[loans]"].eq(0.8).all()


def test_a_table_of_named_columns(small: LoadedModel) -> None:
    run = small.run(outputs=["policy strength", "firms"])
    assert list(run.table("policy strength[training]", "FIRMS").columns) == [
        "policy strength[training]",
        "Firms",
    ]
    assert run.unit("policy strength[training]") == "Dmnl"
    with pytest.raises(UnknownNameError, match="output of this run"):
        run.table("entry")


def test_comparing_puts_scenarios_side_by_side(small: LoadedModel) -> None:
    table = small.compare("baseline", "loans", outputs=["Firms"])
    assert table.index.names == ["scenario", "time"]
    last = table.xs(2020, level="time")["Firms"]
    assert last["loans"] > last["baseline"]


def test_an_unknown_model_names_the_nearest() -> None:
    with pytest.raises(UnknownNameError) as caught:
        load("sme_primr")
    assert "sme_primer" in str(caught.value)


ROWS = pd.DataFrame({"loans": [0.0, 0.5, 1.0], "room": [4000.0, 5000.0, 6000.0]})


def test_many_runs_are_the_same_runs_one_by_one(small: LoadedModel) -> None:
    found = small.run_many(ROWS, "both", outputs=["Firms", "policy strength"])
    assert dict(found.sizes) == {"run": 3, "time": 21, "Policy": 2}
    assert found["Firms"].attrs["unit"] == "firm"
    assert found["status"].values.tolist() == [0, 0, 0]
    for number in range(3):
        one = small.run("both", ROWS.iloc[number].to_dict(), outputs=["Firms", "policy strength"])
        values = one.results.values
        assert np.array_equal(found["Firms"].values[number], values["Firms"])
        assert np.array_equal(found["policy strength"].values[number], values["policy strength"])


def test_changes_that_many_runs_share_stand_behind_the_rows(small: LoadedModel) -> None:
    shared = {"death": 0.1, "room": 1.0, "loans.start": 2010.0}
    found = small.run_many(ROWS, shared=shared, outputs=["Firms"])
    for number in range(3):
        one = small.run(inputs={**shared, **ROWS.iloc[number].to_dict()}, outputs=["Firms"])
        assert np.array_equal(found["Firms"].values[number], one.results.values["Firms"])
    with pytest.raises(InputError, match="'death' is 7"):
        small.run_many(ROWS, shared={"death": 7.0})


def test_many_runs_come_in_chunks(small: LoadedModel) -> None:
    whole = small.run_many(ROWS, outputs=["Firms"], save_step=5)
    parts = list(small.iter_many(ROWS, chunk=2, outputs=["Firms"], save_step=5))
    assert [part.sizes["run"] for part in parts] == [2, 1]
    joined = np.concatenate([part["Firms"].values for part in parts])
    assert np.array_equal(joined, whole["Firms"].values)
    assert whole["time"].values.tolist() == [2000, 2005, 2010, 2015, 2020]


def test_too_many_runs_are_refused_with_a_way_out(
    small: LoadedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sdlib.loaded, "MOST_BYTES", 1000)
    with pytest.raises(InputError, match="the results of 3 runs would take") as caught:
        small.run_many(ROWS)
    assert "iter_many(..., chunk=1)" in caught.value.remedy


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ({"loans": [0.5, 7.0]}, "'loans' is 7 in run 1"),
        ({"loans": [0.5, float("nan")]}, "'loans' is not a finite number in run 1"),
        ({"lones": [0.5]}, "did you mean"),
        ({"loans.end": [2010.0, 2003.0]}, "'loans' ends before it starts in run 1"),
        ({"loans": [0.5], "room": [1.0, 2.0]}, "different numbers of runs"),
        ({"loans": []}, "there is no run"),
        ({"demand": [1.0]}, "is a curve"),
    ],
)
def test_rows_that_are_not_taken(
    small: LoadedModel, rows: dict[str, list[float]], words: str
) -> None:
    with pytest.raises((InputError, UnknownNameError)) as caught:
        small.run_many({key: np.array(values) for key, values in rows.items()})
    assert words in str(caught.value)
