"""Control variables of files."""

from __future__ import annotations

from pathlib import Path

import pytest

from sdlib.errors import ModelSyntaxError
from sdlib.model import Model, read_model

CONTROL = {"FINAL TIME": "9", "INITIAL TIME": "1", "SAVEPER": "TIME STEP", "TIME STEP": "0.5"}


def read(tmp_path: Path, equations: str, **given: str) -> Model:
    control = CONTROL | {name.replace("_", " "): text for name, text in given.items()}
    file = tmp_path / "m.mdl"
    file.write_text(equations + "".join(f"{k} = {v} ~~|\n" for k, v in control.items()))
    return read_model(file)


def test_expressions_of_constants_are_computed(tmp_path: Path) -> None:
    time = read(
        tmp_path,
        "span = 4 ~~|\ntwice = span * 2 ~~|\n",
        FINAL_TIME="INITIAL TIME + twice",
        SAVEPER="4 * TIME STEP",
        TIME_STEP="1 / span",
    ).time
    assert (time.initial, time.final, time.time_step, time.save_step) == (1, 9, 0.25, 1)


@pytest.mark.parametrize(
    ("equation", "part"),
    [
        ("moving + 1", "Time"),
        ("IF THEN ELSE(stock > 12, Time, 20)", "stock"),
        ("RANDOM UNIFORM(5, 9, 0)", "RANDOM UNIFORM"),
        ("9 / 0", "/"),
        ("FINAL TIME + 1", "FINAL TIME"),
        ("stock", "stock"),
    ],
)
def test_a_time_that_changes_is_refused(tmp_path: Path, equation: str, part: str) -> None:
    more = "moving = Time * 2 ~~|\nstock = INTEG(1, 9) ~~|\n"
    with pytest.raises(ModelSyntaxError) as caught:
        read(tmp_path, more, FINAL_TIME=equation)
    message = str(caught.value)
    assert f"FINAL TIME is not a number that is known before a run: it depends on '{part}'" in (
        message
    )
    assert "write the number that FINAL TIME has at the beginning" in message


@pytest.mark.parametrize(
    ("equation", "end"),
    [
        ("IF THEN ELSE(Time < 5, 10, 50)", 50),
        ("IF THEN ELSE(twice > 12, Time, 20)", 6.5),
        ("MAX(3, 8 - Time)", 4),
    ],
)
def test_an_end_that_moves_with_time_is_found(tmp_path: Path, equation: str, end: float) -> None:
    assert read(tmp_path, "twice = Time * 2 ~~|\n", FINAL_TIME=equation).time.final == end


def test_an_end_that_moves_is_not_found_where_an_equation_reads_it(tmp_path: Path) -> None:
    with pytest.raises(ModelSyntaxError, match="FINAL TIME is not a number"):
        read(tmp_path, "a = FINAL TIME ~~|\n", FINAL_TIME="MAX(3, 8 - Time)")


def test_a_save_step_that_changes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelSyntaxError, match="SAVEPER is not a number"):
        read(tmp_path, "a = 1 ~~|\n", SAVEPER="IF THEN ELSE(Time < 5, 1, 2)")
