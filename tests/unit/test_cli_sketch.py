"""``sdlib sketch`` on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from sdlib.cli import commands
from sdlib.model import read_model
from sdlib.policy import model_folder, model_names
from tests.support.small import MODEL, write_package


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return write_package(tmp_path)


def sdlib(*words: str | Path) -> Result:
    return CliRunner().invoke(commands, [str(word) for word in words], env={"COLUMNS": "200"})


def refused(*words: str | Path) -> str:
    result = sdlib(*words)
    assert result.exit_code == 2, result.output
    return result.stderr


def test_a_file_of_its_own(package: Path, tmp_path: Path) -> None:
    result = sdlib("sketch", package, "--out", tmp_path / "drawn.mdl")
    assert result.exit_code == 0, result.stderr
    assert f"{tmp_path / 'drawn.mdl'}: 2 views of 13 variables" in result.stdout
    assert "the equations are as they were" in result.stdout
    assert (package / "model.mdl").read_text(encoding="utf-8") == MODEL
    assert (tmp_path / "drawn.mdl").read_text(encoding="utf-8").startswith(MODEL)


def test_in_place_and_check(package: Path) -> None:
    before = sdlib("sketch", package, "--check")
    assert before.exit_code == 1
    assert before.stdout.splitlines()[0] == "the file has no sketch"
    assert f"1 fault; 'sdlib sketch {package} --in-place' draws it anew" in before.stdout
    assert sdlib("sketch", package, "--in-place").exit_code == 0
    after = sdlib("sketch", package, "--check")
    assert after.exit_code == 0, after.stdout
    assert "2 views of 13 variables, as the equations say" in after.stdout
    file = package / "model.mdl"
    drawn = file.read_text(encoding="utf-8")
    renamed = drawn.replace("Firms / room", "Firms / space").replace("room = 5000", "space = 5000")
    file.write_text(renamed, encoding="utf-8")
    stale = sdlib("sketch", package, "--check")
    assert stale.exit_code == 1
    assert "view 'Firms' does not show 'space'" in stale.stdout
    assert "view 'Firms' shows 'room', which is no variable of the model" in stale.stdout


def test_what_is_refused(package: Path, tmp_path: Path) -> None:
    assert "one of --out FILE, --in-place and --check" in refused("sketch", package)
    both = refused("sketch", package, "--check", "--in-place")
    assert "not clear what to do with the sketch" in both
    out = tmp_path / "drawn.txt"
    assert "the ending '.txt' is not known" in refused("sketch", package, "--out", out)
    xmile = tmp_path / "model.xmile"
    xmile.write_text(_XMILE, encoding="utf-8")
    assert "only a Vensim file holds a sketch" in refused("sketch", xmile, "--check")


_XMILE = """<?xml version="1.0" encoding="utf-8"?>
<xmile version="1.0" xmlns="http://docs.oasis-open.org/xmile/ns/XMILE/v1.0">
<header><name>m</name><vendor>v</vendor><product version="1">p</product></header>
<sim_specs><start>0</start><stop>2</stop><dt>1</dt></sim_specs>
<model><variables><aux name="a"><eqn>1</eqn></aux></variables></model>
</xmile>
"""


@pytest.mark.parametrize("name", model_names())
def test_the_sketch_of_a_shipped_model_fits(name: str) -> None:
    from sdlib.loaded import model_of
    from sdlib.output.sketch import sketch_faults

    assert model_folder(name).is_dir()
    assert sketch_faults(model_of(name)) == ()
    assert read_model(model_of(name).path).groups
