"""``sdlib why`` and ``sdlib loops`` for persons and for programs."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from sdlib.cli import commands
from tests.support.small import CHECKS_YAML, write_package
from tests.support.tanks import TANKS


@pytest.fixture
def tanks_file(tmp_path: Path) -> str:
    file = tmp_path / "tanks.mdl"
    file.write_text(TANKS, encoding="utf-8")
    return str(file)


def sdlib(*words: str) -> Result:
    result = CliRunner().invoke(commands, list(words), env={"COLUMNS": "160"})
    assert result.exit_code == 0, result.output
    return result


def why(file: str, variable: str, *more: str) -> Result:
    return sdlib("why", file, "baseline", "baseline", variable, "--set", "lever=1", *more)


def test_the_table_tells_what_each_input_explains(tanks_file: str) -> None:
    printed = why(tanks_file, "steered").stdout
    assert "steered itself moved first, at once with what was changed: lever > steered" in printed
    rows = {line.split()[0]: line for line in printed.splitlines() if line.strip()}
    assert "tanks: what explains the difference of steered at time 10" in printed
    assert "baseline with changes" in printed
    # 14 litres more in the lower tank, and 3 at once from the lever.
    assert rows["Lower"].split()[-2:] == ["82", "%"]
    assert "lever (set)" in printed
    assert rows["lever"].split()[-2:] == ["18", "%"]


def test_another_time_can_be_asked_for(tanks_file: str) -> None:
    printed = why(tanks_file, "steered", "--time", "3").stdout
    assert "what explains the difference of steered at time 3" in printed
    assert "At time 3 steered is +3 litre" in printed


@pytest.mark.parametrize("columns", ["40", "60"])
def test_the_table_never_cuts_a_number_or_its_unit(tanks_file: str, columns: str) -> None:
    words = ["why", tanks_file, "baseline", "baseline", "steered", "--set", "lever=1"]
    wide, narrow = (
        CliRunner().invoke(commands, words, env={"COLUMNS": count}).stdout.split("\n\n", 1)[1]
        for count in ("200", columns)
    )
    assert max(map(len, narrow.splitlines())) <= int(columns) < max(map(len, wide.splitlines()))
    assert set(re.findall(r"[\d,.]+", wide)) == set(re.findall(r"[\d,.]+", narrow))
    assert narrow.count("litre") == wide.count("litre")


def test_json_holds_everything(tanks_file: str) -> None:
    tree = json.loads(why(tanks_file, "steered", "--json").stdout)
    assert tree["runs"] == ["baseline", "baseline with changes"]
    assert tree["changed"] == ["lever"]
    assert tree["first"]["stock"] == {
        "variable": "Upper", "time": 3.0, "difference": 5.0, "unit": "litre",
    }  # fmt: skip
    assert set(tree["sentence"]) == {"en", "zh"}
    assert tree["time"] == 10
    causes = {cause["variable"]: cause for cause in tree["causes"]["causes"]}
    assert causes["Lower"]["explains"][-1] == pytest.approx(14)
    assert causes["lever"]["explains"] == [3.0] * 11
    assert causes["lever"]["set"]
    assert sum(cause["share"] for cause in causes.values()) == pytest.approx(1)
    difference = [b - a for a, b in zip(*tree["causes"]["values"], strict=True)]
    explained = [sum(v) for v in zip(*(c["explains"] for c in causes.values()), strict=True)]
    assert explained == pytest.approx(difference)


def test_depth_counts_where_causes_part(tanks_file: str) -> None:
    def deep(tree: dict[str, list[dict[str, object]]]) -> int:
        return 1 + max((deep(t) for t in tree["causes"]), default=0)  # type: ignore[arg-type]

    shallow, deeper = (
        deep(json.loads(why(tanks_file, "steered", "--json", "--depth", depth).stdout)["causes"])
        for depth in ("1", "2")
    )
    assert shallow < deeper


def test_loops_are_shown_with_their_periods(tmp_path: Path) -> None:
    package = str(write_package(tmp_path))
    printed = sdlib("loops", package, "loans").stdout
    assert "Named loops, share of these loops alone" in printed
    assert "Crowding" in printed
    assert "The named loop with the largest share" in printed
    assert printed.startswith("Small, loans\n")
    assert "R1: Firms > entry\nB1: Firms > exit\nGroup 1: Firms." in printed
    assert "Dominates" not in printed.split("all 3 loops found")[0]
    assert "-0 %" not in printed
    assert "all 3 loops found, share of all of them" in printed
    assert "is declared" not in printed


def test_a_loop_that_acts_otherwise_than_declared_is_told(tmp_path: Path) -> None:
    wrong = CHECKS_YAML.replace("kind: balancing", "kind: reinforcing")
    printed = sdlib("loops", str(write_package(tmp_path, checks_yaml=wrong))).stdout
    assert "'Crowding' is declared reinforcing and acts balancing." in printed


def test_loops_as_json(tmp_path: Path) -> None:
    tree = json.loads(sdlib("loops", str(write_package(tmp_path)), "--json").stdout)
    (crowding,) = tree["named"]["loops"]
    assert crowding["key"] == "crowding"
    assert crowding["label"] == {"en": "Crowding", "zh": "拥挤"}
    assert tree["found"]["complete"]
    shares = [loop["share"] for loop in tree["found"]["loops"]]
    totals = [sum(map(abs, at)) for at in zip(*shares, strict=True)]
    assert totals == pytest.approx([1.0] * len(tree["found"]["time"]))
    assert tree["named"]["periods"][0]["share"] == -1
    share = tree["named"]["periods"][0]["share_of_all"]
    assert tree["named"]["periods"][0]["dominates"] == (abs(share) >= 0.5)
    assert tree["found"]["groups"] == {"1": ["Firms"]}
    assert tree["found"]["periods"][0]["begin"] == tree["found"]["time"][0]


def test_a_model_without_loops_says_so(tmp_path: Path) -> None:
    file = tmp_path / "line.mdl"
    file.write_text(TANKS, encoding="utf-8")
    assert "No feedback loop acts in this run." in sdlib("loops", str(file)).stdout
