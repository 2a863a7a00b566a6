"""Finance in the China model: money goes where it is meant to, comes back, and is counted once."""

from __future__ import annotations

import numpy as np
import pytest

from sdlib import LoadedModel, Run
from sdlib.model import Constant
from sdlib.policy.settings import ChangeValue

REGIONS = ("East", "Central", "West")
SIZES = ("small", "medium", "large")
SME = SIZES[:2]
BANK: dict[str, ChangeValue] = {
    "policy_bank": 1.0,
    "policy_bank.target": ["West"],
    "policy_bank.end": 2020.0,
}
FUNDS: dict[str, ChangeValue] = {"credit_guarantee": 1.0, "credit_guarantee.target": ["West"]}
FUNDS_ENDED: dict[str, ChangeValue] = {**FUNDS, "credit_guarantee.end": 2020.0}
NAMES = [
    *("Policy bank capital", "Policy bank capital wanted", "Guarantee capital"),
    *("Performing loans", "Guarantee cover", "Guarantee losses", "Guarantee fees"),
    *("Guarantee running cost", "Policy bank losses", "Policy bank interest"),
    *("Public cost of finance", "Development fund grants", "Losses of finance programmes"),
    *("Cash unaccounted", "Money of firms", "Financing gap", "Real GDP", "Loans of firms"),
    *("Default rate", "Default multiple", "Default of guaranteed firms", "Recovered part"),
    *("Guaranteed share", "Share with bank credit", "Wanted loan ratio"),
]


@pytest.fixture(scope="module")
def base(china: LoadedModel) -> Run:
    """The baseline with what the tests look at."""
    return china.run(outputs=NAMES)


def _series(run: Run, name: str) -> np.ndarray:
    return run.table(name)[name].to_numpy()


def _at(run: Run, name: str, year: float) -> float:
    table = run.table(name)
    return float(table[name].to_numpy()[table.index.get_loc(year)])


def _number(china: LoadedModel, name: str) -> float:
    found = china.model.variable(name)
    assert isinstance(found, Constant)
    return float(np.asarray(found.value))


def _policy_loans(run: Run, region: str, year: float) -> float:
    return sum(_at(run, f"Performing loans[{region},{size},policy bank]", year) for size in SIZES)


@pytest.fixture(scope="module")
def ended_bank(china: LoadedModel) -> Run:
    """A policy bank for the West that ends in 2020."""
    return china.run(inputs=BANK, outputs=NAMES)


@pytest.fixture(scope="module")
def ended_funds(china: LoadedModel) -> Run:
    """Guarantee funds for the West whose programme ends in 2020."""
    return china.run(inputs=FUNDS_ENDED, outputs=NAMES)


def test_a_policy_bank_lends_where_it_works_and_nowhere_else(base: Run, ended_bank: Run) -> None:
    for region in ("East", "Central"):
        for year in (2015.0, 2020.0, 2030.0):
            without = _policy_loans(base, region, year)
            assert _policy_loans(ended_bank, region, year) == pytest.approx(without, rel=0.02)
    assert _policy_loans(ended_bank, "West", 2015.0) > 5 * _policy_loans(base, "West", 2015.0)


def test_the_capital_of_an_ended_policy_bank_is_taken_back(base: Run, ended_bank: Run) -> None:
    def capital(run: Run, year: float) -> float:
        return _at(run, "Policy bank capital[West]", year)

    def loans(run: Run, year: float) -> float:
        return _policy_loans(run, "West", year)

    for held in (capital, loans):
        added = [held(ended_bank, y) / held(base, y) - 1 for y in (2020.0, 2025.0, 2035.0)]
        assert added[0] > 4
        # A year to fade, a year of delay, and loans of 2.5 years that run out.
        assert 0 < added[1] < 0.3 * added[0]
        assert abs(added[2]) < 0.02


def test_capital_is_left_behind_loans_until_they_are_repaid(
    china: LoadedModel, ended_bank: Run
) -> None:
    leverage = _number(china, "Policy bank leverage")
    for year in range(2020, 2031):
        loans = _policy_loans(ended_bank, "West", year)
        # Losses beyond interest eat capital: a little less than the rule.
        assert loans <= 1.1 * leverage * _at(ended_bank, "Policy bank capital[West]", year)


@pytest.mark.slow
def test_without_need_a_policy_bank_lends_nothing(china: LoadedModel) -> None:
    inputs = {"policy_bank": 1.0, "Rationed loans": 0.0}
    run = china.run(inputs=inputs, outputs=["Performing loans"])
    assert _policy_loans(run, "East", 2030.0) < 1.0


