"""``sdlib conformance``: a row a model, counts, JSON and the exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sdlib.cli import commands
from tests.support.recorded import GROWTH, TABLE, write_case

RUNNER = CliRunner(env={"COLUMNS": "200"})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_case(tmp_path, "right")
    write_case(tmp_path, "refused", text=GROWTH + "x = NO SUCH(1) ~~|")
    return tmp_path


def test_each_model_is_a_row(folder: Path) -> None:
    write_case(folder, "wrong", table=TABLE.replace("5.0625\t5", "6\t5"))
    (write_case(folder, "lone").parent / "output.tab").unlink()
    result = RUNNER.invoke(commands, ["conformance", str(folder)])
    assert result.exit_code == 1, result.output
    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert "right/right.mdl pass 5" in lines
    assert any(
        line.startswith("wrong/wrong.mdl mismatch 5 stock at 2: 5.0625, recorded 6")
        for line in lines
    )
    assert any(
        line.startswith("refused/refused.mdl unsupported line 7: the function NO SUCH")
        for line in lines
    )
    assert "3 models: 1 pass, 1 mismatch, 1 unsupported, 0 error" in lines
    assert "1 more have no recorded values beside them" in lines


def test_a_row_tells_what_the_run_says_of_itself(tmp_path: Path) -> None:
    """1 / (1 + 1 / x) where x is zero at first; recorded by a clock that missed it."""
    table = "Time\tx\n0\t1e-09\n1\t0.5\n"
    write_case(tmp_path, "near", text=GROWTH + "x = 1 / (1 + 1 / Time) ~~|", table=table)
    result = RUNNER.invoke(commands, ["conformance", str(tmp_path)])
    assert result.exit_code == 0, result.output
    assert "'x' divides by zero, first at time 0; its infinite quotient" in result.stdout
    tree = json.loads(RUNNER.invoke(commands, ["conformance", str(tmp_path), "--json"]).stdout)
    (note,) = tree["models"][0]["notes"]
    assert note.startswith("'x' divides by zero, first at time 0;")


def test_what_is_refused_fails_nothing(folder: Path) -> None:
    result = RUNNER.invoke(commands, ["conformance", str(folder)])
    assert result.exit_code == 0, result.output


def test_json_holds_everything(folder: Path) -> None:
    write_case(folder, "wrong", text=GROWTH + "x = 1 / Time ~~|", table="Time\tx\n0\t3\n1\t1\n")
    result = RUNNER.invoke(commands, ["conformance", str(folder), "--json"])
    assert result.exit_code == 1, result.output
    tree = json.loads(result.stdout, parse_constant=lambda text: pytest.fail(text))
    assert tree["counts"] == {"pass": 1, "mismatch": 1, "unsupported": 1, "error": 0}
    assert [model["model"] for model in tree["models"]] == [
        "refused/refused.mdl", "right/right.mdl", "wrong/wrong.mdl",
    ]  # fmt: skip
    assert tree["models"][0]["line"] == 7
    assert tree["models"][2] == {
        "model": "wrong/wrong.mdl",
        "recorded": "wrong/output.tab",
        "outcome": "mismatch",
        "compared": 0,
        "missing": [],
        "from_record": [],
        "left_out": [],
        "deviation": None,
        "variable": "x",
        "time": 0.0,
        "expected": 3.0,
        "found": None,
        "construct": "'x' has no value: it divides by zero, or a function has an argument "
        "that it does not take at time 0",
        "line": None,
        "notes": [],
    }


def test_the_tolerance_is_a_choice(folder: Path) -> None:
    write_case(folder, "wrong", table=TABLE.replace("5.0625\t5", "5.1\t5"))
    assert RUNNER.invoke(commands, ["conformance", str(folder)]).exit_code == 1
    words = ["conformance", str(folder), "--tolerance", "0.01"]
    assert RUNNER.invoke(commands, words).exit_code == 0
    result = RUNNER.invoke(commands, ["conformance", str(folder), "--tolerance", "1.5"])
    assert result.exit_code == 2
    assert "a share above 0 and below 1" in result.stderr


def test_a_folder_without_models_is_told(tmp_path: Path) -> None:
    result = RUNNER.invoke(commands, ["conformance", str(tmp_path)])
    assert result.exit_code == 2
    assert "there is no model in this folder" in result.stderr
