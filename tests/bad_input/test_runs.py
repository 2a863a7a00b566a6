"""Runs that are not finite: the message names the variable and the time."""

from __future__ import annotations

from pathlib import Path

import pytest

import sdlib
from sdlib.errors import RunError
from tests.bad_input.attacks import XMILE

TIMES = """
INITIAL TIME = 2000 ~ Year ~ |
FINAL TIME = 2010 ~ Year ~ |
TIME STEP = 0.5 ~ Year ~ |
SAVEPER = 1 ~ Year ~ |
"""

RUNS = {
    "division by zero": ("room = 2003 - Time ~ ~ |\nshare = 5 / room ~ ~ |", "share", 2003),
    "nothing by nothing": ("x = MIN(0, 2004 - Time) ~ ~ |\nshare = x / x ~ ~ |", "share", 2000),
    "between two saved years": ("share = 1 / (2003.5 - Time) ~ ~ |", "share", 2003.5),
    "overflow of a stock": ("s = INTEG(s * s * s, 1e30) ~ ~ |", "s", 2001.5),
    "overflow of an exponential": ("x = EXP(200 * (Time - 2000)) ~ ~ |", "x", 2004),
    "logarithm": ("x = LN(2005 - Time) ~ ~ |", "x", 2005),
    "root": ("x = SQRT(2005 - Time) ~ ~ |", "x", 2005.5),
    "one element": (
        "D: north, south ~ ~ |\nroom[D] = 1, 2 ~ ~ |\n"
        "share[D] = 1 / (room[D] * (2006 - Time) - 4) ~ ~ |",
        "share",
        2002,
    ),
}


@pytest.mark.parametrize("case", RUNS)
def test_the_message_names_variable_and_time(tmp_path: Path, case: str) -> None:
    text, variable, time = RUNS[case]
    last = "\nlast = " + variable + ("[south]" if "[" in text else "") + " ~ ~ |"
    last += "\nsum = INTEG(last, 0) ~ ~ |"
    (tmp_path / "model.mdl").write_text(text + last + TIMES)
    with pytest.raises(RunError) as caught:
        sdlib.load(tmp_path / "model.mdl").run(outputs=["sum"])
    assert caught.value.variable.startswith(variable)
    assert caught.value.time == time
    assert f"'{caught.value.variable}'" in str(caught.value)
    assert f"at time {time:g}" in str(caught.value)
    assert "look at what its equation divides by" in str(caught.value)


def test_a_changed_input_that_breaks_the_run_is_found(tmp_path: Path) -> None:
    (tmp_path / "model.mdl").write_text("room = 2 ~ ~ |\nshare = Time / room ~ ~ |" + TIMES)
    loaded = sdlib.load(tmp_path / "model.mdl")
    with pytest.raises(RunError) as caught:
        loaded.run(inputs={"room": 0.0})
    assert caught.value.variable == "share"
    assert loaded.run(inputs={"room": 1.0}, outputs=["share"]).table()["share"].iloc[0] == 2000


def test_an_outflow_that_would_empty_its_stock_tells_why_it_has_no_value(tmp_path: Path) -> None:
    variables = (
        "<stock name='s'><eqn>3</eqn><inflow>i</inflow><outflow>o</outflow><non_negative/></stock>"
        "<flow name='o'><eqn>2 + TIME * 8</eqn></flow><flow name='i'><eqn>o / 2</eqn></flow>"
    )
    (tmp_path / "model.xmile").write_text(XMILE.format(head="", dimensions="", variables=variables))
    with pytest.raises(RunError, match="'o' would take more than its stock holds") as caught:
        sdlib.load(tmp_path / "model.xmile").run(outputs=["s"])
    assert caught.value.time == 1