def test_the_capital_of_ended_guarantee_funds_is_taken_back(base: Run, ended_funds: Run) -> None:
    name = "Guarantee capital[West]"
    added = [_at(ended_funds, name, y) / _at(base, name, y) - 1 for y in (2020.0, 2025.0, 2040.0)]
    assert added[0] > 1
    # Growth alone would leave half of it: capital goes back as loans of 2.5 years are repaid.
    assert 0 < added[1] < 0.2 * added[0]
    assert abs(added[2]) < 0.02


@pytest.mark.parametrize(
    ("lever", "name"),
    [("policy_bank", "Policy bank capital wanted"), ("credit_guarantee", "Guarantee capital")],
)
def test_worse_delivery_lowers_the_capital(china: LoadedModel, lever: str, name: str) -> None:
    """Half the quality of delivery reaches half of the firms, and needs half of the capital."""

    def added(quality: float) -> float:
        own = {"Initial delivery quality": quality, "history policies": 0.0}
        runs = [china.run(inputs={**own, lever: v}, outputs=[name]) for v in (1.0, 0.0)]
        with_it, without = (sum(_at(r, f"{name}[{x}]", 2025.0) for x in REGIONS) for r in runs)
        return with_it - without

    assert added(0.3) == pytest.approx(0.5 * added(0.6), rel=0.05)


def test_what_is_taken_back_is_booked_on_both_sides(ended_bank: Run, ended_funds: Run) -> None:
    for run in (ended_bank, ended_funds):
        money = np.abs(_series(run, "Money of firms")).max()
        assert np.abs(_series(run, "Cash unaccounted")).max() < 1e-9 * money


def test_guaranteed_loans_default_more_often_once(china: LoadedModel) -> None:
    run = china.run(inputs=FUNDS, outputs=NAMES)
    extra = _number(china, "Default of guaranteed loans")
    for year in (2005.0, 2020.0):
        share = _at(run, "Guaranteed share[West]", year)
        loans = {size: _at(run, f"Loans of firms[West,{size}]", year) for size in SME}
        assert share == pytest.approx(_at(run, "Guarantee cover[West]", year) / sum(loans.values()))
        # Without mutual guarantees the mean default is that of others plus the extra of the share.
        multiple = 1 + (extra - 1) * share
        others = {size: _at(run, f"Default rate[West,{size}]", year) / multiple for size in SME}
        lost = share * sum(loans[size] * others[size] * extra for size in SME)
        lost *= 1 - _at(run, "Recovered part[West]", year)
        assert _at(run, "Guarantee losses[West]", year) == pytest.approx(lost)
        assert _at(run, "Default multiple[West,large]", year) == 1


def test_cost_of_finance_is_net_of_fees_and_interest(base: Run) -> None:
    def total(name: str) -> float:
        return sum(_at(base, f"{name}[{region}]", 2015.0) for region in REGIONS)

    gross = total("Policy bank losses") + total("Guarantee losses")
    assert _at(base, "Losses of finance programmes", 2015.0) == pytest.approx(gross)
    net = gross + total("Guarantee running cost") + _at(base, "Development fund grants", 2015.0)
    net -= total("Guarantee fees") + total("Policy bank interest")
    assert _at(base, "Public cost of finance", 2015.0) == pytest.approx(net)


def test_the_financing_gap_is_of_the_order_that_is_observed(base: Run) -> None:
    """17 to 19 percent of GDP in emerging economies (IFC): half to one and a half times that."""
    gap = _series(base, "Financing gap") / _series(base, "Real GDP")
    assert 0.085 < gap.min() < gap.max() < 0.285
    # A firm that has a loan borrows less than a year of sales.
    assert all(_at(base, f"Wanted loan ratio[{size}]", 1999.0) < 0.79 for size in SME)


def test_the_survey_leaves_a_tenth_of_small_firms_with_a_loan(base: Run) -> None:
    for region in REGIONS:
        share = _at(base, f"Share with bank credit[{region},small]", 1999.0)
        assert share == pytest.approx(0.1, abs=0.005)


@pytest.mark.slow
@pytest.mark.parametrize("stock", ["Firms with history", "Defaulted firms"])
def test_a_name_goes_along_with_the_firm_that_grows_up(china: LoadedModel, stock: str) -> None:
    """Nobody closes, grows large, borrows first, defaults or is forgiven: names are all kept."""
    nothing = [
        *("Small firm exit", "Medium firm exit", "Growing large", "First loans"),
        *("Default hits firms", "Forgiven"),
    ]
    run = china.run(inputs=dict.fromkeys(nothing, 0.0), outputs=[stock])
    for region in REGIONS:
        small, medium = (_series(run, f"{stock}[{region},{size}]") for size in SME)
        total = small + medium
        assert medium[-1] > 1.05 * medium[0]
        assert np.abs(total / total[0] - 1).max() < 1e-9
