"""Parts of an XMILE model that stand in files beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sdlib.engine import CompiledEngine
from sdlib.errors import DataFileError, SdError, UnsafeModelError
from sdlib.model import read_model

HEAD = "<xmile xmlns='http://docs.oasis-open.org/xmile/ns/XMILE/v1.0' version='1.0'>\n"
TWICE = "<macro name='TWICE'><parm>x</parm><eqn>2 * x</eqn></macro>"
THRICE = "<macro name='THRICE'><parm>x</parm><eqn>3 * x</eqn></macro>"


def model(folder: Path, resources: str, equation: str, more: str = "") -> Path:
    includes = "".join(f"<include resource='{name}'/>" for name in resources.split())
    file = folder / "model.xmile"
    file.write_text(
        f"{HEAD}<header><includes>{includes}</includes></header>\n"
        "<sim_specs><start>0</start><stop>2</stop><dt>1</dt></sim_specs>\n"
        f"{more}<model><variables><aux name='y'><eqn>{equation}</eqn></aux></variables></model>\n"
        "</xmile>",
        encoding="utf-8",
    )
    return file


def part(folder: Path, name: str, text: str) -> None:
    file = folder / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"{HEAD}{text}\n</xmile>", encoding="utf-8")


def value(file: Path) -> float:
    return float(CompiledEngine().run(read_model(file), {}, ["y"]).values["y"][-1])


@pytest.mark.parametrize(
    "resource", ["own.xml", "/library/own.xml", "file://library/own.xml", "o*.xml", "*"]
)
def test_a_macro_of_another_file_is_called(tmp_path: Path, resource: str) -> None:
    part(tmp_path, "own.xml", TWICE)
    assert value(model(tmp_path, resource, "TWICE(TIME + 1)")) == 6.0


def test_files_in_folders_include_others_beside_them(tmp_path: Path) -> None:
    part(
        tmp_path,
        "a/one.xml",
        f"<header><includes><include resource='two.xml'/></includes></header>{TWICE}",
    )
    part(
        tmp_path,
        "a/two.xml",
        f"<header><includes><include resource='one.xml'/></includes></header>{THRICE}",
    )
    assert value(model(tmp_path, "a/one.xml", "TWICE(1) + THRICE(10)")) == 32.0


def test_a_part_with_a_prefix_that_is_declared_nowhere_is_read(tmp_path: Path) -> None:
    """Older programs write their own elements so."""
    part(tmp_path, "own.xml", f"<isee:prefs/>{TWICE}")
    assert value(model(tmp_path, "own.xml", "TWICE(1)", "<isee:prefs/>")) == 2.0


def test_what_the_model_defines_itself_stays(tmp_path: Path) -> None:
    part(tmp_path, "own.xml", TWICE.replace("2 *", "9 *"))
    assert value(model(tmp_path, "own.xml", "TWICE(1)", TWICE)) == 2.0


def test_dimensions_are_put_together(tmp_path: Path) -> None:
    part(
        tmp_path,
        "own.xml",
        "<dimensions><dim name='D' size='2'/><dim name='E' size='3'/></dimensions>",
    )
    mine = "<dimensions><dim name='D' size='2'/></dimensions>"
    assert value(model(tmp_path, "own.xml", "SIZE(D) + 10 * SIZE(E)", mine)) == 32.0


def test_stocks_are_kept_from_zero_by_an_included_file(tmp_path: Path) -> None:
    part(tmp_path, "own.xml", "<behavior><stock><non_negative/></stock></behavior>")
    file = model(tmp_path, "own.xml", "s")
    text = file.read_text(encoding="utf-8").replace(
        "</variables>",
        "<stock name='s'><eqn>1</eqn><outflow>f</outflow></stock>"
        "<flow name='f'><eqn>9</eqn></flow></variables>",
    )
    file.write_text(text, encoding="utf-8")
    assert value(file) == 0.0


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    part(tmp_path, "own.xml", TWICE)
    file = model(tmp_path, "own.xml", "TWICE(1)")
    first = read_model(file)
    assert value(file) == 2.0
    part(tmp_path, "own.xml", TWICE.replace("2 *", "5 *"))
    assert value(file) == 5.0
    assert read_model(file).content_hash != first.content_hash
    assert set(first.data_files) == {"own.xml"}


FAULTS = {
    "../own.xml": "line 2: the model includes the file '../own.xml'",
    "a/../../own.xml": "the model includes the file 'a/../../own.xml'",
    "https://example.org/own.xml": "nothing is fetched",
    "none.xml": "'none.xml', which is not there",
    "none*.xml": "'none*.xml', and there are none",
    "../*.xml": "the model includes the file '..'",
    "/etc/passwd": "'passwd', which is no XMILE",
    "own.mdl": "'own.mdl', which is no XMILE",
    "linked.xml": "the model includes the file 'linked.xml'",
}


@pytest.mark.parametrize("resource", FAULTS)
def test_nothing_outside_of_the_folder_is_read(tmp_path: Path, resource: str) -> None:
    part(tmp_path, "own.xml", TWICE)
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "linked.xml").symlink_to(tmp_path / "own.xml")
    with pytest.raises(UnsafeModelError) as caught:
        read_model(model(inside, resource, "1"))
    assert FAULTS[resource] in str(caught.value)
    assert "model.xmile, line 2" in str(caught.value)


WRONG = {
    "an equation": (TWICE.replace("2 *", "2 * *"), "own.xml, line 2: the equation of 'TWICE'"),
    "no XML": ("<macro>", "own.xml, line 3: this is not well-formed XML"),
    "entities": ("<!DOCTYPE a><a/>", "own.xml, line 2: this is not well-formed XML"),
    "a dimension": (
        "<dimensions><dim name='D' size='4'/></dimensions>",
        "own.xml, line 2: the dimension 'D' has other elements",
    ),
    "a nameless model": ("<model/>", "own.xml, line 2: an included file holds a nameless model"),
    "behaviour beside": (
        f"<behavior><non_negative/></behavior>{TWICE}",
        "own.xml: an included file holds <behavior> beside",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_fault_is_told_with_its_own_file(tmp_path: Path, case: str) -> None:
    text, words = WRONG[case]
    part(tmp_path, "own.xml", text)
    mine = "<dimensions><dim name='D' size='2'/></dimensions>"
    with pytest.raises(SdError) as caught:
        read_model(model(tmp_path, "own.xml", "1", mine))
    assert words in str(caught.value)


def test_two_files_that_say_two_things_are_refused(tmp_path: Path) -> None:
    part(tmp_path, "one.xml", TWICE)
    part(tmp_path, "two.xml", TWICE)
    with pytest.raises(SdError, match=r"two.xml, line 2: .* 'TWICE', which 'one.xml' has too"):
        read_model(model(tmp_path, "one.xml two.xml", "1"))


def test_a_fault_of_the_model_keeps_its_line(tmp_path: Path) -> None:
    part(tmp_path, "own.xml", TWICE)
    with pytest.raises((SdError, DataFileError)) as caught:
        read_model(model(tmp_path, "own.xml", "1 +"))
    assert "model.xmile, line 4" in str(caught.value)
