from pathlib import Path

import numpy as np
import pytest

from sdlib import load
from tests.support.small import MODEL


def bare(tmp_path: Path, text: str = MODEL):  # type: ignore[no-untyped-def]
    file = tmp_path / "some.mdl"
    file.write_text(text, encoding="utf-8")
    return load(file)


def test_constants_with_a_range_become_levers(tmp_path: Path) -> None:
    package = bare(tmp_path).package
    levers = package.levers
    ranged = ["birth rate", "policy strength[loans]", "policy strength[training]"]
    # Where only a few have one, the others follow, and those with a range are at hand first.
    assert list(levers)[:3] == ranged
    assert {"death rate", "room"} <= set(levers)
    assert list(package.first) == ranged
    assert levers["birth rate"].settings["value"].range == (0, 0.5)
    assert levers["birth rate"].settings["value"].step == 0.01


def test_without_any_range_every_constant_is_a_lever_and_says_so(tmp_path: Path) -> None:
    text = MODEL.replace("[0,0.5,0.01]", "").replace("[0,1]", "")
    levers = bare(tmp_path, text).package.levers
    assert {"birth rate", "death rate", "room"} <= set(levers)
    slider = levers["death rate"].settings["value"]
    assert slider.range == (0, 0.1)
    assert "assumption" in slider.reference


def test_a_value_outside_its_range_widens_it(tmp_path: Path) -> None:
    slider = bare(tmp_path, MODEL.replace("[0,0.5,0.01]", "[0.3,0.5]")).package.levers["birth rate"]
    assert slider.settings["value"].range == (0.2, 0.5)


def test_it_runs_with_its_levers(tmp_path: Path) -> None:
    loaded = bare(tmp_path)
    table = loaded.run(inputs={"birth rate": 0.3, "policy strength[loans]": 1}).table("Firms")
    assert float(table.iloc[-1, 0]) > float(loaded.run().table("Firms").iloc[-1, 0])


def test_parts_of_a_macro_are_no_outputs(tmp_path: Path) -> None:
    macro = """:MACRO: FILL(inflow)
FILL = INTEG(inflow, 0) ~ ~ |
:END OF MACRO:
tank = FILL(2) ~ ~ |
FINAL TIME = 3 ~~| INITIAL TIME = 0 ~~| SAVEPER = 1 ~~| TIME STEP = 1 ~~|
"""
    loaded = bare(tmp_path, macro)
    assert [variable.name for variable in loaded.model.stocks] == ["tank FILL 1 FILL"]
    assert loaded.outputs == ("tank",)


def test_outputs_begin_with_stocks(tmp_path: Path) -> None:
    package = bare(tmp_path).package
    assert package.outputs[0].variable == "Firms"
    assert len(package.headlines) <= 4


@pytest.mark.parametrize("value", [0.0, -3.0, 1e-9, 5.0])
def test_ranges_made_from_a_value_hold_it(tmp_path: Path, value: float) -> None:
    text = MODEL.replace("[0,0.5,0.01]", "").replace("[0,1]", "").replace("= 5000", f"= {value}")
    text = text.replace("Firms / room", "Firms * room")
    low, high = bare(tmp_path, text).package.levers["room"].settings["value"].range
    assert low < high
    assert low <= value <= high
    assert np.isfinite([low, high]).all()


CONTROL = "INITIAL TIME=2000~Year~|FINAL TIME=2040~Year~|TIME STEP=1~Year~|SAVEPER=1~Year~|"

RANGES = {
    "rate = 0.03 ~ 1/Year ~": (0, 0.06, 0.0005),
    "people = 9508 ~ person ~": (0, 20000, 200),
    "harvested fraction = 0.7 ~ Dmnl ~": (0, 1, 0.01),
    "policy year = 2015 ~ Year ~": (2000, 2040, 1),
    "never = 4000 ~ Year ~": (2000, 4000, 1),
    "duration = 5 ~ Year ~": (0, 10, 0.1),
    "tax switch = 0 ~ ~": (0, 1, 1),
    "mode = 1 ~ ~ 0: none, 1: all": (0, 1, 1),
    "given = 2 ~ m [0,3]": (0, 3, 0.02),
    "debt = -40 ~ yuan ~": (-80, 0, 0.5),
    "nothing = 0 ~ m ~": (0, 1, 0.01),
}


@pytest.mark.parametrize("equation", RANGES)
def test_a_range_is_what_a_reader_takes_in(tmp_path: Path, equation: str) -> None:
    levers = bare(tmp_path, f"{equation}|\nx = INTEG(1, 0) ~~|{CONTROL}").package.levers
    slider = next(iter(levers.values())).settings["value"]
    assert (*slider.range, slider.step) == pytest.approx(RANGES[equation])


def test_what_only_converts_units_comes_last(tmp_path: Path) -> None:
    text = "hours per day = 24 ~~|unit price = 1 ~~|cost per task = 20 ~~|"
    levers = bare(tmp_path, f"{text}x = INTEG(1, 0) ~~|{CONTROL}").package.levers
    assert list(levers) == ["cost per task", "hours per day", "unit price"]


def test_a_large_model_shows_what_much_depends_on_and_what_it_comes_to(tmp_path: Path) -> None:
    stocks = "".join(f"s{n} = INTEG(1, {n}) ~~|" for n in range(30))
    text = f"{stocks}people = s29 + s28 ~~|" + "".join(
        f"need {n} = people * {n} + s29 ~~|" for n in range(5)
    )
    package = bare(tmp_path, f"{text}welfare = need 1 + need 2 ~ index ~|{CONTROL}").package
    assert [output.variable for output in package.headlines] == ["s29", "people", "s28", "need 1"]
    assert "welfare" in [output.variable for output in package.outputs]
    assert len(package.outputs) == 24
    assert len(package.charts) == 37
    assert [chart.key for chart in package.charts[:2]] == ["s29", "people"]


VIEWS = """
\\\\\\---/// Sketch information - do not modify anything except names
V300  Do not put anything below this section - it will be ignored
*Demand
10,1,x,100,100,40,20,8,3,0,0,0,0,0,0
10,2,y,100,100,40,20,8,2,0,3,-1,0,0,0
\\\\\\---/// Sketch information - do not modify anything except names
*Supply
10,1,y,100,100,40,20,8,3,0,0,0,0,0,0
///---\\\\\\
"""


def test_levers_stand_in_the_views_that_define_them(tmp_path: Path) -> None:
    equations = f"x = 1 ~~|y = 2 ~~|z = INTEG(x + y, 0) ~~|{CONTROL}"
    levers = bare(tmp_path, equations + VIEWS).package.levers
    assert {key: lever.group for key, lever in levers.items()} == {"x": "Demand", "y": "Supply"}
