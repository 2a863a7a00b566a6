"""Checks of a package whose levers choose elements and whose outputs are arrays."""

from __future__ import annotations

from pathlib import Path

import pytest

import sdlib
from sdlib.errors import DataFileError
from sdlib.study.checks import check_model
from sdlib.study.checks.result import CheckResult, Kind
from tests.support.places import MODEL, write_places

CHECKS_YAML = """schema: 1
extremes:
  - key: west_only
    label: {en: A loan bank of the West does little for the country, zh: 西部贷款对全国影响有限}
    run: {inputs: {loans: 1, loans.target: [West]}}
    expect:
      - {variable: All firms, at: end, change_percent: [1, 4]}
    reference: assumption
"""


def _extremes(folder: Path) -> list[CheckResult]:
    return [each for each in check_model(sdlib.load(folder)) if each.kind is Kind.EXTREME]


def test_a_check_may_choose_elements(tmp_path: Path) -> None:
    found = _extremes(write_places(tmp_path, checks_yaml=CHECKS_YAML))
    assert found
    assert [each for each in found if not each.passed] == []
    wide = CHECKS_YAML.replace("target: [West]", "target: [West, East]")
    broken = _extremes(write_places(tmp_path / "wide", checks_yaml=wide))
    assert len([each for each in broken if not each.passed]) == 1


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        ("[Wst]", ["checks.yaml, line", "no element of Region named 'Wst'", "did you mean 'West'"]),
        ("[]", ["selects no element of Region", "East, Central, West"]),
    ],
)
def test_elements_that_are_none_are_told(tmp_path: Path, chosen: str, words: list[str]) -> None:
    text = CHECKS_YAML.replace("target: [West]", f"target: {chosen}")
    with pytest.raises(DataFileError) as caught:
        check_model(sdlib.load(write_places(tmp_path, checks_yaml=text)))
    assert [word for word in words if word not in str(caught.value)] == []


TRIAL_YAML = """schema: 1
trials:
  - key: west_only
    label: {en: A loan bank of the West founds firms there alone, zh: 西部贷款只影响西部}
    run: {inputs: {loans: 1, loans.target: [West]}}
    expect:
      sizes:
        - {variable: "Firms by region[West]", time: 2020, between: [1, 500]}
        - {variable: "Firms by region[East]", time: 2020, between: [-1, 1]}
        - {variable: "Firms by region[East]", time: 2020, measure: ratio,
           to: "Firms by region[West]", between: [-0.1, 0.1]}
      peaks:
        - {variable: "Firms by region[West]", between: [2019, 2020]}
    reference: assumption
"""


def test_a_trial_measures_one_element(tmp_path: Path) -> None:
    def trials(folder: Path) -> list[CheckResult]:
        return [each for each in check_model(sdlib.load(folder)) if each.kind is Kind.TRIAL]

    found = trials(write_places(tmp_path, checks_yaml=TRIAL_YAML))
    assert [each.passed for each in found] == [True] * 4
    east = TRIAL_YAML.replace("target: [West]", "target: [East]")
    broken = trials(write_places(tmp_path / "east", checks_yaml=east))
    assert [each.passed for each in broken] == [False] * 4


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Firms by region[Wst]", ["subscript of Region named 'Wst'", "'West'", "sizes.0.variable"]),
        ("Firms by regin[West]", ["no variable named 'Firms by regin'", "'Firms by region'"]),
        ("All firms[West]", ["All firms", "it is a single number"]),
    ],
)
def test_an_element_that_is_none_is_told(tmp_path: Path, name: str, words: list[str]) -> None:
    text = TRIAL_YAML.replace("Firms by region[West]", name, 1)
    with pytest.raises(DataFileError) as caught:
        check_model(sdlib.load(write_places(tmp_path, checks_yaml=text)))
    assert [word for word in words if word not in str(caught.value)] == []


def test_a_choice_may_not_matter_while_its_lever_is_off(tmp_path: Path) -> None:
    def zero(folder: Path) -> CheckResult:
        (found,) = [c for c in check_model(sdlib.load(folder)) if c.kind is Kind.LEVER_ZERO]
        return found

    assert zero(write_places(tmp_path / "sound")).passed
    leaking = MODEL.replace("policy on[Policy]\n\t* SUM(", "(policy on[Policy] + 0.01)\n\t* SUM(")
    assert leaking != MODEL
    broken = zero(write_places(tmp_path / "leaking", model_mdl=leaking))
    assert not broken.passed
    assert "Firms by province" in broken.found
