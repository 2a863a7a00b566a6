"""Ranking policies over the ranges of the evidence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import sdlib
from sdlib.errors import InputError
from sdlib.loaded import LoadedModel
from sdlib.study.ranking import evidence_factors, rank_policies
from tests.support.checked import CHECKED_MODEL, write_checked


@pytest.fixture
def loaded(tmp_path: Path) -> LoadedModel:
    """The checked model, in which training rests on a finding with a wide range."""
    model = CHECKED_MODEL.replace(
        "training gain = 0.15\n\t~\tDmnl\n\t~\tAssumption.",
        "training gain = 0.15\n\t~\tDmnl [0,3]\n\t~\tSource: evidence training_helps, three times.",
    )
    assert model != CHECKED_MODEL
    return sdlib.load(write_checked(tmp_path, model_mdl=model))


POLICIES = {"loans": {"loans": 1.0}, "training": {"training": 1.0}}


def test_constants_that_name_a_finding_are_the_factors(loaded: LoadedModel) -> None:
    (factor,) = evidence_factors(loaded)
    assert (factor.key, factor.low, factor.high) == ("training gain", 0, 3)
    assert factor.reference == "training_helps"


def test_the_order_changes_where_the_range_crosses_another_policy(loaded: LoadedModel) -> None:
    (found,) = rank_policies(
        loaded, POLICIES, evidence_factors(loaded), 2020, samples=40, outputs=["Firms"]
    )
    assert found.policies == ("loans", "training")
    assert found.effects[0] > found.effects[1] > 0
    # Loans and training act on one flow, so that training is first above the effect of loans.
    rows = np.linspace(0, 3, 31)
    runs = loaded.run_many({"training gain": rows, "training": np.ones(31)}, outputs=["Firms"])[
        "Firms"
    ].sel(time=2020)
    by_loans = loaded.run("baseline", {"loans": 1.0}, outputs=["Firms"]).table()["Firms"].loc[2020]
    expected = float((runs.values > by_loans).mean())
    assert 0 < expected < 1
    assert found.changed == pytest.approx(expected, abs=0.06)
    assert found.first_changed == found.changed == found.pairs_changed
    assert (found.least.tolist(), found.most.tolist()) == ([1, 1], [2, 2])


def test_an_order_without_doubt_stays(loaded: LoadedModel) -> None:
    halves = {"loans": {"loans": 1.0}, "half of them": {"loans": 0.5}}
    (found,) = rank_policies(
        loaded, halves, evidence_factors(loaded), 2020, samples=4, outputs=["Firms"]
    )
    assert found.changed == found.first_changed == found.pairs_changed == 0


def test_nothing_to_rank_is_told(loaded: LoadedModel) -> None:
    with pytest.raises(InputError, match="at least two policies"):
        rank_policies(loaded, {"loans": {"loans": 1.0}}, evidence_factors(loaded), 2020)
