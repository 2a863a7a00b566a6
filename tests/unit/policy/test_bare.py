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
    levers = bare(tmp_path).package.levers
    assert list(levers) == ["birth rate", "policy strength[loans]", "policy strength[training]"]
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
