"""The declared data of every model: units, references and languages, all of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from sdlib.model import check_units, read_model
from sdlib.policy.references import (
    Unfounded,
    faults_of_csv,
    faults_of_model,
    faults_of_yaml,
)
from tests.support.documents import ROOT

YAML_FILES = sorted([*ROOT.glob("models/**/*.yaml"), *ROOT.glob("scenarios/**/*.yaml")])
CSV_FILES = sorted(ROOT.glob("models/*/data/*.csv"))
EXPECTED_FILES = sorted(ROOT.glob("models/*/expected/*.json"))
"""What a command wrote; tests of the models compare it with what the command finds."""
MODEL_FILES = sorted(p for p in ROOT.glob("models/*/*") if p.suffix in (".mdl", ".xmile", ".stmx"))


def _lines(faults: list[Unfounded]) -> list[str]:
    return [f"{fault.place}: {fault.fault}" for fault in faults]


def _name(file: Path) -> str:
    return str(file.relative_to(ROOT))


def test_there_is_something_to_look_at() -> None:
    assert YAML_FILES
    assert CSV_FILES
    assert MODEL_FILES


def test_no_data_file_is_of_another_kind() -> None:
    known = {*YAML_FILES, *CSV_FILES, *EXPECTED_FILES, *MODEL_FILES}
    others = [
        _name(file)
        for folder in ("models", "scenarios")
        for file in (ROOT / folder).rglob("*")
        if file.is_file() and file not in known and file.suffix != ".md"
    ]
    assert others == []


@pytest.mark.parametrize("file", YAML_FILES, ids=_name)
def test_every_number_has_unit_and_reference_and_every_text_two_languages(file: Path) -> None:
    count, faults = faults_of_yaml(file)
    assert _lines(faults) == []
    assert count


@pytest.mark.parametrize("file", CSV_FILES, ids=_name)
def test_every_row_has_unit_and_reference(file: Path) -> None:
    count, faults = faults_of_csv(file)
    assert _lines(faults) == []
    assert count


@pytest.mark.parametrize("file", MODEL_FILES, ids=_name)
def test_every_number_of_a_model_file_has_unit_and_source(file: Path) -> None:
    model = read_model(file)
    assert [v.name for v in model.variables.values() if not v.unit] == []
    assert [v.name for v in model.variables.values() if not v.comment] == []
    count, faults = faults_of_model(model)
    assert _lines(faults) == []
    assert count


@pytest.mark.parametrize("file", MODEL_FILES, ids=_name)
def test_the_units_of_every_equation_agree(file: Path) -> None:
    report = check_units(read_model(file))
    assert [f"{found.variable}: {found.words}" for found in report.inconsistencies] == []
    assert report.unchecked == ()
    assert report.has_time
    assert report.consistent


WHOLE = """schema: 1
title: {en: Title, zh: 题}
settings:
  strength: {label: {en: Strength, zh: 力度}, unit: Dmnl, range: [0, 1], reference: assumption}
"""


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            ", reference: assumption",
            "",
            "(settings.strength.range.0): a number without a reference",
        ),
        (" unit: Dmnl,", "", "(settings.strength.range.1): a number without a unit"),
        ("schema: 1", "schema: 1\nnew: {deep: [{place: 3}]}", "(new.deep.0.place)"),
        ("schema: 1", "schema: 1\nnew: 3.5", "(new): a number without a unit"),
        ("zh: 题", "zh: Title", "(title): the Chinese text has no Chinese sign"),
        (", zh: 力度", "", "(settings.strength.label): not in both languages"),
        ("en: Title", "en: 题目", "(title): the English text has a Chinese sign"),
        ("title: {en: Title, zh: 题}", "title: Title", "(title): not in both languages"),
    ],
)
def test_planted_faults_are_found(tmp_path: Path, old: str, new: str, words: str) -> None:
    file = tmp_path / "model.yaml"
    file.write_text(WHOLE, encoding="utf-8")
    assert faults_of_yaml(file) == (3, [])
    assert old in WHOLE
    file.write_text(WHOLE.replace(old, new, 1), encoding="utf-8")
    assert words in "\n".join(_lines(faults_of_yaml(file)[1]))


def test_a_planted_row_is_found(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(
        "# comment\nseries,time,value,unit,definition,reference,confidence\na,1,2,,d,r,high\n"
    )
    count, faults = faults_of_csv(tmp_path / "t.csv")
    assert count == 1
    assert _lines(faults) == [f"{tmp_path / 't.csv'} (a 1): has no unit"]


@pytest.mark.parametrize(
    ("equation", "comment", "told"),
    [
        ("a = 3", "Assumption", True),
        ("a = 3", "The number of a.", False),
        ("a = b * 3", "Three times b.", False),
        ("a = b * 3", "Three times b. Source: a book", True),
        ("a = 1 - b / 2", "A half.", True),
    ],
)
def test_a_number_in_an_equation_says_where_it_comes_from(
    tmp_path: Path, equation: str, comment: str, told: bool
) -> None:
    control = "FINAL TIME=1~~|INITIAL TIME=0~~|SAVEPER=1~~|TIME STEP=1~~|"
    text = f"{equation} ~Dmnl ~{comment} |\nb = Time ~Dmnl ~Time |\n{control}"
    (tmp_path / "m.mdl").write_text(text, encoding="utf-8")
    faults = faults_of_model(read_model(tmp_path / "m.mdl"))[1]
    assert [fault.place for fault in faults] == (
        [] if told else [f"{tmp_path / 'm.mdl'}, line 1 (a)"]
    )
