from __future__ import annotations

import pytest

from sdlib import LoadedModel
from sdlib.app.choice import (
    CUSTOM,
    Choice,
    Trail,
    band_of,
    changed_assumptions,
    changed_levers,
    settings_at,
    with_scenario,
    with_setting,
    with_values,
    without_assumptions,
    without_policies,
)


def test_a_value_that_equals_the_scenario_is_no_change(loaded: LoadedModel) -> None:
    choice = with_values(loaded, Choice(scenario="loans"), {"loans": 0.4})
    assert dict(choice.changes) == {"loans": 0.4}
    assert dict(with_values(loaded, choice, {"loans": 0.8}).changes) == {}


def test_the_given_choice_is_left_as_it_was(loaded: LoadedModel) -> None:
    choice = Choice()
    with_values(loaded, choice, {"loans": 0.4})
    assert choice == Choice()


@pytest.mark.parametrize(
    ("setting", "value", "start", "end"),
    [("start", 2020, 2020, 2021), ("end", 2004, 2003, 2004), ("end", 2001, 2000, 2001)],
)
def test_a_policy_never_ends_before_it_starts(
    loaded: LoadedModel, setting: str, value: float, start: float, end: float
) -> None:
    lever = loaded.package.levers["loans"]
    short = with_setting(loaded, Choice(), lever, "end", 2012)
    moved = with_setting(loaded, short, lever, setting, value)
    now = settings_at(loaded, moved).levers["loans"]
    assert (now["start"], now["end"]) == (start, end)


def test_noise_of_the_slider_is_taken_away(loaded: LoadedModel) -> None:
    lever = loaded.package.levers["loans"]
    choice = with_setting(loaded, Choice(), lever, "strength", 0.1 + 0.2)
    assert choice.changes["loans"] == 0.3


def test_resets_are_apart(loaded: LoadedModel) -> None:
    both = with_values(loaded, Choice(scenario="both"), {"loans": 0.3})
    no_policy = settings_at(loaded, without_policies(loaded, both))
    assert changed_levers(loaded, no_policy) == {}
    assert changed_assumptions(loaded, no_policy) == {"death": 0.1}
    as_usual = settings_at(loaded, without_assumptions(loaded, both))
    assert changed_assumptions(loaded, as_usual) == {}
    assert changed_levers(loaded, as_usual) == {"loans": {"strength": 0.3}}


def test_resetting_policies_takes_replaced_variables_back(loaded: LoadedModel) -> None:
    assert settings_at(loaded, Choice(scenario="wet")).overrides
    assert not settings_at(loaded, without_policies(loaded, Choice(scenario="wet"))).overrides


def test_another_scenario_keeps_assumptions_moved_by_hand(loaded: LoadedModel) -> None:
    choice = with_values(loaded, Choice(), {"death": 0.1, "loans": 0.1})
    assert dict(with_scenario(loaded, choice, "loans").changes) == {"death": 0.1}


def test_bands(loaded: LoadedModel) -> None:
    lever = loaded.package.levers["loans"]
    assert [band_of(lever, v) for v in (0, 0.4, 0.8, 0.5)] == ["off", "modest", "strong", CUSTOM]


def test_the_trail_goes_back_and_forth() -> None:
    first, second, third = (Choice(changes={"loans": v}) for v in (0.1, 0.2, 0.3))
    trail = Trail().left(first).left(second)
    trail, now = trail.back(third)
    assert now == second
    trail, now = trail.back(now)
    assert now == first
    assert trail.back(now) == (trail, first)
    trail, now = trail.forth(now)
    assert now == second
    assert trail.left(now).future == ()
    trail, now = trail.forth(now)
    assert trail.forth(now) == (trail, third)
