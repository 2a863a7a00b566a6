"""``sdlib calibrate`` and ``sdlib fit``: what they print, write and refuse."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from typer.testing import CliRunner

from sdlib import load
from sdlib.cli import commands
from sdlib.study.calibration import calibrate
from sdlib.study.fit import fit_of
from tests.support.calibrated import (
    CALIBRATION,
    MODEL_TEXT,
    TRUTH,
    UNKNOWABLE,
    write_calibrated,
)
from tests.support.small import write_package

RUNNER = CliRunner(env={"COLUMNS": "200"})


def fine(*words: object) -> str:
    result = RUNNER.invoke(commands, [str(word) for word in words])
    assert result.exit_code == 0, result.output
    return result.stdout


def refused(*words: object) -> str:
    result = RUNNER.invoke(commands, [str(word) for word in words])
    assert result.exit_code == 2, result.output
    return " ".join(result.stderr.split())


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return write_calibrated(tmp_path)


def test_calibrate_prints_values_intervals_and_correlation(package: Path) -> None:
    found = calibrate(load(package))
    text = fine("calibrate", package)
    (rate, room) = found.parameters
    low, high = rate.interval
    assert re.search(rf"birth rate +1/Year +0\.2 +{rate.value} +{low:.4g} to {high:.4g}", text)
    assert re.search(rf"room +firm +5000 +{room.value} .* 1000 to 1e\+04 +yes", text)
    assert re.search(r"firms_counted +log +1 +16 +100 %", text)
    assert re.search(rf"2 room +{found.correlation[1][0]:.2f} +1\.00", text)
    assert "4 of 4 starts come within 1 %" in text
    assert f"Objective {found.objective:.6g}, {found.objective_before:.6g} before" in text


def test_calibrate_says_what_the_data_do_not_tell(tmp_path: Path) -> None:
    text = fine("calibrate", write_calibrated(tmp_path, calibration_yaml=UNKNOWABLE))
    assert "not identified: its interval is open below and above; start" in text
    assert "open to open" in text


def test_calibrate_writes_only_the_numbers_into_the_model(package: Path, tmp_path: Path) -> None:
    out = tmp_path / "found.json"
    text = fine("calibrate", package, "--write", "--out", out, "--seed", 5)
    assert f"{out}: everything" in text
    tree = json.loads(out.read_text(encoding="utf-8"))
    values = {p["variable"]: p["value"] for p in tree["parameters"]}
    expected = MODEL_TEXT.replace("birth rate = 0.2\n", f"birth rate = {values['birth rate']:g}\n")
    expected = expected.replace("room = 5000\n", f"room = {values['room']:g}\n")
    assert (package / "model.mdl").read_text(encoding="utf-8") == expected
    assert tree["made_by"]["command"] == f"sdlib calibrate {package} --seed 5 --write"
    assert tree["made_by"]["seed"] == 5
    hashes = [hashlib.sha256(text.encode()).hexdigest() for text in (MODEL_TEXT, expected)]
    made = tree["made_by"]
    assert [made["model_hash"], made["written_model_hash"]] == hashes
    # What the file says of the fit is what the written model has.
    inside = tree["fit"]["series"][0]["inside"]["mape_percent"]
    (firms,) = fit_of(load(package)).series
    assert firms.inside is not None
    assert firms.inside.mape_percent == pytest.approx(inside, rel=1e-12)


def test_calibrate_writes_an_element_of_an_array(tmp_path: Path) -> None:
    text = CALIBRATION.replace("{variable: birth rate,", "{variable: 'birth boost[loans]',")
    text = text.replace("[0.1, 0.4]", "[0.5, 2]")
    package = write_calibrated(tmp_path, calibration_yaml=text)
    tree = json.loads(fine("calibrate", package, "--write", "--json"))
    (boost, room) = tree["parameters"]
    assert (boost["variable"], boost["unit"]) == ("birth boost[loans]", "Dmnl")
    assert boost["value"] == pytest.approx(TRUTH["birth rate"] / 0.2, rel=0.05)
    expected = MODEL_TEXT.replace("[Policy] = 1, 1\n", f"[Policy] = {boost['value']:g}, 1\n")
    expected = expected.replace("room = 5000\n", f"room = {room['value']:g}\n")
    assert (package / "model.mdl").read_text(encoding="utf-8") == expected
    # The fit of the record, which is that of the changed inputs, is that of the written model.
    again = json.loads(fine("fit", package, "--json"))["series"][0]["inside"]["mape_percent"]
    assert again == pytest.approx(tree["fit"]["series"][0]["inside"]["mape_percent"], rel=1e-12)


def test_a_second_calibration_changes_nothing(package: Path) -> None:
    fine("calibrate", package, "--write")
    once = (package / "model.mdl").read_bytes()
    fine("calibrate", package, "--write", "--seed", 8)
    assert (package / "model.mdl").read_bytes() == once


def test_a_changed_model_is_told_beside_json(package: Path) -> None:
    words = ["calibrate", str(package), "--starts", "1", "--json"]
    result = RUNNER.invoke(commands, words)
    assert json.loads(result.stdout)["made_by"]["written_model_hash"] is None
    assert "model.mdl" not in result.stderr
    result = RUNNER.invoke(commands, [*words, "--write"])
    assert json.loads(result.stdout)["parameters"]
    assert f"{package / 'model.mdl'}: the values" in result.stderr


def test_without_write_the_model_stays(package: Path) -> None:
    fine("calibrate", package, "--starts", 1)
    assert (package / "model.mdl").read_text(encoding="utf-8") == MODEL_TEXT


def test_the_same_file_comes_as_yaml_and_as_json(package: Path, tmp_path: Path) -> None:
    paths = [tmp_path / "a.json", tmp_path / "a.yaml"]
    for path in paths:
        fine("calibrate", package, "--starts", 2, "--out", path)
    trees = [json.loads(paths[0].read_text()), YAML(typ="safe").load(paths[1].read_text())]
    printed = json.loads(fine("calibrate", package, "--starts", 2, "--json"))
    assert trees[0] == trees[1] == printed


def test_calibrate_refuses_before_it_works(package: Path, tmp_path: Path) -> None:
    assert "the ending '.txt' is not known" in refused("calibrate", package, "--out", "a.txt")
    assert "there is no folder" in refused("calibrate", package, "--out", tmp_path / "no/a.json")
    message = refused("calibrate", write_package(tmp_path / "bare"))
    assert "has no calibration.yaml" in message
    assert "docs/models.md shows one" in message
    text = MODEL_TEXT.replace("birth rate = 0.2\n", "birth rate = (0.2)\n")
    (package / "model.mdl").write_text(text, encoding="utf-8")
    message = refused("calibrate", package, "--write")
    assert "the equation of 'birth rate' is not one plain number" in message
    assert fine("calibrate", package, "--starts", 1)


def test_fit_prints_each_window_with_its_run(package: Path) -> None:
    text = fine("fit", package)
    (firms,) = fit_of(load(package)).series
    rows = (
        (firms.inside, "2000 to 2015", "fitted"),
        (firms.after_actual, "2016 to 2020", "actual drivers"),
        (firms.after_known, "2016 to 2020", "known in 2015"),
    )
    for window, span, run in rows:
        assert window is not None
        assert re.search(
            rf"{span}, {run} +{window.count} +{window.mape_percent:.1f} % .*"
            rf"{window.growth_r2:.2f}",
            text,
        )
    assert firms.inside is not None
    assert firms.inside.shares is not None
    assert f"{firms.inside.shares.bias:.2f} {firms.inside.shares.variance:.2f}" in text
    assert (
        "Known in 2015: scenario baseline with policy stop = 2015, later growth = 0.06931" in text
    )


def test_fit_marks_what_holds_for_fewer_points(package: Path) -> None:
    text = fine("fit", package)
    (firms,) = fit_of(load(package)).series
    assert firms.inside is not None
    assert firms.inside.naive_skill is not None
    assert f"*{firms.inside.naive_mape_percent:.1f} %" in text
    assert f"*{firms.inside.naive_skill:.2f}" in text
    assert f"compares: firms_counted {firms.inside.beside_naive_mape_percent:.1f} %." in text
    # The star of the figures, twice, and that of its meaning.
    assert text.count("*") == 3


def test_fit_and_calibrate_cut_nothing_on_a_narrow_terminal(package: Path) -> None:
    for command in ("fit", "calibrate"):
        wide = fine(command, package)
        narrow = RUNNER.invoke(commands, [command, str(package)], env={"COLUMNS": "80"}).stdout
        assert "…" not in narrow
        assert "-0.00" not in narrow
        assert set(wide.split()) <= set(narrow.split())
        # The notes below are sentences, which terminals break.
        tables = narrow.split("MAPE: " if command == "fit" else "Objective ")[0].splitlines()
        assert max(map(len, tables)) <= 80
    assert "2016 to 2020, known in 2015" in RUNNER.invoke(
        commands, ["fit", str(package)], env={"COLUMNS": "80"}
    ).stdout  # fmt: skip


def test_fit_as_json_has_all_digits(package: Path) -> None:
    tree = json.loads(fine("fit", package, "loans", "--json"))
    (firms,) = fit_of(load(package), "loans").series
    assert tree["scenario"] == "loans"
    assert firms.inside is not None
    assert tree["series"][0]["inside"]["mape_percent"] == firms.inside.mape_percent


def test_fit_draws_a_chart(package: Path, tmp_path: Path) -> None:
    path = tmp_path / "fit.svg"
    assert f"{path}: 1 series" in fine("fit", package, "--chart", path)
    assert path.read_text(encoding="utf-8").startswith("<?xml")
    message = refused("fit", package, "--chart", tmp_path / "fit.pdf")
    assert "the ending '.pdf' is not known Allowed: .svg, .png" in message


def test_fit_of_a_bare_file_says_what_is_missing(package: Path) -> None:
    assert "declares no observations" in refused("fit", package / "model.mdl")
