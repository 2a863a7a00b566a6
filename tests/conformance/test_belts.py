"""A conveyor of which the sources leave open what comes off ends the run; names, units, modules."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sdlib.engine import CompiledEngine
from sdlib.errors import RunError, SdError
from sdlib.model import Model, read_model

HEAD = (
    "<xmile xmlns='http://docs.oasis-open.org/xmile/ns/XMILE/v1.0' version='1.0'>"
    "<sim_specs method='{method}'><start>{first}</start><stop>{last}</stop><dt>{dt}</dt>"
    "</sim_specs>"
)
BELT = (
    "<stock name='x'><eqn>{level}</eqn><inflow>on</inflow><outflow>off</outflow>"
    "<outflow>lost</outflow><conveyor{how}><len>{time}</len></conveyor></stock>"
    "<flow name='on'><eqn>3</eqn></flow><flow name='off'/>"
    "<flow name='lost'><eqn>{share}</eqn><leak/></flow>"
)


def read(folder: Path, body: str, method: str = "Euler", times: str = "0 4 0.5") -> Model:
    first, last, dt = times.split()
    file = folder / "m.xmile"
    head = HEAD.format(method=method, first=first, last=last, dt=dt)
    file.write_text(f"{head}{body}</xmile>", encoding="utf-8")
    return read_model(file)


OPEN = {
    "a time that changes": (("5", "", "2 + STEP(1, 2)", "0.1"), "'off' is driven by .* at time 2"),
    "a time between two steps": (("5", "", "1.25", "0.1"), "'off' is driven by .* at time 0"),
    "no time": (("5", "", "0", "0.1"), "'off' is driven by .* at time 0"),
    "more than all": (("5", "", "2", "STEP(1.1, 3)"), "'off' is driven by .* at time 3"),
    "all that is there": (
        ("5", " exponential_leak='true'", "2", "STEP(2, 1)"),
        "'off' is driven by .* at time 1",
    ),
    "a leak back": (("5", "", "2", "-STEP(0.1, 3)"), "'off' is driven by .* at time 3"),
}


@pytest.mark.parametrize("case", OPEN)
def test_what_the_sources_leave_open_ends_the_run(tmp_path: Path, case: str) -> None:
    (level, how, time, share), words = OPEN[case]
    body = BELT.format(level=level, how=how, time=time, share=share)
    model = read(tmp_path, f"<model>{body}</model>")
    with pytest.raises(RunError, match=words) as caught:
        CompiledEngine().run(model, {}, ["x", "off"])
    assert "Try: look at the transit time of the conveyor" in str(caught.value)


def test_a_fraction_of_what_is_there_misses_nothing_by_its_last_digit(tmp_path: Path) -> None:
    """Nothing goes on, and what lies there at first is gone but for a rounding error."""
    body = BELT.format(level="8", how="", time="2", share="x / 100").replace(">3<", ">0<")
    run = CompiledEngine().run(read(tmp_path, f"<model>{body}</model>"), {}, ["x", "off", "lost"])
    np.testing.assert_allclose(run.values["x"][4:], 0, atol=1e-12)
    np.testing.assert_allclose(run.values["lost"][4:], 0, atol=1e-12)


def test_a_time_that_moves_between_two_steps_ends_the_run(tmp_path: Path) -> None:
    body = BELT.format(level="5", how="", time="2 + STEP(0.25, 1)", share="0")
    body = body.replace("<outflow>lost</outflow>", "").partition("<flow name='lost'>")[0]
    with pytest.raises(RunError, match=r"'off' is driven by .* at time 1"):
        CompiledEngine().run(read(tmp_path, f"<model>{body}</model>"), {}, ["off"])


def test_a_conveyor_is_moved_by_eulers_method_alone(tmp_path: Path) -> None:
    body = BELT.format(level="5", how="", time="2", share="0.1")
    with pytest.raises(SdError, match="'x' is a conveyor, which is moved by Euler's method alone"):
        read(tmp_path, f"<model>{body}</model>", method="RK4")


def test_a_depreciation_is_that_which_stella_recorded(tmp_path: Path) -> None:
    """Investments of 1e9 and 2.5e9 are written off in 20 years each, the first part at once.

    The figures are those of depreciate.csv, which Stella exported from SDEverywhere's model of that
    name; there a macro holds the conveyor.
    """
    body = (
        "<model><variables><aux name='amount'><eqn>WRITTEN(investment, 20)</eqn></aux>"
        "<aux name='investment'><eqn>1e6 * (IF TIME = 2022 THEN 1000 ELSE "
        "(IF TIME = 2026 THEN 2500 ELSE 0))</eqn></aux></variables></model>"
        "<macro name='WRITTEN'><eqn>part + at_once</eqn><parm>stream</parm><parm>life</parm>"
        "<variables><stock name='rest'><eqn>0</eqn><inflow>more</inflow><outflow>end</outflow>"
        "<outflow>part</outflow><conveyor><len>life - DT</len></conveyor></stock>"
        "<flow name='more'><eqn>stream - at_once</eqn></flow><flow name='end'><eqn>0</eqn></flow>"
        "<flow name='part'><eqn>1</eqn><leak/></flow>"
        "<aux name='at once'><eqn>stream * DT / life</eqn></aux></variables></macro>"
    )
    model = read(tmp_path, body, times="2020 2050 1")
    found = CompiledEngine().run(model, {}, ["amount"]).values["amount"]
    recorded = [0] * 2 + [5e7] * 4 + [1.75e8] * 16 + [1.25e8] * 4 + [0] * 5
    np.testing.assert_allclose(found, recorded, atol=1e-3)


def test_a_leak_has_a_fraction_of_its_own_where_it_stands(tmp_path: Path) -> None:
    body = BELT.format(level="5", how="", time="2", share="0.1")
    module = f"<model><variables><module name='m'/></variables></model><model name='m'>{body}"
    other = "<aux name='lost fraction'><eqn>7</eqn></aux></model>"
    model = read(tmp_path, f"\n\n{module}{other}")
    fraction = model.variable("m.lost fraction of the leak")
    assert (fraction.line, float(fraction.value)) == (3, 0.1)
    assert fraction.comment == "The share of what went on: what leaks from 'x' as 'lost'."
    assert model.variable("m.lost fraction").equation == "7"
    run = CompiledEngine().run(model, {"m.lost fraction of the leak": 0.0}, ["m.lost", "m.off"])
    assert run.values["m.lost"].tolist() == [0.0] * 9
    assert run.values["m.off"].tolist()[-1] == 3.0


@pytest.mark.parametrize(("how", "unit"), [("", "Dmnl"), (" exponential_leak='true'", "1/Day")])
def test_a_fraction_has_its_unit_where_the_leak_has_one(
    tmp_path: Path, how: str, unit: str
) -> None:
    body = BELT.format(level="5", how=how, time="2", share="0.1")
    body = body.replace("<leak/>", "<leak/><units>People/Day</units>")
    file = tmp_path / "m.xmile"
    read(tmp_path, f"<model>{body}</model>")
    text = file.read_text(encoding="utf-8").replace("method=", "time_units='Day' method=")
    file.write_text(text, encoding="utf-8")
    assert read_model(file).variable("lost fraction").unit == unit


def test_outflows_behind_the_first_leak_where_none_is_marked(tmp_path: Path) -> None:
    body = BELT.format(level="0", how="", time="1", share="0.5").replace("<leak/>", "")
    run = CompiledEngine().run(read(tmp_path, f"<model>{body}</model>"), {}, ["off", "lost"])
    assert run.values["off"].tolist() == [0.0, 0.0, *[1.5] * 7]


def test_the_causes_of_what_comes_off_are_the_conveyor_not_what_goes_on(tmp_path: Path) -> None:
    model = read(tmp_path, f"<model>{BELT.format(level='0', how='', time='1', share='1')}</model>")
    assert model.variable("off").equation == "what comes off 'x'"
    assert model.variable("lost").equation == "what leaks from 'x', of which 'lost fraction' leaks"
    assert model.variable("off").depends_on == {"x", "lost fraction"}
