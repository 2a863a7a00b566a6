"""PySD runs the China model as it stands, and finds the same stocks.

It writes the numbers of a table with eight decimals: the share of the smallest province,
0.000365555, is a little more than 1e-5 of itself off from the beginning.
"""

from __future__ import annotations

import numpy as np
import pytest

from sdlib import LoadedModel
from sdlib.engine import PysdEngine
from sdlib.model.structure import Stock

HALF_A_YEAR = np.arange(1999, 1999.75, 0.25)

NEAR_ZERO = {"Perceived net gain": 1e-5}
"""Differences of sums ten million times as large, to what of those shows [unit of the stock]."""


@pytest.mark.slow
def test_pysd_finds_the_same_stocks(china: LoadedModel) -> None:
    stocks = [v.name for v in china.model.variables.values() if isinstance(v, Stock)]
    ours = china.engine.run(china.model, {}, stocks, HALF_A_YEAR).values
    theirs = PysdEngine().run(china.model, {}, stocks, HALF_A_YEAR).values
    for name in stocks:
        least = NEAR_ZERO.get(name, 1e-9 * float(np.abs(ours[name]).max()))
        np.testing.assert_allclose(theirs[name], ours[name], rtol=3e-5, atol=least, err_msg=name)
