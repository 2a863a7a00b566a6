"""The first stock that moved, and the sentence about it, where the answer is known by hand."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from sdlib import load
from sdlib.study.why.answer import Answer, why
from tests.support.small import write_package
from tests.support.tanks import TANKS, tanks


def answer(folder: Path, variable: str, text: str = TANKS, **changes: float) -> Answer:
    loaded = tanks(folder, text)
    return why(loaded, loaded.settings(), loaded.settings("baseline", changes), variable)


def test_the_first_stock_its_flow_and_the_path_are_those_of_the_model(tmp_path: Path) -> None:
    found = answer(tmp_path, "shown", lever=1).first
    assert found.stock is not None
    # Five litres more in the third minute; the largest value of the first run is 200.
    assert (found.stock.name, found.stock.time, found.stock.difference) == ("Upper", 3.0, 5.0)
    assert found.flow is not None
    assert (found.flow.name, found.flow_gave) == ("inflow", 5.0)
    assert found.behind is not None
    assert (found.behind.name, found.behind_part) == ("lever", 1.0)
    assert found.path is not None
    assert found.path.names == ("Upper", "feed", "Lower", "shown")
    assert found.variable is not None
    # A tenth of five litres a minute later, shown twice.
    assert (found.variable.time, found.variable.difference) == (4.0, 1.0)
    assert not found.at_once


def test_the_sentence_holds_the_numbers_of_the_runs(tmp_path: Path) -> None:
    # By time 10 the lower tank got 0.1 x (5 + 10 + ... + 35) = 14 litres more, of 145.
    assert answer(tmp_path, "shown", lever=1).sentence.en == (
        "At time 3 Upper moved first, through inflow, which gave +5 litre (100 % of that flow's "
        "change from lever). It moved shown by more than 0.1 % at time 4, through Upper > feed > "
        "Lower > shown. "
        "At time 10 shown is +28 litre (+9.6 %) against baseline."
    )
    assert answer(tmp_path, "shown", lever=1).sentence.zh == (
        "时间3，最先变化的存量是“Upper”，经由“inflow”"
        "（贡献+5 litre；该流量的变化有100 %来自“lever”）。"
        "时间4，它经“Upper” > “feed” > “Lower” > “shown”使“shown”变化超过0.1 %。"
        "时间10，“shown”与baseline相比变化+28 litre（+9.6 %）。"
    )


def at(folder: Path, variable: str, row: int, **changes: float) -> Answer:
    loaded = tanks(folder)
    return why(loaded, loaded.settings(), loaded.settings("baseline", changes), variable, row=row)


@pytest.mark.parametrize(
    ("row", "en", "zh"),
    [
        (
            2,
            "Up to time 2 shown is equal in both runs; it differs from time 4 on.",
            "截至时间2，“shown”在两次运行中相等；时间4起出现差异。",
        ),
        (3, "it differs from time 4 on.", "时间4起出现差异。"),
        (4, "At time 4 shown is +1 litre (+1.1 %)", "变化超过0.1 %。时间4，“shown”"),
    ],
)
def test_what_happens_later_is_not_told(tmp_path: Path, row: int, en: str, zh: str) -> None:
    found = at(tmp_path, "shown", row, lever=1)
    assert en in found.sentence.en
    assert zh in found.sentence.zh
    assert ("moved first" in found.sentence.en) == (row == 4)


def test_a_move_that_is_still_small_is_told_up_to_then(tmp_path: Path) -> None:
    # The lower tank gets a tenth of the upper one's: it moves later than that one.
    found = at(tmp_path, "shown", 4, lever=0.05)
    assert found.first.stock is not None
    assert found.first.variable is not None
    assert found.first.stock.time == 3.0
    assert found.first.variable.time > 4.0
    assert "Lower > shown, up to time 4 by less than 0.1 %. At time 4 shown is" in found.sentence.en
    assert "截至时间4影响不到0.1 %" in found.sentence.zh


def test_a_stock_that_moves_later_is_not_named(tmp_path: Path) -> None:
    found = at(tmp_path, "shown", 4, lever=0.02)
    assert found.first.stock is not None
    assert found.first.stock.time > 4.0
    assert "way to shown moved by more than 0.1 % up to time 4." in found.sentence.en
    assert "截至时间4，通向“shown”的存量变化均未超过0.1 %" in found.sentence.zh


@pytest.mark.parametrize(
    ("litres", "lever", "told"),
    [
        (25, 1, "+200 litre (+100 %)"),
        (500, 1, "+4,000 litre (+2,000 %)"),
        (5, 1e-7, "(less than 0.0001 %)"),
    ],
)
def test_changes_in_per_cent_are_no_powers_of_ten(
    tmp_path: Path, litres: float, lever: float, told: str
) -> None:
    # Eight minutes of so many litres, against the 200 that are there without them.
    text = TANKS.replace("STEP(5, 2)", f"STEP({litres}, 2)")
    assert told in answer(tmp_path, "Upper", text, lever=lever).sentence.en


def test_a_variable_that_moves_before_any_stock_says_so(tmp_path: Path) -> None:
    found = answer(tmp_path, "steered", lever=1)
    assert found.first.at_once
    assert found.sentence.en.startswith(
        "At time 0 steered itself moved first, at once with what was changed: lever > steered. "
        "The first stock to move was Upper, through inflow, which gave +5 litre"
    )
    assert "It moved" not in found.sentence.en
    assert found.sentence.zh.startswith("时间0，“steered”随所作改动立即变化：“lever” > “steered”。")


def test_the_strongest_way_is_taken_and_not_the_shortest(tmp_path: Path) -> None:
    text = TANKS + (
        "reached = around * 9 + Lower ~~|\naround = between + 0 ~~|\nbetween = Lower * 1 ~~|\n"
    )
    found = answer(tmp_path, "reached", text, lever=1).first
    assert found.path is not None
    assert found.path.names[-4:] == ("Lower", "between", "around", "reached")
    assert found.path.part == pytest.approx(0.9)


def test_without_a_stock_between_none_is_named(tmp_path: Path) -> None:
    found = answer(tmp_path, "apart", valve=1)
    assert found.first.stock is None
    assert found.sentence.en == (
        "At time 0 apart itself moved first, at once with what was changed: valve > apart. "
        "At time 10 apart is +2 litre/Minute against baseline."
    )


def test_a_stock_is_its_own_first(tmp_path: Path) -> None:
    found = answer(tmp_path, "Upper", lever=1)
    assert found.sentence.en == (
        "At time 3 Upper moved first, through inflow, which gave +5 litre (100 % of that flow's "
        "change from lever). At time 10 Upper is +40 litre (+20 %) against baseline."
    )


def test_what_was_set_has_no_cause(tmp_path: Path) -> None:
    found = answer(tmp_path, "lever", lever=1)
    assert found.tree.branches == ()
    assert found.sentence.en.startswith("lever was set, not computed.")


def test_a_move_below_the_threshold_is_told(tmp_path: Path) -> None:
    found = answer(tmp_path, "shown", lever=0.001)
    assert found.first.stock is None
    assert "No stock on the way to shown moved by more than 0.1 %." in found.sentence.en
    assert "变化均未超过0.1 %" in found.sentence.zh


def test_one_element_is_explained(tmp_path: Path) -> None:
    found = answer(tmp_path, "split[cold]", lever=1)
    assert found.tree.strip.name == "split[cold]"
    assert found.first.path is not None
    assert found.first.path.names[-1] == "split[cold]"


def test_a_difference_that_passes_is_looked_at_where_it_is_largest(tmp_path: Path) -> None:
    text = TANKS + "puff = lever * PULSE(4, 2) ~~|\n"
    found = answer(tmp_path, "puff", text, lever=1)
    assert found.pair.times[found.step] == 4


def test_years_are_told_as_years_and_names_in_both_languages(tmp_path: Path) -> None:
    loaded = load(write_package(tmp_path))
    found = why(loaded, loaded.settings(), loaded.settings("loans"), "Firms")
    # The policy begins in 2005; half a year later there are more firms.
    assert found.sentence.en.startswith("In 2005 Firms moved first, through entry, which gave")
    assert "In 2020 Firms is" in found.sentence.en
    assert "最先变化的存量是“企业”，经由“Entry”" in found.sentence.zh.replace("进入", "Entry")
    assert found.sentence.zh.startswith("2005年，")


@pytest.mark.parametrize("scenario", ["policy_bank", "export_promotion", "rd_tax_support"])
def test_the_path_of_the_primer_is_in_its_graph(scenario: str) -> None:
    from sdlib.model import DependencyGraph

    primer = load("sme_primer")
    found = why(primer, primer.settings(), primer.settings(scenario), "Exports").first
    assert found.path is not None
    names = [primer.model.split(name)[0] for name in found.path.names]
    graph = DependencyGraph(primer.model)
    assert all(b in graph.effects(a) for a, b in pairwise(names))
    assert found.stock is not None
    assert names[0] == found.stock.name


def test_another_strongest_chain_is_named() -> None:
    primer = load("sme_primer")
    found = why(primer, primer.settings(), primer.settings("full_package"), "Exports")
    assert found.first.another_way
    assert "But the strongest chain behind Exports, which moved in 2011, is another: policy " in (
        found.sentence.en
    )
