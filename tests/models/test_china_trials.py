"""The ranges of the China model's effect sizes are what the ends of the evidence ask for.

``checks.yaml`` holds every trial at the model's own numbers. Here the constant that was solved from
a finding is set to the ends of its range, and the trial must give the ends of the finding.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

import sdlib
from sdlib.model import Constant
from sdlib.policy.checks_trials import Expected, Size, Trial
from sdlib.study.checks import read_checks
from sdlib.study.checks.desk import Desk
from sdlib.study.checks.trials import check_trials

COLLATERAL = "Closure of collateral by movable collateral"
EQUIPMENT = "Closure of equipment cost by VAT reform"
ENDS = [
    ("entry_eased", "New firms", "Closure of entry cost by registration reform", 4, 30),
    ("bank_entry", "SME lending rate", "Closure of lending margin by SME banks", -3, -10),
    ("movable_collateral", "SMEs with bank loan", COLLATERAL, 3, 8),
    ("court_for_property", "Patents", "Closure of copying by property offices", 5, 30),
    ("managers_trained", "Sales per firm", "Closure of management gap by training", 0, 10),
    ("managers_meet", "Sales per firm", "Premium of trust", 5, 12),
    ("exporters_insured", "Exports", "Closure of export risk by insurance", 0.1, 0.34),
    ("machines_cost_less", "Investment response", EQUIPMENT, 15, 35),
]  # fmt: skip
"""Trial, what it measures, constant, and what the low and the high end of its range must give.

Of movable collateral the high end is the central value: 11 points cannot be reached."""


@pytest.fixture(scope="module")
def desk() -> Desk:
    """The checks of the China model, with the runs that the tests share."""
    found = read_checks(sdlib.load("china_sme"))
    assert found is not None
    return found


def _moved(trial: Trial, constant: str, value: float, size: Size) -> Trial:
    held = {
        name: tried.model_copy(update={"inputs": {**tried.inputs, constant: value}})
        for name, tried in (("run", trial.run), ("against", trial.against))
    }
    return trial.model_copy(update={**held, "expect": Expected(sizes=(size,))})


@pytest.mark.slow
@pytest.mark.parametrize(("key", "variable", "constant", "low", "high"), ENDS)
def test_a_range_is_the_image_of_its_finding(
    desk: Desk, key: str, variable: str, constant: str, low: float, high: float
) -> None:
    (trial,) = [each for each in desk.declared.trials if each.key == key]
    size = next(each for each in trial.expect.sizes if each.variable == variable)
    own = desk.loaded.model.variable(constant)
    assert isinstance(own, Constant)
    # Limits are written with two or three digits.
    room = max(abs(high - low) * 0.03, 1e-6)
    trials = []
    for end, wanted in ((own.lower, low), (own.upper, high)):
        assert end is not None
        held = size.model_copy(
            update={"between": (wanted - room, wanted + room), "evidence": None, "falls": False}
        )
        trials.append(_moved(trial, constant, end, held))
    declared = desk.declared.model_copy(update={"trials": tuple(trials)})
    results = check_trials(replace(desk, declared=declared))
    assert [f"{each.expected}: {each.found}" for each in results if not each.passed] == []
    assert len(results) == 2
