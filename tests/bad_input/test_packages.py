"""Faults in the data files of a model package, each named with its file, line and key."""

from __future__ import annotations

from pathlib import Path
from shutil import rmtree

import pytest

import sdlib
from sdlib.errors import DataFileError, SdError
from tests.support.small import (
    EVIDENCE_YAML,
    HISTORY_CSV,
    MODEL_YAML,
    scenario,
    write_package,
)


def _with(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new, 1)


LOANS = "  loans:\n    policies: [FIN01]\n"
FILES: dict[str, tuple[dict[str, str], list[str]]] = {
    "duplicate key": (
        {"model_yaml": MODEL_YAML + "region: Elsewhere\n"},
        ["model.yaml", "line", "'region'", "twice"],
    ),
    "duplicate lever": (
        {"model_yaml": _with(MODEL_YAML, LOANS, LOANS + "    policies: [FIN02]\n")},
        ["model.yaml", "line", "'policies'", "twice"],
    ),
    "unknown key": (
        {"model_yaml": _with(MODEL_YAML, "observed_until", "observed_unti")},
        ["model.yaml", "line 7", "observed_unti", "observed_until"],
    ),
    "unknown key of a lever": (
        {"model_yaml": _with(MODEL_YAML, "    enters: entry", "    enter: entry")},
        ["levers.loans", "'enter'", "enters"],
    ),
    "unknown key of a scenario": ({"extra": scenario("lever: {}\n")}, ["extra.yaml", "levers"]),
    "duplicate key of a scenario": (
        {"extra": scenario("levers: {}\nlevers: {}\n")},
        ["extra.yaml", "line 6", "'levers'", "twice"],
    ),
    "missing key": (
        {"model_yaml": _with(MODEL_YAML, "region: Nowhere\n", "")},
        ["model.yaml", "region"],
    ),
    "text for a number": (
        {"model_yaml": _with(MODEL_YAML, "range: [0, 1]", "range: [0, lots]")},
        ["model.yaml", "range", "lots"],
    ),
    "infinite number": (
        {"model_yaml": _with(MODEL_YAML, "range: [0, 1]", "range: [0, .inf]")},
        ["range", "not a finite number"],
    ),
    "empty range": (
        {"model_yaml": _with(MODEL_YAML, "range: [0, 1]", "range: [1, 0]")},
        ["the range [1, 0] is empty"],
    ),
    "number without a unit": (
        {"model_yaml": _with(MODEL_YAML, "unit: Dmnl, range", "range")},
        ["settings.strength", "unit"],
    ),
    "number without a reference": (
        {"evidence_yaml": _with(EVIDENCE_YAML, "    reference: invented for a test\n", "")},
        ["evidence.yaml", "loans_help", "reference"],
    ),
    "unknown first lever": (
        {"model_yaml": _with(MODEL_YAML, "levers:\n", "first: [loan]\nlevers:\n")},
        ["model.yaml", "first", "no lever named 'loan'", "loans"],
    ),
    "label in one language": (
        {"model_yaml": _with(MODEL_YAML, "title: {en: Small, zh: 小}", "title: {en: Small}")},
        ["title", "zh"],
    ),
    "another schema": (
        {"model_yaml": _with(MODEL_YAML, "schema: 1", "schema: 2")},
        ["this program reads schema 1"],
    ),
    "no YAML": ({"extra": "schema: [1\n"}, ["extra.yaml", "line"]),
    "empty file": ({"extra": ""}, ["extra.yaml"]),
    "a list": ({"extra": "- 1\n"}, ["extra.yaml"]),
    "a tag that makes an object": (
        {"extra": scenario("levers: !!python/object/apply:os.system [ls]\n")},
        ["extra.yaml"],
    ),
    "value out of range": (
        {"extra": scenario("levers: {loans: {strength: 7}}\n")},
        ["extra.yaml", "levers.loans", "7", "0 to 1"],
    ),
    "end before start": (
        {"extra": scenario("levers: {loans: {start: 2015, end: 2010}}\n")},
        ["extra.yaml", "ends in 2010 and starts in 2015"],
    ),
    "unknown lever": (
        {"extra": scenario("levers: {loan: {strength: 1}}\n")},
        ["extra.yaml", "no lever named 'loan'", "'loans'"],
    ),
    "unknown scenario": (
        {"extra": scenario("combine: [bot]\n")},
        ["extra.yaml", "no scenario named 'bot'", "'both'"],
    ),
    "no value in a table": (
        {"history_csv": _with(HISTORY_CSV, "2001,1110", "2001,many")},
        ["history.csv", "line 4", "the value 'many' is not a number"],
    ),
    "no source in a table": (
        {"history_csv": _with(HISTORY_CSV, "counted,invented", "counted,")},
        ["history.csv", "line 3", "the reference is empty"],
    ),
    "no column in a table": (
        {"history_csv": _with(HISTORY_CSV, "unit,", "units,")},
        ["history.csv", "the column unit is missing"],
    ),
}


@pytest.mark.parametrize("case", FILES)
def test_the_message_names_file_and_key(tmp_path: Path, case: str) -> None:
    files, words = FILES[case]
    with pytest.raises(DataFileError) as caught:
        sdlib.load(write_package(tmp_path, **files)).run()
    assert [word for word in words if word not in str(caught.value)] == []


def test_faults_of_several_files_come_together(tmp_path: Path) -> None:
    cases = ["unknown lever", "no source in a table", "number without a reference"]
    files = {name: text for case in cases for name, text in FILES[case][0].items()}
    with pytest.raises(DataFileError) as caught:
        sdlib.load(write_package(tmp_path, **files))
    assert [w for case in cases for w in FILES[case][1] if w not in str(caught.value)] == []


def test_a_package_without_its_scenarios_is_told_where_they_are_looked_for(tmp_path: Path) -> None:
    folder = write_package(tmp_path)
    rmtree(tmp_path / "scenarios")
    with pytest.raises(SdError) as caught:
        sdlib.load(folder)
    assert "there is no scenario 'baseline'" in str(caught.value)
    assert str(tmp_path / "scenarios" / "small" / "baseline.yaml") in str(caught.value)
    assert "copy the folder of scenarios" in str(caught.value)
