"""Errors, shares and skill against values that were worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from sdlib.study.fit.measures import (
    error_shares,
    explained_share,
    exponential_trend,
    growth_rates,
    log_slope,
    mape_percent,
    naive_projection,
    one_step_naive,
    skill,
)

YEARS = np.arange(2000.0, 2008.0)


def test_the_mean_absolute_error_is_in_per_cent_of_the_observation() -> None:
    assert mape_percent(np.array([110.0, 80.0]), np.array([100.0, 100.0])) == pytest.approx(15)


def test_the_trend_goes_through_exponential_points_and_beyond() -> None:
    observed = 5 * np.exp(0.1 * (YEARS - 2000))
    assert log_slope(YEARS, observed) == pytest.approx(0.1)
    assert exponential_trend(YEARS, observed) == pytest.approx(observed)
    later = exponential_trend(YEARS, observed, np.array([2020.0]))
    assert later == pytest.approx([5 * np.exp(2)])


def test_the_naive_projection_carries_the_last_growth_on() -> None:
    # 100 to 120 in two years: a factor 1.2 every two years.
    times, observed = np.array([1990.0, 2000.0, 2002.0]), np.array([7.0, 100.0, 120.0])
    found = naive_projection(times, observed, np.array([2004.0, 2006.0]))
    assert found == pytest.approx([144, 172.8])


def test_the_naive_projection_inside_knows_the_two_points_before() -> None:
    found = one_step_naive(np.array([1.0, 2.0, 3.0, 4.0]), np.array([1.0, 2.0, 8.0, 8.0]))
    assert np.isnan(found[:2]).all()
    assert found[2:] == pytest.approx([4, 32])


def test_growth_is_a_rate_between_neighbours() -> None:
    found = growth_rates(np.array([0.0, 1.0, 3.0]), np.array([1.0, np.e, np.e**2]))
    assert found == pytest.approx([1, 0.5])


def test_the_explained_share_by_hand() -> None:
    # Observed 1, 2, 3: the squares about their mean add up to 2; the errors' squares to 0.5.
    assert explained_share(np.array([1.5, 2.0, 2.5]), np.array([1.0, 2.0, 3.0])) == pytest.approx(
        0.75
    )
    assert explained_share(np.array([2.0, 2.0, 2.0]), np.array([1.0, 2.0, 3.0])) == pytest.approx(0)


@pytest.mark.parametrize("observed", [[], [1.0, 2.0], [2.0, 2.0, 2.0]])
def test_too_few_or_equal_observations_have_no_explained_share(observed: list[float]) -> None:
    values = np.array(observed)
    assert explained_share(values, values) is None


def test_the_shares_of_the_error_by_hand() -> None:
    # Observed has mean 2 and deviation 1; modelled is 3 + 2 * (1, -1, ...), in step with it:
    # mean squared error (3-2)^2 + (2-1)^2 + 0 = 2.
    swing = np.tile([1.0, -1.0], 4)
    found = error_shares(3 + 2 * swing, 2 + swing)
    assert found is not None
    assert (found.bias, found.variance) == pytest.approx((0.5, 0.5))
    assert found.covariance == pytest.approx(0, abs=1e-12)
    # Out of step: only the covariance is left.
    opposite = error_shares(2 - swing, 2 + swing)
    assert opposite is not None
    assert opposite.covariance == pytest.approx(1)


def test_the_shares_add_up_to_one() -> None:
    generator = np.random.default_rng(5)
    observed = generator.normal(10, 3, 12)
    found = error_shares(observed + generator.normal(1, 2, 12), observed)
    assert found is not None
    assert found.bias + found.variance + found.covariance == pytest.approx(1)
    assert min(found.bias, found.variance, found.covariance) > 0


def test_seven_points_or_no_error_have_no_shares() -> None:
    assert error_shares(np.arange(7.0) + 1, np.arange(7.0)) is None
    assert error_shares(np.arange(8.0), np.arange(8.0)) is None


def test_skill_is_the_part_of_the_reference_error_that_is_avoided() -> None:
    assert skill(5, 20) == pytest.approx(0.75)
    assert skill(30, 20) == pytest.approx(-0.5)
    assert skill(5, 0) is None
