from __future__ import annotations

import numpy as np
import pytest

from sdlib import LoadedModel
from sdlib.app.one_by_one import OneByOne
from sdlib.study.attribution import attribute


def test_single_runs_give_what_runs_give(loaded: LoadedModel) -> None:
    rows = {"loans": np.array([0.0, 0.5, 1.0]), "death": np.array([0.05, 0.05, 0.1])}
    names = ["Firms", "policy strength"]
    found = OneByOne(loaded).run_many(rows, "baseline", outputs=names, save_step=10.0)
    assert list(found["time"].values) == [2000.0, 2010.0, 2020.0]
    for at in range(3):
        changes = {name: float(values[at]) for name, values in rows.items()}
        table = loaded.run("baseline", changes, outputs=names).table()
        assert found["Firms"].values[at].tolist() == table.loc[[2000, 2010, 2020], "Firms"].tolist()
    assert found["policy strength"].dims == ("run", "time", "Policy")
    assert not found["status"].any()


def test_a_run_that_is_not_finite_is_a_coded_row(loaded: LoadedModel) -> None:
    # A room of -1000 divides by zero at the start, where there are 1000 firms.
    rows = {"room": np.array([5000.0, -1000.0])}
    found = OneByOne(loaded).run_many(rows, outputs=["Firms"])
    assert found["status"].values.tolist() == [0, 1]
    assert found["bad_variable"].values[1] == "effect of crowding"
    assert np.isnan(found["Firms"].values[1]).all()


def test_a_study_of_single_runs_can_be_ended(loaded: LoadedModel) -> None:
    class EndedError(Exception):
        pass

    def end() -> None:
        raise EndedError

    settings = loaded.settings("loans")
    with pytest.raises(EndedError):
        attribute(OneByOne(loaded, end), settings, outputs=["Firms"])
    found = attribute(OneByOne(loaded), settings, outputs=["Firms"]).outputs[0]
    run, base = (loaded.run(name).table("Firms").iloc[-1, 0] for name in ("loans", "baseline"))
    assert found.contributions[0].shapley == pytest.approx(run - base, rel=1e-12)
