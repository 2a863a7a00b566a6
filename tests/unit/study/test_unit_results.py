"""The family "units" of the checks."""

from pathlib import Path

from sdlib import load
from sdlib.study.checks import CheckResult, check_model
from tests.support.small import MODEL


def unit_results(tmp_path: Path, text: str) -> list[CheckResult]:
    file = tmp_path / "bare.mdl"
    file.write_text(text, encoding="utf-8")
    return [result for result in check_model(load(file)) if result.kind == "units"]


def without(text: str, *lines: str) -> str:
    """Return the text with the units of these equations blanked."""
    for line in lines:
        head, found, tail = text.partition(line)
        assert found
        before, _, after = tail.partition("~	")
        text = head + found + before + "~	" + "\n" + after.partition("\n")[2]
    return text


def test_a_clean_model_has_one_result(tmp_path: Path) -> None:
    (result,) = unit_results(tmp_path, MODEL)
    assert result.passed
    assert result.found == "6 equations consistent"


def test_each_inconsistency_is_a_result_with_its_place(tmp_path: Path) -> None:
    text = MODEL.replace("exit = Firms * death rate", "exit = Firms + room * death rate")
    text = text.replace("INTEG(entry - exit, 1000)", "INTEG(room, 1000)")
    stock, rate = unit_results(tmp_path, text)
    assert not stock.passed
    assert stock.name == "Firms"
    assert stock.expected == "a stock changes by its unit per unit of time"
    assert stock.found == "left: firm/Year; right: firm; in: room"
    assert stock.place == f"{tmp_path / 'bare.mdl'}, line 11"
    assert rate.name == "exit"
    assert rate.expected == "the terms of a sum have one unit"
    assert rate.found == "left: firm; right: firm/Year; in: Firms + room * death rate"
    assert rate.place.endswith(", line 21")


def test_what_touches_a_missing_unit_is_counted_apart(tmp_path: Path) -> None:
    (result,) = unit_results(tmp_path, without(MODEL, "birth rate = 0.2"))
    assert result.passed
    assert result.found == "5 equations consistent, 1 not checked: units missing"


def test_a_bare_model_without_units_is_told_once(tmp_path: Path) -> None:
    text = "a = 2 ~~|\nb = a * 3 ~~|\nc = INTEG(a - b, 1) ~~|\n"
    control = "FINAL TIME=9~~|INITIAL TIME=0~~|SAVEPER=1~~|TIME STEP=1~~|"
    file = tmp_path / "bare.mdl"
    file.write_text(text + control, encoding="utf-8")
    failed = [r.name for r in check_model(load(file)) if not r.passed and "unit" in r.name]
    assert failed == ["unit of every variable"]
    assert unit_results(tmp_path, text + control) == []


def test_a_missing_unit_of_time_is_told(tmp_path: Path) -> None:
    head, mark, tail = MODEL.partition("FINAL TIME")
    results = unit_results(tmp_path, head + mark + tail.replace("Year", ""))
    assert [(r.name, r.passed) for r in results] == [("unit of time", False)]
