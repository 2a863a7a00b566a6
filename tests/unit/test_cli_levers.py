"""``sdlib list`` of levers that a list of policies gives, and elements on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sdlib.cli import commands
from tests.support.places import write_places


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(write_places(tmp_path_factory.mktemp("places")))


def _shown(*words: str) -> str:
    done = CliRunner().invoke(commands, words, env={"COLUMNS": "200"})
    assert done.exit_code == 0, done.output
    return done.output


def _refused(*words: str) -> str:
    done = CliRunner().invoke(commands, words, env={"COLUMNS": "200"})
    assert done.exit_code == 2
    return done.output


def test_a_lever_of_a_list_takes_one_line_and_shared_settings_stand_once(folder: str) -> None:
    text = _shown("list", folder)
    (line,) = [line for line in text.splitlines() if line.startswith("loans ")]
    assert line.split() == ["loans", "Loans", "Credit", "FIN01,", "FIN02", "weak"]
    assert "LEVER.start" in text
    assert "loans.start" not in text
    assert "East+Central+West" in text
    assert "Firms by region [West]" in text


def test_one_lever_is_shown_with_all_that_is_known_of_it(folder: str) -> None:
    text = _shown("list", folder, "--lever", "plan")
    for words in (
        "Plan (plan)", "Group: Rules", "Enters at: New firms", "Bottleneck: Money: Too little",
        "CLU02: A plan", "They ask for A plan. (A document, section CLU02)",
        "Survey: a third of 90 firms", "Adopted: 2003: Adopted (a gazette)",
        "Side effects: None seen. (judgement)", "Cost basis: Staff", "plan.target", "Central+West",
        "More firms: Loans help", "invented for a test",
    ):  # fmt: skip
        assert words in text


def test_everything_about_a_lever_is_there_as_data_in_both_languages(folder: str) -> None:
    tree = json.loads(_shown("list", folder, "--json"))
    lever = tree["levers"]["loans"]
    assert lever == json.loads(_shown("list", folder, "--lever", "loans", "--json"))
    assert list(lever["policies"]) == ["FIN01", "FIN02"]
    assert lever["policies"]["FIN02"]["adopted"][0]["event"] == {"en": "Adopted", "zh": "采纳"}
    assert lever["choices"]["target"]["elements"] == ["East", "Central", "West"]
    assert lever["evidence"]["loans_help"]["grade"] == "weak"
    assert lever["bottlenecks"]["money"]["meaning"]["zh"] == "资金不足"
    assert tree["outputs"][1]["labels"][2] == {
        "en": "Firms by region [West]", "zh": "分地区企业 [西部]",
    }  # fmt: skip
    assert tree["maps"][0]["over"] == "Province"


def test_a_lever_that_is_none_is_refused(folder: str) -> None:
    assert "did you mean 'loans'" in _refused("list", folder, "--lever", "loan")
    assert "is named without its model" in _refused("list", "--lever", "loans")


def test_elements_are_set_on_the_command_line(folder: str, tmp_path: Path) -> None:
    out = tmp_path / "t.csv"
    _shown(
        "run", folder, "--set", "loans=1", "--set", "loans.target=west+Central", "--out", str(out)
    )
    assert '"loans.target": ["Central", "West"]' in out.read_text(encoding="utf-8")
    assert "are the same" in _shown("reproduce", str(out))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("Wst", ["no element of Region named 'Wst'", "did you mean 'West'"]),
        ("", ["'loans.target' selects no element of Region", "East, Central, West"]),
        ("0.5", ["no element of Region named '0.5'", "the elements are East, Central, West"]),
    ],
)
def test_elements_that_are_none_are_told(folder: str, value: str, words: list[str]) -> None:
    message = _refused("run", folder, "--set", f"loans.target={value}", "--json")
    assert [word for word in words if word not in message] == []


def test_elements_for_a_number_are_told_with_all_other_faults(folder: str) -> None:
    message = _refused("run", folder, "--set", "loans=West", "--set", "taxes=x", "--set", "z")
    assert "3 faults found" in message
    assert "'loans' is set to 'West', which is not a number" in message
