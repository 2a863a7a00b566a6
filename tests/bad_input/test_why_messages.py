"""What ``sdlib why`` and ``sdlib loops`` say to questions that have no answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from sdlib.cli import commands
from tests.support.small import CHECKS_YAML, write_package
from tests.support.tanks import TANKS


@pytest.fixture
def tanks_file(tmp_path: Path) -> str:
    file = tmp_path / "tanks.mdl"
    file.write_text(TANKS + "spoilt = LN(-1 - lever) ~~|\n", encoding="utf-8")
    return str(file)


def refused(*words: str) -> str:
    result = CliRunner().invoke(commands, list(words), env={"COLUMNS": "200"})
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    return result.stderr


CASES = {
    "unknown variable": (
        ["Uper", "--set", "lever=1"],
        ["there is no variable named 'Uper'", "did you mean 'Upper'"],
    ),
    "unknown element": (
        ["split[hut]", "--set", "lever=1"],
        ["no subscript of Kind named 'hut'", "did you mean 'hot'?"],
    ),
    "array without an element": (
        ["split", "--set", "lever=1"],
        ["'split' has 2 elements", "one of them: 'split[hot]', 'split[cold]'"],
    ),
    "curve": (
        ["curve", "--set", "lever=1"],
        ["'curve' is a curve, which has no values over time", "the variable that uses it"],
    ),
    "equal runs": (
        ["Upper"],
        ["nothing to explain: 'baseline' and 'baseline' are the same run", "--set"],
    ),
    "no path": (
        ["Upper", "--set", "valve=1"],
        ["the two runs are equal in 'Upper'; no path leads there from what differs: 'valve'",
         "'Upper' cannot change with it"],
    ),
    "a path that passes nothing on": (
        ["held", "--set", "lever=0.5"],
        ["the two runs are equal in 'held'", "a path leads there (lever > held), but the change "
         "of 'lever' comes to nothing on the way", "take a larger change"],
    ),
    "a time that is not saved": (
        ["Upper", "--set", "lever=1", "--time", "3.5"],
        ["a run has no values at time 3.5", "0 to 10 in steps of 1"],
    ),
    "a variable without a value": (
        ["spoilt", "--set", "lever=1"],
        ["'spoilt' has no value", "an argument that it does not take"],
    ),
    "a fault in --set": (["Upper", "--set", "lever"], ["--set 'lever' has no name and value"]),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_why(tanks_file: str, case: str) -> None:
    file = Path(tanks_file)
    file.write_text(file.read_text() + "held = MAX(lever, 0.7) ~~|\n", encoding="utf-8")
    words, expected = CASES[case]
    message = refused("why", tanks_file, "baseline", "baseline", *words)
    for text in expected:
        assert text in message


def test_an_unknown_scenario_of_either_run_is_told(tmp_path: Path) -> None:
    package = str(write_package(tmp_path))
    for runs in (("lans", "baseline"), ("baseline", "lans")):
        message = refused("why", package, *runs, "Firms")
        assert "there is no scenario named 'lans'" in message
        assert "did you mean 'loans'?" in message
    assert "did you mean 'loans'?" in refused("loops", package, "lans")


def test_a_faulty_checks_file_is_told_by_loops(tmp_path: Path) -> None:
    broken = CHECKS_YAML.replace("path: [Firms, effect", "path: [Frims, effect")
    message = refused("loops", str(write_package(tmp_path, checks_yaml=broken)))
    assert "checks.yaml" in message
    assert "Frims" in message


def test_a_run_that_breaks_is_told_by_loops(tmp_path: Path) -> None:
    file = tmp_path / "broken.mdl"
    text = TANKS.replace("feed = Upper * share fed", "feed = Upper / (Time - 4)")
    file.write_text(text, encoding="utf-8")
    assert "'feed' has no value" in refused("loops", str(file))
