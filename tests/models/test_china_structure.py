"""What the parts of the China model must do beside what ``checks.yaml`` states of them."""

from __future__ import annotations

import numpy as np
import pytest

from sdlib import LoadedModel
from sdlib.run import Run

FIRST, LAST = 1999, 2040


def _series(run: Run, name: str) -> np.ndarray:
    table = run.table(name)
    return np.asarray(table[table.columns[0]])


def _value(run: Run, name: str, year: float) -> float:
    table = run.table(name)
    return float(table.loc[year, table.columns[0]])


@pytest.fixture(scope="module")
def baseline(china: LoadedModel) -> Run:
    return china.run()


@pytest.mark.parametrize("lever", ["rd_tax_support", "rd_grants", "ip_protection"])
def test_support_of_research_lifts_it_for_good(
    china: LoadedModel, baseline: Run, lever: str
) -> None:
    """Ambition does not give way to what a lever adds: the gain of 2020 is there in 2040."""
    run = china.run(inputs={lever: 1.0})
    gains = [
        _value(run, "R and D to GDP", year) - _value(baseline, "R and D to GDP", year)
        for year in (2020, 2040)
    ]
    assert gains[0] > 0.1
    assert gains[1] > 0.8 * gains[0]


def test_without_policy_there_is_less_research_in_the_end(
    china: LoadedModel, baseline: Run
) -> None:
    without = china.run("no_policy")
    assert _value(without, "R and D to GDP", LAST) < _value(baseline, "R and D to GDP", LAST) - 0.02


def test_relabelled_spending_is_paid_for_and_makes_nothing(
    china: LoadedModel, baseline: Run
) -> None:
    """More relabelling raises what is reported and what it costs, not knowledge or patents."""
    names = ("R and D to GDP", "Public cost of research", "Patents", "Knowledge")
    more = china.run(inputs={"Relabelling ratio": 0.8, "rd_tax_support": 1.0}, outputs=names)
    less = china.run(inputs={"Relabelling ratio": 0.4, "rd_tax_support": 1.0}, outputs=names)
    assert _value(more, "R and D to GDP", 2030) > 1.02 * _value(less, "R and D to GDP", 2030)
    cost = "Public cost of research"
    assert _value(more, cost, 2030) > 1.04 * _value(less, cost, 2030)
    for name in ("Patents", "Knowledge"):
        np.testing.assert_allclose(more.table(name), less.table(name), rtol=2e-3)


def test_relabelled_spending_is_a_part_of_what_support_brings(china: LoadedModel) -> None:
    names = ("Relabelled R and D[East,small]", "Business R and D[East,small]")
    cost = "User cost of R and D[East]"
    run = china.run(inputs={"rd_tax_support": 1.0}, outputs=(*names, cost))
    ratio, elasticity = (
        float(np.asarray(china.model.variable(each).value))
        for each in ("Relabelling ratio", "User cost elasticity of R and D")
    )
    relabelled, real = (_value(run, each, 2030) for each in names)
    brought = real * (1 - _value(run, cost, 2030) ** elasticity)
    assert relabelled == pytest.approx(ratio * brought, rel=1e-9)


def test_private_firms_do_not_bear_the_exits_of_state_firms(china: LoadedModel) -> None:
    """Private firms close within the hazards of firms, however fast state firms go."""
    names = ("Firms closing", "Closing of state firms", "Normal exit of state firms")
    names = (*names, "Foreign firm exit", "Private firms", "State and collective firms")
    run = china.run("as_adopted", outputs=(*names, "Normal hazard of older firms"))
    closing, restructured, normal, foreign, private, state = (_series(run, n) for n in names)
    hazard = ((closing - restructured - normal - foreign) / private)[:12]
    assert hazard.min() > 0.04
    assert hazard.max() < 0.083, "the highest hazard of small firms"
    np.testing.assert_allclose(normal / state, _series(run, "Normal hazard of older firms"))
    # All that state and collective firms lose is named, and is what was found in industry.
    decline = np.log(_value(run, names[5], 1999) / _value(run, names[5], 2005)) / 6
    assert decline == pytest.approx(0.174, abs=0.01)


