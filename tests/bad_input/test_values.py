"""Names and values that are not taken, and the words that say why."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import pytest

import sdlib
from sdlib.errors import SdError
from sdlib.loaded import LoadedModel
from tests.support.small import write_package


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> LoadedModel:
    return sdlib.load(write_package(tmp_path_factory.mktemp("small")))


CALLS: dict[str, tuple[Callable[[LoadedModel], object], list[str]]] = {
    "scenario": (
        lambda m: m.run("loan"),
        ["no scenario named 'loan'", "did you mean 'loans'?", "baseline, both, loans"],
    ),
    "lever": (
        lambda m: m.run(inputs={"loan": 0.5}),
        ["no lever, assumption or variable named 'loan'", "'loans'", "sdlib list"],
    ),
    "setting": (
        lambda m: m.run(inputs={"loans.begin": 2008}),
        ["no setting of loans named 'begin'", "its settings are strength, start, end"],
    ),
    "output": (lambda m: m.run(outputs=["Firm"]), ["no variable named 'Firm'", "'Firms'"]),
    "output that was not kept": (
        lambda m: m.run().table("exit"),
        ["no output of this run named 'exit'", "outputs=['exit', ...]"],
    ),
    "subscript": (
        lambda m: m.run(inputs={"policy strength[loan]": 1}),
        ["no subscript of Policy named 'loan'", "'loans'"],
    ),
    "scenario to compare": (lambda m: m.compare("baseline", "bth"), ["'bth'", "'both'"]),
    "above the range": (lambda m: m.run(inputs={"loans": 2}), ["'loans' is 2", "0 to 1"]),
    "below the range": (
        lambda m: m.run(inputs={"loans.start": 1900}),
        ["'loans.start' is 1900 Year", "2000 to 2020 Year"],
    ),
    "assumption out of range": (lambda m: m.run(inputs={"death": 0.9}), ["0.01 to 0.2 1/Year"]),
    "no number": (lambda m: m.run(inputs={"loans": "much"}), ["'much'", "a number with a point"]),  # type: ignore[dict-item]
    "not a number": (lambda m: m.run(inputs={"loans": math.nan}), ["nan", "not a finite number"]),
    "infinite": (lambda m: m.run(inputs={"room": math.inf}), ["inf", "finite numbers"]),
    "truth value": (lambda m: m.run(inputs={"loans": True}), ["True", "one number"]),
    "end before start": (
        lambda m: m.run(inputs={"loans.start": 2015, "loans.end": 2010}),
        ["'loans' ends in 2010 and starts in 2015", "an end after the start", "loans.end above"],
    ),
    "end at the start": (
        lambda m: m.run(inputs={"loans.end": 2005}),
        ["ends in 2005 and starts in 2005"],
    ),
    "a curve": (lambda m: m.run(inputs={"demand": 1}), ["'demand' is a curve"]),
    "several": (
        lambda m: m.run(inputs={"loans": 2, "death": 9, "nobody": 1}),
        ["3 faults", "'loans'", "'death'", "'nobody'"],
    ),
}


@pytest.mark.parametrize("case", CALLS)
def test_the_message_says_what_is_taken(small: LoadedModel, case: str) -> None:
    call, words = CALLS[case]
    with pytest.raises(SdError) as caught:
        call(small)
    assert [word for word in words if word not in str(caught.value)] == []


def test_an_array_of_another_shape_is_refused(small: LoadedModel) -> None:
    with pytest.raises(SdError) as caught:
        small.run(inputs={"policy strength": [0.1, 0.2, 0.3]})  # type: ignore[dict-item]
    assert "policy strength" in str(caught.value)


def test_a_folder_without_a_package_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(SdError, match="so it is no model package"):
        sdlib.load(tmp_path)
