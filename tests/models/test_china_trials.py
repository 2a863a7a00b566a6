"""The ranges of the China model's effect sizes are what the ends of the evidence ask for.

``checks.yaml`` holds every trial at the model's own numbers. Here the constant that was solved from
a finding is set to the ends of its range, and the trial must give the ends of the finding.
"""

from __future__ import annotations

import pytest

import sdlib
from sdlib.model import Constant
from sdlib.study.checks import read_checks
from sdlib.study.checks.desk import Desk
from sdlib.study.checks.trials import measured_size

COLLATERAL = "Closure of collateral by movable collateral"
EQUIPMENT = "Closure of equipment cost by VAT reform"
ENDS = [
    ("entry_eased", "New firms", "Closure of entry cost by registration reform", 4, 30),
    ("bank_entry", "SME lending rate", "Closure of lending margin by SME banks", -3, -10),
    ("movable_collateral", "SMEs with bank loan", COLLATERAL, 3, 11),
    ("court_for_property", "Patents", "Closure of copying by property offices", 5, 30),
    ("managers_trained", "Sales per firm", "Closure of management gap by training", 0, 10),
    ("managers_meet", "Sales per firm", "Premium of trust", 5, 12),
    ("exporters_insured", "Exports", "Closure of export risk by insurance", 0.1, 0.34),
    ("machines_cost_less", "Investment response", EQUIPMENT, 15, 35),
]  # fmt: skip
"""Trial, what it measures, constant, and what the low and the high end of its range must give."""


@pytest.fixture(scope="module")
def desk() -> Desk:
    """The checks of the China model, with the runs that the tests share."""
    found = read_checks(sdlib.load("china_sme"))
    assert found is not None
    return found


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
    found = [
        measured_size(desk, trial, size, {constant: end})
        for end in (own.lower, own.upper)
        if end is not None
    ]
    assert found == [pytest.approx(low, abs=room), pytest.approx(high, abs=room)]
