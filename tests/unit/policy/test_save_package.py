"""A model file that is saved as a package runs, and passes the checks that it passed before."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import sdlib
from sdlib.cli import commands
from sdlib.errors import InputError
from sdlib.policy.save_package import package_files, package_name, zipped

TANK = """{UTF-8}
Side: left, right ~~|
tank = INTEG(inflow - tank * loss, start) ~ m3 ~ Water in the tank. |
start = 10 ~ m3 ~ Water at first. Assumption: any. |
inflow = 5 ~ m3/Month [0,10,0.5] ~ Water that comes in. Source: a made-up gauge, table 1. |
loss = 0.1 ~ 1/Month [0,1] ~ What is lost: "a tenth" #1. Assumption: one in ten. |
pool[Side] = INTEG(tank * loss * share[Side], empty) ~ m3 ~ What is lost, by side. |
empty = 0 ~ m3 ~ Nothing at first. Assumption: a dry day. |
share[Side] = 0.25, 0.75 ~ Dmnl [0,1,0.05] ~ To which side. Assumption: by the slope. |
never empty :THE CONDITION: tank > 0 :IMPLIES: inflow > 0 ~~|
INITIAL TIME = 0.5 ~ Month ~ |
FINAL TIME = 12.5 ~ Month ~ |
TIME STEP = 0.25 ~ Month ~ |
SAVEPER = 1 ~ Month ~ |
"""

PLAIN = (
    "x = INTEG(r, 1) ~~|\nr = 1e-05 ~~|\nINITIAL TIME=0~~|FINAL TIME=2~~|TIME STEP=1~~|SAVEPER=1~~|"
)

XMILE = (
    "<?xml version='1.0' encoding='gb18030'?>"
    "<xmile xmlns='http://docs.oasis-open.org/xmile/ns/XMILE/v1.0' version='1.0'>"
    "<sim_specs><start>0</start><stop>2</stop><dt>1</dt></sim_specs><model><variables>"
    "<stock name='企业'><eqn>5</eqn><inflow>entry</inflow></stock>"
    "<flow name='entry'><eqn>rate</eqn></flow><aux name='rate'><eqn>2</eqn></aux>"
    "</variables></model></xmile>"
)


def unpacked(file: Path, folder: Path, **given: object) -> Path:
    """Save a file as a package, and unpack it elsewhere."""
    files = package_files(sdlib.load(file).model, **given)  # type: ignore[arg-type]
    with zipfile.ZipFile(io.BytesIO(zipped(files))) as archive:
        archive.extractall(folder)
    return folder / "models" / package_name(file.stem)


def test_a_saved_package_runs_as_the_file_did_and_passes_all_checks(tmp_path: Path) -> None:
    file = tmp_path / "My tank (2).mdl"
    file.write_text(TANK, encoding="utf-8")
    folder = unpacked(file, tmp_path / "out")
    assert folder.name == "my_tank_2"
    before, after = sdlib.load(file), sdlib.load(folder)
    names = ["tank", "pool"]
    table = before.run(outputs=names).table()
    np.testing.assert_array_equal(table, after.run(outputs=names).table())
    moved = after.run(inputs={"loss": 0.3, "share_left": 0.5}, outputs=names).table()
    same = before.run(inputs={"loss": 0.3, "share[left]": 0.5}, outputs=names).table()
    np.testing.assert_array_equal(moved, same)
    checked = CliRunner().invoke(commands, ["check", str(folder)])
    assert checked.exit_code == 0, checked.output
    ran = CliRunner().invoke(commands, ["run", str(folder), "--set", "inflow=0"])
    assert ran.exit_code == 0, ran.output
    assert after.package.levers["inflow"].settings["value"].range == (0, 10)
    assert after.package.levers["inflow"].bands == {"low": 0, "as in the file": 5, "high": 10}
    assert after.package.observed_until is None


@pytest.mark.parametrize("text", [PLAIN, XMILE], ids=["mdl", "xmile"])
def test_a_file_without_units_or_in_another_encoding_is_saved_too(
    tmp_path: Path, text: str
) -> None:
    file = tmp_path / ("x.mdl" if text == PLAIN else "x.stmx")
    file.write_bytes(text.encode("gb18030"))
    folder = unpacked(file, tmp_path / "out")
    names = sdlib.load(file).outputs
    np.testing.assert_array_equal(
        sdlib.load(folder).run(outputs=names).table(), sdlib.load(file).run(outputs=names).table()
    )


def test_an_encoding_that_was_given_is_not_needed_again(tmp_path: Path) -> None:
    file = tmp_path / "x.mdl"
    file.write_bytes(PLAIN.replace("x =", "企业 =").encode("gb18030"))
    model = sdlib.load(file, encoding="gb18030").model
    for path, content in package_files(model).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    assert sdlib.load(tmp_path / "models" / "x").run().table()["企业"].iloc[0] == 1


def test_what_was_chosen_becomes_a_scenario(tmp_path: Path) -> None:
    file = tmp_path / "tank.mdl"
    file.write_text(TANK, encoding="utf-8")
    chosen = {"share[left]": 0.5, "start": 20.0}
    loaded = sdlib.load(unpacked(file, tmp_path / "out", changes=chosen))
    found = loaded.run("chosen", outputs=["tank", "pool"]).table()
    wanted = sdlib.load(file).run(inputs=chosen, outputs=["tank", "pool"]).table()
    np.testing.assert_array_equal(found, wanted)


def test_data_files_go_along(tmp_path: Path) -> None:
    (tmp_path / "numbers.csv").write_text("a,7\n")
    file = tmp_path / "m.mdl"
    file.write_text(
        "c = GET DIRECT CONSTANTS('numbers.csv', ',', 'B1') ~~|\ny = c * Time ~~|" + PLAIN
    )
    folder = unpacked(file, tmp_path / "out")
    assert (folder / "numbers.csv").read_text() == "a,7\n"
    assert sdlib.load(folder).run(outputs=["y"]).table()["y"].tolist() == [0, 7, 14]


def test_names_of_levers_stay_apart(tmp_path: Path) -> None:
    file = tmp_path / "m.mdl"
    file.write_text('"a b!" = 1 ~~|\n"a b?" = 2 ~~|\nz = "a b!" + "a b?" ~~|' + PLAIN)
    levers = sdlib.load(unpacked(file, tmp_path / "out")).package.levers
    assert list(levers) == ["a_b", "a_b_2", "r"]


@pytest.mark.parametrize(
    ("stem", "name"), [("World3-03", "world3_03"), ("企业", "model"), ("../../x", "x")]
)
def test_a_package_has_the_name_of_the_file(stem: str, name: str) -> None:
    assert package_name(stem) == name


@pytest.mark.parametrize("name", ["../x", "A", "a/b", "."])
def test_a_name_that_is_none_for_a_folder_is_refused(tmp_path: Path, name: str) -> None:
    file = tmp_path / "m.mdl"
    file.write_text(PLAIN)
    with pytest.raises(InputError, match="is no name for a package"):
        package_files(sdlib.load(file).model, name)


def test_the_command_writes_a_package_once(tmp_path: Path) -> None:
    file = tmp_path / "tank.mdl"
    file.write_text(TANK, encoding="utf-8")
    given = ["package", str(file), str(tmp_path), "--name", "water"]
    first = CliRunner().invoke(commands, given)
    assert first.exit_code == 0, first.output
    assert "6 levers" in first.output
    assert "'sdlib check" in first.output
    assert "the Reality Check 'never empty'" in first.stderr
    assert (tmp_path / "scenarios" / "water" / "baseline.yaml").is_file()
    again = CliRunner().invoke(commands, given)
    assert again.exit_code == 2
    assert "is there already" in again.stderr
    missing = CliRunner().invoke(commands, ["package", "no.mdl", str(tmp_path)])
    assert missing.exit_code == 2
    assert "there is no file no.mdl" in missing.stderr
