"""``sdlib sensitivity`` and ``sdlib attribute``."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from sdlib import load
from sdlib.cli import commands
from sdlib.commands.sensitivity import wishes_of
from tests.support.small import write_package


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(write_package(tmp_path_factory.mktemp("package")))


def sdlib(*words: str | Path) -> Result:
    return CliRunner().invoke(commands, [str(word) for word in words], env={"COLUMNS": "200"})


def fine(*words: str | Path) -> str:
    result = sdlib(*words)
    assert result.exit_code == 0, result.stderr
    return result.stdout


def refused(*words: str | Path) -> str:
    result = sdlib(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Traceback" not in result.stderr
    return result.stderr


def test_sensitivity_prints_a_ranked_table(package: str) -> None:
    text = fine("sensitivity", package, "--samples", "8")
    assert "Small, baseline, at time 2020: Morris, 3 factors, 8 trajectories, 32 runs" in text
    assert re.search(r"Firms: [\d,]+ to [\d,]+ firm, mean [\d,]+", text)
    order = [text.index(name) for name in ("birth rate", "Death rate")]
    assert order == sorted(order)
    assert re.search(r"Death rate +death +0.01 +0.2 +[\d,]+ +[\d,]+ +-[\d,]+ +[\d,]+", text)
    assert "No effect in any of the runs" in text
    assert "policy strength[training]." in text
    assert "95 %" in text


def test_sensitivity_shows_shares_with_sobol(package: str) -> None:
    text = fine("sensitivity", package, "loans", "--method", "sobol", "--samples", "16", "--levers")
    assert "Sobol, 4 factors, 16 base points, 96 runs" in text
    assert re.search(r"Total +± +Alone +±", text)
    assert "Alone, the factors explain" in text
    assert re.search(r"Loans +loans +0 +1 ", text)


def test_sensitivity_shows_the_small_ones_on_request(package: str) -> None:
    words = ["sensitivity", package, "--samples", "4", "--all"]
    assert re.search(r"policy strength\[training\] +0 +1 +0 ", fine(*words))
    assert "birth rate" not in fine(*words, "--without", "birth rate")


def test_what_is_no_factor_can_be_held_at_a_value(package: str) -> None:
    words = ["sensitivity", package, "--samples", "4", "--without", "death", "--set", "death=0.2"]
    assert "2 factors" in fine(*words)


def test_one_factor_is_one_factor(package: str) -> None:
    words = ["sensitivity", package, "--samples", "4", "--factors", "death"]
    assert "Morris, 1 factor, 4 trajectories, 8 runs" in fine(*words)


def test_sensitivity_as_json_names_the_command_that_repeats_it(package: str) -> None:
    words = ["--factors", "room=1000:9000", "--factors", "death", "--set", "loans=0.5"]
    text = fine("sensitivity", package, "--samples", "4", "--seed", "3", *words, "--json")
    tree = json.loads(text)
    assert [factor["range"] for factor in tree["factors"]] == [[1000, 9000], [0.01, 0.2]]
    assert (tree["time"], tree["seed"], tree["lost"]) == (2020, 3, None)
    program, *again = shlex.split(tree["command"])
    assert program == "sdlib"
    assert fine(*again, "--json") == text


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_sensitivity_writes_the_same_file_again(package: str, tmp_path: Path, ending: str) -> None:
    path, chart = tmp_path / f"t.{ending}", tmp_path / "t.svg"
    words = ["sensitivity", package, "--samples", "4", "--out", path, "--chart", chart]
    text = fine(*words)
    assert str(path) in text
    assert str(chart) in text
    first = path.read_bytes(), chart.read_bytes()
    fine(*words)
    if ending == "csv":
        assert (path.read_bytes(), chart.read_bytes()) == first
        table = pd.read_csv(path, comment="#")
        assert table["factor"].tolist()[0] == "birth rate"
        assert "# command: sdlib sensitivity" in path.read_text(encoding="utf-8")
    else:
        assert load_workbook(path).sheetnames == ["effects", "outputs", "how"]
    assert b"Death rate" in chart.read_bytes()


def test_a_factor_may_have_an_equals_sign_in_its_name() -> None:
    found = wishes_of(["a=b", "a=b=1:2", "x=-1e3:2.5", " y ", "t=9:30"])
    assert [(w.key, w.low, w.high) for w in found] == [
        ("a=b", None, None),
        ("a=b", 1, 2),
        ("x", -1000, 2.5),
        ("y", None, None),
        ("t", 9, 30),
    ]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--method", "guess"], "there is no method 'guess'"),
        (["--samples", "2"], "2 samples are too few"),
        (["--factors", "deth"], "did you mean 'death'"),
        (["--factors", "room"], "give its ends: --factors 'room=LOW:HIGH'"),
        (["--output", "Frms"], "did you mean 'Firms'"),
        (["--time", "2001.5"], "a run has no values at time 2001.5"),
        (["--out", "t.doc"], ".csv, .xlsx"),
        (["--chart", "t.pdf"], ".svg, .png"),
        (["--without", "x"], "there is no factor named 'x'"),
        (["--set", "death=0.1"], "add --without 'death' to hold it at that value"),
        (["--set", "death rate=0.1"], "but 'death' is a factor of this study"),
        (["--factors", "death", "--set", "death=0.1"], "take 'death' out of --factors"),
    ],
)
def test_sensitivity_refuses(package: str, words: list[str], told: str) -> None:
    assert told in refused("sensitivity", package, *words)


def test_attribute_prints_who_contributed_what(package: str) -> None:
    text = fine("attribute", package, "both")
    assert text.startswith("Small, both\n")
    assert fine("attribute", package, "both", "--set", "loans=1").startswith(
        "Small, both with changes\n"
    )
    runs = [load(package).run("baseline", {"death": 0.1, **on}) for on in ({}, {"loans": 0.8})]
    before, after = (run.table()["Firms"].iloc[-1] for run in runs)
    change = after - before
    assert f"Firms [firm] at time 2020: {before:,.0f} without policies, {after:,.0f}" in text
    assert re.search(rf"Loans +\+{change:,.0f} +\+[\d.]+ +\+{change:,.0f} ", text)
    assert f"Firms in 2020: +{100 * change / before:.1f} % through Loans" in text
    assert "Against the baseline: assumptions alone -" in text
    assert "Interaction" not in text


@pytest.mark.parametrize("command", ["sensitivity", "attribute"])
def test_a_narrow_terminal_cuts_no_number(package: str, command: str) -> None:
    words = [command, package, "both"]
    narrow = CliRunner().invoke(commands, words, env={"COLUMNS": "80"}).stdout
    assert "…" not in narrow
    assert set(re.findall(r"[\d,.]+", fine(*words))) <= set(re.findall(r"[\d,.]+", narrow))


def test_attribute_adds_up_in_a_bare_model(package: str) -> None:
    words = ["--set", "birth rate=0.3", "--set", "policy strength[loans]=0.5", "--json"]
    tree = json.loads(fine("attribute", Path(package) / "model.mdl", *words))
    firms = tree["outputs"][0]
    shares = [entry["contribution"] for entry in firms["contributions"]]
    assert len(shares) == 2
    assert sum(shares) == pytest.approx(firms["change"], rel=1e-12)
    assert firms["both"] - firms["baseline"] == pytest.approx(firms["change"])
    assert set(firms["words"]) == {"en", "zh"}
    _, *again = shlex.split(tree["command"])
    assert json.loads(fine(*again, "--json"))["outputs"] == tree["outputs"]


def test_attribute_writes_its_tables(package: str, tmp_path: Path) -> None:
    fine("attribute", package, "both", "--out", tmp_path / "t.xlsx")
    book = load_workbook(tmp_path / "t.xlsx")
    assert book.sheetnames == ["contributions", "totals", "pairs", "how"]
    fine("attribute", package, "both", "--time", "2010", "--out", tmp_path / "t.csv")
    table = pd.read_csv(tmp_path / "t.csv", comment="#")
    assert table["policy"].tolist() == ["loans"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["baseline"], "no policy is switched on in 'baseline'"),
        (["lones"], "did you mean 'loans'"),
        (["loans", "--output", "x"], "there is no variable named 'x'"),
        (["loans", "--time", "1"], "a run has no values at time 1"),
        (["loans", "--out", "t.parquet"], ".csv, .xlsx"),
        (["loans", "--set", "policy strength[loans]=0.1"], "the lever 'loans' sets it as well"),
    ],
)
def test_attribute_refuses(package: str, words: list[str], told: str) -> None:
    assert told in refused("attribute", package, *words)
