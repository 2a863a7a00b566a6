from pathlib import Path

import pytest

from sdlib.engine.compiled import CompiledEngine
from sdlib.engine.lower import Lowering
from sdlib.engine.order import order
from sdlib.engine.program import Program
from sdlib.errors import CircularError, DataFileError
from sdlib.model import read_model

CONTROL = "\nFINAL TIME=4 ~~|INITIAL TIME=0 ~~|SAVEPER=1 ~~|TIME STEP=1 ~~|"


def program(tmp_path: Path, text: str) -> Program:
    file = tmp_path / "m.mdl"
    file.write_text(text + CONTROL, encoding="utf-8")
    lowering = Lowering(read_model(file), {})
    lowering.lower()
    return order(lowering)


def test_what_is_read_comes_before_what_reads_it(tmp_path: Path) -> None:
    found = program(tmp_path, "c = b * 2 ~~|b = a + Time ~~|a = s ~~|s = INTEG(c, 1) ~~|")
    assert [i.cell for i in found.step if i.role == "value"] == ["a", "b", "c"]
    assert [i.cell for i in found.start] == ["s"], "each step computes the others anew"


def test_what_does_not_change_is_computed_once(tmp_path: Path) -> None:
    found = program(tmp_path, "a = 2 ~~|b = a * 3 ~~|c = b + Time ~~|d = INITIAL(c) ~~|")
    assert found.steady >= {"a", "b", "d"}
    assert [i.cell for i in found.step] == ["c"]


@pytest.mark.parametrize(
    ("text", "circle", "at_start"),
    [
        ("a = b + 1 ~~|b = c ~~|c = a ~~|", {"a", "b", "c"}, False),
        ("a = a + 1 ~~|", {"a"}, False),
        ("s = INTEG(1, a) ~~|a = s + 1 ~~|", {"s", "a"}, True),
        ("D: x, y ~~|a[x] = a[y] ~~|a[y] = a[x] ~~|", {"a"}, False),
    ],
    ids=["three", "itself", "start", "elements"],
)
def test_a_circle_is_named_with_a_way_out(
    tmp_path: Path, text: str, circle: set[str], at_start: bool
) -> None:
    with pytest.raises(CircularError) as caught:
        program(tmp_path, text)
    assert set(caught.value.variables) == circle
    assert "need each other" in str(caught.value)
    assert ("at the start of a run" in str(caught.value)) or not at_start
    assert "SMOOTH" in caught.value.remedy


def test_every_unknown_construct_is_named_before_anything_runs(tmp_path: Path) -> None:
    text = "a = RANDOM RED NOISE(1, 2, 3, 4) ~~|\nb = 1 ~~|\nc = DELAY SOMETHING(b, 1, 0, 0) ~~|"
    file = tmp_path / "m.mdl"
    file.write_text(text + CONTROL, encoding="utf-8")
    with pytest.raises(DataFileError) as caught:
        CompiledEngine().run(read_model(file), {}, ["a"])
    message = str(caught.value)
    for words in (
        "line 1 ('a'): the function RANDOM RED NOISE",
        "line 3 ('c'): the function DELAY SOMETHING",
    ):
        assert words in message
    assert "--engine pysd" in message


def test_only_what_goes_round_in_circles_is_split(tmp_path: Path) -> None:
    text = (
        "R: north, south ~~|T: t1, t2, t3 ~~|Next: t2, t3 -> Prev ~~|Prev: t1, t2 ~~|"
        "a[R,t1] = Time ~~|a[R,Next] = b[R,Prev] ~~|b[R,T] = a[R,T] + 1 ~~|c[R,T] = b[R,T] * 2 ~~|"
    )
    found = program(tmp_path, text)
    loops = {
        cell: [tuple(len(loop.elements) for loop in i.loops) for i in found.step if i.cell == cell]
        for cell in "abc"
    }
    assert loops == {"a": [(2,), (2,), (2,)], "b": [(2,), (2,), (2,)], "c": [(2, 3)]}


def test_a_circle_of_elements_is_named_without_what_only_leads_to_it(tmp_path: Path) -> None:
    text = "T: t1, t2 ~~|a[t1] = b[t2] ~~|a[t2] = b[t1] ~~|b[T] = a[T] ~~|c = a[t1] ~~|"
    with pytest.raises(CircularError) as caught:
        program(tmp_path, text)
    assert set(caught.value.variables) == {"a", "b"}
