"""What is measured of two runs, on curves whose answers are known."""

import math

import numpy as np
import pytest

from sdlib.engine.base import Results
from sdlib.policy.evidence_schema import Evidence
from sdlib.policy.schema_values import Label
from sdlib.study.checks.measures import (
    effect,
    evidence_interval,
    half_time,
    peak_time,
    percent_change,
    turn_time,
)

TIME = np.arange(0.0, 11.0)


def test_half_of_a_ramp_is_reached_half_way() -> None:
    ramp = np.clip(TIME - 2, 0, 6)
    assert half_time(ramp, TIME, since=2, of=10) == pytest.approx(3)
    assert half_time(-ramp, TIME, since=2, of=10) == pytest.approx(3)
    assert half_time(ramp, TIME, since=0, of=10) == pytest.approx(5)


def test_half_of_a_jump_is_reached_within_the_step() -> None:
    jump = np.where(TIME >= 4, 1.0, 0.0)
    assert half_time(jump, TIME, since=3, of=10) == pytest.approx(0.5)
    assert half_time(jump, TIME, since=4, of=10) == pytest.approx(1)


def test_no_effect_has_no_half_no_peak_and_no_turn() -> None:
    nothing = np.zeros(11)
    assert math.isnan(half_time(nothing, TIME, since=0, of=10))
    assert math.isnan(peak_time(nothing, TIME))
    assert math.isnan(turn_time(nothing, TIME, "down"))


def test_the_peak_is_the_largest_change_up_or_down() -> None:
    assert peak_time(np.array([0, 1, -3, 2.0]), TIME[:4]) == 2


@pytest.mark.parametrize(
    ("change", "first", "turn"),
    [
        ([0, -1, -2, 1, 2], "down", 3),
        ([0, 1, 2, 0, -2], "up", 4),
        ([0, -1, -2, 1, 2], "up", math.nan),
        ([0, -1, 1, -1, 1], "down", math.nan),
        ([0, -1, -2, -1, 0], "down", math.nan),
    ],
)
def test_a_turn_is_one_change_of_sign_for_good(
    change: list[float], first: str, turn: float
) -> None:
    assert turn_time(np.array(change, dtype=float), TIME[:5], first) == pytest.approx(
        turn, nan_ok=True
    )


def test_rounding_is_no_effect_and_arrays_are_summed() -> None:
    base = np.full((3, 2), 5.0)
    moved = base + np.array([[0, 0], [1e-12, 0], [1, -3]])
    runs = [Results(time=TIME[:3], values={"x": values}) for values in (moved, base)]
    assert effect(runs[0], runs[1], "x").tolist() == [0, 0, -2]


def test_per_cent_of_nothing_is_nothing() -> None:
    assert math.isnan(percent_change(3, 0))
    assert percent_change(3, 2) == pytest.approx(50)


@pytest.mark.parametrize(
    ("unit", "low", "percent", "interval"),
    [
        ("fraction", 0.1, True, (10, 30)),
        ("Relative change", 0.1, True, (10, 30)),
        ("percent", 0.1, True, (0.1, 0.3)),
        ("fraction", 0.1, False, (0.1, 0.3)),
        ("fraction", None, True, (-math.inf, 30)),
        ("yuan", 0.1, True, None),
        ("yuan", 0.1, False, (0.1, 0.3)),
    ],
)
def test_evidence_becomes_an_interval(
    unit: str, low: float | None, percent: bool, interval: tuple[float, float] | None
) -> None:
    label = Label(en="a", zh="甲")
    evidence = Evidence(
        policy="A", quantity=label, unit=unit, low=low, central=None, high=0.3, finding=label,
        ends="read", grade="weak", reference="none",
    )  # fmt: skip
    found = evidence_interval(evidence, percent=percent)
    assert found == (None if interval is None else pytest.approx(interval))
