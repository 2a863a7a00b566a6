"""The page of the China model says what its files hold."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from sdlib import LoadedModel, load
from sdlib.policy.checks_schema import ChecksFile
from sdlib.policy.yaml_file import read_yaml
from tests.support.documents import ROOT

FOLDER = ROOT / "models" / "china_sme"


@pytest.fixture(scope="module")
def china() -> LoadedModel:
    return load("china_sme")


@pytest.fixture(scope="module")
def lines() -> list[str]:
    return (FOLDER / "README.md").read_text(encoding="utf-8").splitlines()


@pytest.fixture(scope="module")
def declared() -> ChecksFile:
    return read_yaml(FOLDER / "checks.yaml", ChecksFile)


def test_the_page_counts_equations_as_they_are(china: LoadedModel, lines: list[str]) -> None:
    kinds = Counter(variable.kind for variable in china.model.variables.values())
    computed = kinds["stock"] + kinds["flow"] + kinds["auxiliary"]
    text = "\n".join(lines)
    assert f"{computed} computed equations, {kinds['stock']} of them stocks" in text
    assert f"There are {computed} computed ones" in text


def test_every_loop_has_its_row(lines: list[str], declared: ChecksFile) -> None:
    for loop in declared.loops:
        (row,) = [line for line in lines if line.startswith(f"| {loop.label.en} |")]
        kind = "R" if loop.kind == "reinforcing" else "B"
        low, high = loop.expect.change_percent
        assert row.split(" | ")[1:4] == [
            kind,
            loop.cut.variable,
            f"{loop.expect.variable} {loop.expect.time:g}: {low:g} to {high:g} %",
        ]
    kinds = [line for line in lines if " | R | " in line or " | B | " in line]
    assert len(kinds) == len(declared.loops)


def test_every_trial_has_its_row(lines: list[str], declared: ChecksFile) -> None:
    for trial in declared.trials:
        assert any(line.startswith(f"| {trial.label.en} |") for line in lines), trial.key


def test_calibrated_values_and_intervals_stand_on_the_page(lines: list[str]) -> None:
    text = (FOLDER / "expected" / "calibration.json").read_text(encoding="utf-8")
    for parameter in json.loads(text)["parameters"]:
        low, high = (
            "open" if end is None else f"{end:.4g}" for end in parameter["interval_95_percent"]
        )
        first, last = parameter["range"]
        assert (
            f"| {parameter['variable']} | {parameter['unit']} | {parameter['value']:.6g} "
            f"| {low} to {high} | {first:.4g} to {last:.4g} |"
        ) in lines
        if not parameter["identified"]:
            told = [line for line in lines if line.startswith("Not told by the data to 2007:")]
            assert parameter["variable"] in told[0]


def test_all_dimensions_and_sectors_are_told(china: LoadedModel, lines: list[str]) -> None:
    text = "\n".join(lines)
    for name in china.model.dimensions:
        assert f"| {name}" in text or f", {name} |" in text, name
    groups = {variable.group for variable in china.model.variables.values()} - {"Control"}
    told = text[text.index("## Sectors") : text.index("## Feedback loops")]
    assert [name for name in groups if name and name not in told] == []