def test_restructuring_closes_older_firms_only(china: LoadedModel) -> None:
    """Hazards of the first seven years are the same at any pace of restructuring in 1999."""
    names = ("Small firm exit", "Small firms")
    slow, fast = (
        china.run(inputs={"Closing rate of state firms": rate}, outputs=names) for rate in (0, 0.1)
    )
    for age, more in (("first year", False), ("years two to seven", False), ("older", True)):
        rates = [
            _value(run, f"Small firm exit[Hebei,{age}]", FIRST)
            / _value(run, f"Small firms[Hebei,{age}]", FIRST)
            for run in (slow, fast)
        ]
        assert (rates[1] > rates[0] + 0.01) is more, age


def test_nothing_is_added_to_the_gdp_that_was_observed(china: LoadedModel) -> None:
    names = ("GDP with net gain", "Real GDP")
    observed, given = (_series(china.run("as_adopted", outputs=names), n) for n in names)
    np.testing.assert_allclose(observed, given, rtol=1e-3)


def test_gross_gain_of_a_policy_is_what_its_firms_add(china: LoadedModel) -> None:
    """The difference between two runs, at the sales of all firms in the first of them."""
    names = ("Gross gain of SMEs", "SME share of value added", "Total sales")
    base = china.run(outputs=names)
    run = china.run(inputs={"open_sectors": 1.0}, outputs=names)
    gain, share, sales = (_value(run, name, 2020) - _value(base, name, 2020) for name in names)
    whole = _value(base, "Total sales", 2020)
    assert gain > 100
    assert gain == pytest.approx(0.3 * share / 100 * whole, rel=0.05)
    assert abs(sales) < 0.01 * whole


def test_only_small_industrial_firms_have_a_tail(china: LoadedModel) -> None:
    """Medium and large ones pass the threshold of the survey whatever it is."""
    plain = china.run("as_adopted")
    dear = china.run("as_adopted", inputs={"Tail exponent": 2.0})
    for size in ("medium", "large"):
        name = f"Observed {size} industrial firms"
        np.testing.assert_allclose(dear.table(name), plain.table(name), rtol=1e-9)
    small = "Observed small industrial firms"
    assert _value(dear, small, 2008) > 1.1 * _value(plain, small, 2008)


def test_new_jobs_dilute_skilled_people(china: LoadedModel) -> None:
    """People are counted, and conserved in ``checks.yaml``: jobs that grow make no skills."""
    names = ("Skilled people", "SME employment by region", "Skilled labour")
    run = china.run("as_adopted", outputs=names)
    people, jobs = (run.table(name).sum(axis=1) for name in names[:2])
    assert jobs.loc[2007] > 1.1 * jobs.loc[1999]
    assert people.loc[2007] / people.loc[1999] < 0.95 * jobs.loc[2007] / jobs.loc[1999]
    assert _value(run, "Skilled labour[East]", 2007) < 0.19


def test_mature_clusters_seed_other_regions_and_not_their_own(china: LoadedModel) -> None:
    regions = ("East", "Central", "West")
    names = ("Seeds from elsewhere", "Mature cluster firms", "SMEs by region")
    run = china.run("as_adopted", outputs=names)
    mature = {each: _value(run, f"Mature cluster firms[{each}]", 2020) for each in regions}
    for region in regions:
        seeds = _value(run, f"Seeds from elsewhere[{region}]", 2020)
        others = sum(firms for each, firms in mature.items() if each != region)
        assert seeds * _value(run, f"SMEs by region[{region}]", 2020) == pytest.approx(others)
    share = "National clustered share"
    alone = china.run("as_adopted", inputs={"Seeding": 0.0}, outputs=(share,))
    seeded = china.run("as_adopted", outputs=(share,))
    assert _value(seeded, share, 2030) > 1.03 * _value(alone, share, 2030)


def test_no_more_firms_export_than_make_goods(china: LoadedModel) -> None:
    """Trade and services hardly export, at whatever access to markets."""
    names = ("Exporting share", "Industrial share")
    wide = china.run(inputs={"WTO access gain": 19.0}, outputs=names)
    shares = wide.table("Exporting share")
    for size in ("small", "medium", "large"):
        limit = _value(wide, f"Industrial share[{size}]", FIRST)
        own = [name for name in shares.columns if size in name]
        assert len(own) == 3
        assert 0.9 * limit < float(shares[own].to_numpy().max()) <= limit
