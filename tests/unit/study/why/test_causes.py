"""Causes strips: what each input explains adds up, and is right where it is known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sdlib import LoadedModel, load
from sdlib.study.why.causes import Strip, strip_of
from sdlib.study.why.explained import Explained
from sdlib.study.why.pair import Pair, pair_of
from tests.support.tanks import TANKS, tanks


def pair(loaded: LoadedModel, variable: str, **changes: float) -> Pair:
    return pair_of(loaded, loaded.settings(), loaded.settings("baseline", changes), variable)


def strip(loaded: LoadedModel, variable: str, **changes: float) -> Strip:
    found = pair(loaded, variable, **changes)
    return strip_of(found, found.place_of(variable))


def test_a_stock_is_explained_by_its_flows_integrated(tmp_path: Path) -> None:
    found = strip(tanks(tmp_path), "Upper", lever=1)
    assert [cause.name for cause in found.causes] == ["inflow"]
    assert found.causes[0].explains.tolist() == [0, 0, 0, 5, 10, 15, 20, 25, 30, 35, 40]
    assert found.table["difference"].tolist() == found.causes[0].explains.tolist()


def test_what_two_inputs_bring_about_together_is_shared(tmp_path: Path) -> None:
    loaded = tanks(tmp_path)
    found = pair_of(
        loaded, loaded.settings(), loaded.settings("baseline", {"lever": 1, "share fed": 0.2}),
        "feed",
    )  # fmt: skip
    last = {c.name: c.explains[-1] for c in strip_of(found, found.place_of("feed")).causes}
    # 200 x 0.1 becomes 240 x 0.2: 4 and 20 alone, 4 more together.
    assert last == pytest.approx({"Upper": 4 + 2, "share fed": 20 + 2})


def test_another_start_explains_a_stock_too(tmp_path: Path) -> None:
    loaded = tanks(tmp_path, TANKS.replace("INTEG(inflow, 100)", "INTEG(inflow, begin * 2)")
                   + "begin = 50 ~ litre ~ |\n")  # fmt: skip
    found = strip(loaded, "Upper", begin=60, lever=1)
    by_name = {cause.name: cause.explains for cause in found.causes}
    assert by_name["begin"].tolist() == [20.0] * 11
    assert by_name["inflow"][-1] == 40


def test_a_stock_that_drains_itself_is_explained_by_what_fills_it(tmp_path: Path) -> None:
    drained = TANKS.replace("INTEG(inflow, 100)", "INTEG(inflow - Upper * 0.3, 100)")
    found = strip(tanks(tmp_path, drained), "Upper", lever=1)
    assert [cause.name for cause in found.causes] == ["inflow"]
    assert found.causes[0].explains == pytest.approx(found.difference)


@pytest.mark.parametrize(
    "call",
    ["SMOOTH(inflow, wait)", "SMOOTH3(inflow, wait)", "DELAY3(inflow, wait)",
     "DELAY FIXED(inflow, wait, 1)", "SAMPLE IF TRUE(inflow > 12, inflow + wait, 1)",
     "TREND(inflow, wait, 0)", "FORECAST(inflow, wait, 5)"],
)  # fmt: skip
def test_what_remembers_is_explained_by_its_input(tmp_path: Path, call: str) -> None:
    text = TANKS + f"late = {call} ~~|\nwait = 2 ~ Minute ~ |\n"
    found = strip(tanks(tmp_path, text), "late", lever=1)
    assert [cause.name for cause in found.causes] == ["inflow"]
    assert np.abs(found.difference).max() > 0
    assert found.causes[0].explains == pytest.approx(found.difference, abs=1e-12)
    both = strip(tanks(tmp_path, text), "late", lever=1, wait=4)
    assert {cause.name for cause in both.causes} == {"inflow", "wait"}
    assert np.abs(both.rest).max() < 1e-9


def test_a_smooth_and_a_stock_that_smooths_are_explained_alike(tmp_path: Path) -> None:
    text = TANKS + (
        "both = inflow * extra ~~|\nextra = 1 ~~|\nlate = SMOOTHI(inflow * extra, 3, 10) ~~|\n"
        "Later = INTEG((inflow * extra - Later) / 3, 10) ~~|\n"
    )
    loaded = tanks(tmp_path, text)
    smooth = strip(loaded, "late", lever=1, extra=2)
    stock = strip(loaded, "Later", lever=1, extra=2)
    by_name = {cause.name: cause.explains for cause in smooth.causes}
    for cause in stock.causes:
        assert cause.explains == pytest.approx(by_name[cause.name])


def test_runge_kutta_leaves_a_small_rest(tmp_path: Path) -> None:
    from sdlib.engine import CompiledEngine

    drained = TANKS.replace("INTEG(inflow, 100)", "INTEG(inflow - Upper * 0.3, 100)")
    loaded = tanks(tmp_path, drained)
    loaded = LoadedModel(loaded.model, loaded.package, CompiledEngine(integrator="rk4"))
    found = strip(loaded, "Upper", lever=1)
    assert 0 < np.abs(found.rest).max() < 0.3 * np.abs(found.difference).max()


def test_a_mixture_without_a_value_is_left_to_the_rest(tmp_path: Path) -> None:
    text = TANKS + "odd = LN(lever - valve * 2 + 1.5) ~~|\n"
    found = strip(tanks(tmp_path, text), "odd", lever=1, valve=1)
    assert found.rest == pytest.approx(found.difference)
    assert found.rest[0] == pytest.approx(np.log(0.5) - np.log(1.5))


def test_a_replaced_equation_ends_the_search(tmp_path: Path) -> None:
    loaded = tanks(tmp_path)
    found = pair_of(loaded, loaded.settings(), loaded.settings("baseline", {"feed": 7}), "Lower")
    lower = strip_of(found, found.place_of("Lower"))
    assert [(cause.name, cause.given) for cause in lower.causes] == [("feed", True)]
    assert strip_of(found, found.place_of("feed")).causes == ()


@pytest.mark.parametrize("scenario", ["policy_bank", "full_package", "no_policy"])
def test_every_strip_of_the_primer_adds_up(scenario: str) -> None:
    primer = load("sme_primer")
    found = pair_of(primer, primer.settings(), primer.settings(scenario), "Exports")
    looked_at = 0
    for place in found.names:
        if found.differs(place) and not found.is_given(place):
            made = strip_of(found, place)
            reach = max(np.abs(cause.values[0]).max() for cause in made.causes)
            if np.abs(made.difference).max() < 1e-12 * reach:
                continue  # An account that closes: what is left of it is rounding.
            looked_at += 1
            assert np.abs(made.rest).max() <= 1e-9 * np.abs(made.difference).max(), made.name
            parts = sum(cause.part for cause in made.causes)
            assert parts == pytest.approx(1), made.name
    assert looked_at > 50


def test_the_tree_follows_links_that_pass_everything_on(tmp_path: Path) -> None:
    found = pair(tanks(tmp_path), "shown", lever=1)
    explained = Explained(found)
    tree = explained.tree(found.place_of("shown"), 1, 10)
    names = []
    while tree.branches:
        (tree,) = tree.branches
        names.append((tree.strip.name, tree.share))
    assert names == [("Lower", 1.0), ("feed", 1.0), ("Upper", 1.0), ("inflow", 1.0),
                     ("lever", 1.0)]  # fmt: skip
