"""Model files that cannot be read, and the words that say why."""

from __future__ import annotations

from pathlib import Path

import pytest

import sdlib
from sdlib.errors import SdError
from tests.bad_input.attacks import TIMES, XMILE
from tests.support.small import write_package

GOOD = "企业 = INTEG(进入, 10) ~ 家 ~ 企业数 |\n进入 = 2 ~ 家/Year ~ |" + TIMES

MODEL_FILES: dict[str, tuple[str, bytes | None, list[str]]] = {
    "missing": ("model.mdl", None, ["there is no such file", "model.mdl", "check the path"]),
    "empty": ("model.mdl", b" \n", ["the file is empty"]),
    "only comments": ("model.mdl", b"{UTF-8}\n", ["model.mdl"]),
    "times and no equation": ("model.mdl", TIMES.encode(), ["the file holds no equation"]),
    "binary": ("model.mdl", b"\x00\x01VPM" * 50, ["binary file", ".mdl, not .vmf or .vpm"]),
    "bytes of a picture": ("model.mdl", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), ["byte 0"]),
    "another ending": ("model.vpm", b"a", [".vpm", ".mdl, .xmile, .stmx, .itmx, .xml"]),
    "GBK without a header": (
        "model.mdl",
        GOOD.encode("gb18030"),
        ["line 1", "byte 0 (0xc6) is not UTF-8 text", "--encoding gb18030"],
    ),
    "a wrong header": ("model.mdl", b"{UTF-8}\n" + GOOD.encode("gbk"), ["line 2", "not UTF-8"]),
    "a header of no encoding": (
        "model.mdl",
        b"{rot13}\na = 1 ~ ~ |",
        ["no encoding named 'rot13'"],
    ),
    "half a character": ("model.mdl", b"{unicode_escape}\n\\ud800 = 1", ["not UNICODE_ESCAPE"]),
    "a command to the terminal": (
        "model.mdl",
        ('a = 1 ~ ~ |\n"\x1b[31mred" = 2 ~ ~ |' + TIMES).encode(),
        ["line 2", "control character 0x1b", "take it out"],
    ),
    "a command to the terminal by its number": (
        "model.xmile",
        XMILE.format(
            head="", dimensions="", variables='<aux name="&#x9b;31mred"><eqn>1</eqn></aux>'
        ).encode(),
        ["line 5", "control character 0x9b"],
    ),
    "missing bracket": (
        "model.mdl",
        ("a = 1 ~ ~ |\nb = (a + 2 ~ ~ |\nc = 3 ~ ~ |" + TIMES).encode(),
        ["line 2", "the equation of 'b'", "check brackets"],
    ),
    "an equation that is not there": (
        "model.mdl",
        ("a=\n\t~ m ~ |\nb = a ~ ~ |" + TIMES).encode(),
        ["line 1", "the equation of 'a'", "nothing stands after '='", "write the equation"],
    ),
    "an argument that is not there": (
        "model.mdl",
        ("a = 1 ~ ~ |\nb = INTEG(\n\ta,\n\t\t) ~ ~ |" + TIMES).encode(),
        ["line 3", "an argument is missing at ', )'", "write the argument"],
    ),
    "a dimension twice": (
        "model.mdl",
        ("D: p, q ~ ~ |\nx[D,D] = 1 ~ ~ |" + TIMES).encode(),
        ["line 2", "'x[D,D]' has the dimension 'D' twice", "D2 <-> D"],
    ),
    "the XMILE of Vensim": (
        "model.xmile",
        b"<xmile xmlns='x'><header><vendor>Ventana Systems, Inc.</vendor></header>"
        b"<model><variables><aux name='a'><eqn>b<3</eqn></aux></variables></model></xmile>",
        ["not well-formed XML", "take the .mdl file that Vensim saves"],
    ),
    "a merge that was not ended": (
        "model.mdl",
        (
            "a = 1 ~ ~ |\n<<<<<<< HEAD\nb = 2 ~ ~ |\n=======\nb = 3 ~ ~ |\n>>>>>>> x\n" + TIMES
        ).encode(),
        ["line 2", "two versions of the model were merged", "keep one of the two"],
    ),
    "two operators": (
        "model.mdl",
        ("a = 1 ~ ~ |\n\nb = a * / 2 ~ ~ |" + TIMES).encode(),
        ["line 3", "the equation of 'b'", "'* / 2'"],
    ),
    "a mapping to too few elements": (
        "model.mdl",
        ("D: a, b, c -> (E: q, p) ~ ~ |\nE: p, q ~ ~ |\nx[D] = 1 ~ ~ |" + TIMES).encode(),
        ["the mapping from 'D' to 'E' names 2 elements", "3, one for each element of 'D'"],
    ),
    "no tilde": ("model.mdl", ("a = 1 |\nb = 2 ~ ~ |" + TIMES).encode(), ["line 1", "'a'", "'~'"]),
    "unknown names": (
        "model.mdl",
        ("Firms = 1 ~ ~ |\nb = Firm * rate ~ ~ |" + TIMES).encode(),
        ["2 faults", "line 2", "uses 'firm'", "nearest names are Firms", "uses 'rate'"],
    ),
    "unknown function": (
        "model.mdl",
        ("a = DELAY SOMETHING(2, 1, 0, 0) ~ ~ |" + TIMES).encode(),
        ["the function DELAY SOMETHING is not known to the compiled engine", "--engine pysd"],
    ),
    "no times": ("model.mdl", b"a = 1 ~ ~ |\nb = 2 ~ ~ |", ["INITIAL TIME, FINAL TIME, TIME STEP"]),
    "end before start": (
        "model.mdl",
        ("a = 1 ~ ~ |" + TIMES.replace("INITIAL TIME = 0", "INITIAL TIME = 9")).encode(),
        ["from 9 to 2", "FINAL TIME after INITIAL TIME"],
    ),
    "no end in sight": (
        "model.mdl",
        ("a = 1 ~ ~ |" + TIMES.replace("TIME STEP = 1", "TIME STEP = 1e-9")).encode(),
        ["steps of 1e-09", "at most 10,000,000 steps"],
    ),
    "steps that do not fit": (
        "model.mdl",
        (
            "a = 1 ~ ~ |" + TIMES.replace("TIME STEP = 1", "TIME STEP = RANDOM UNIFORM(1, 2, 0)")
        ).encode(),
        ["TIME STEP is not a number", "it depends on 'RANDOM UNIFORM'"],
    ),
    "no XML": ("model.xmile", b"<xmile><model></xmile>", ["line 1", "not well-formed XML"]),
    "another XML": ("model.xmile", b"<html/>", ["<html>", "save the model as XMILE"]),
    "XMILE equation": (
        "model.stmx",
        XMILE.format(
            head="",
            dimensions="",
            variables='<aux name="a"><eqn>1</eqn></aux>\n<aux name="b"><eqn>(a + </eqn></aux>',
        ).encode(),
        ["line 6", "the equation of 'b'"],
    ),
}


@pytest.mark.parametrize("case", MODEL_FILES)
def test_the_message_says_what_is_wrong_and_where(tmp_path: Path, case: str) -> None:
    name, data, words = MODEL_FILES[case]
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(SdError) as caught:
        sdlib.load(tmp_path / name).run()
    message = str(caught.value)
    assert [word for word in words if word not in message] == []
    assert str(tmp_path / name) in message


def test_a_folder_is_no_model_file(tmp_path: Path) -> None:
    (tmp_path / "model.mdl").mkdir()
    with pytest.raises(SdError, match="this is not a file"):
        sdlib.load(tmp_path / "model.mdl")


def test_gbk_is_read_when_it_is_named(tmp_path: Path) -> None:
    (tmp_path / "model.mdl").write_bytes(GOOD.encode("gb18030"))
    loaded = sdlib.load(tmp_path / "model.mdl", encoding="gb18030")
    assert loaded.run(outputs=["企业"]).table("企业")["企业"].tolist() == [10, 12, 14]
    assert loaded.model.variable("企业").unit == "家"


def test_a_model_of_another_name_lists_the_nearest() -> None:
    with pytest.raises(SdError) as caught:
        sdlib.load("sme_prime")
    assert "there is no model named 'sme_prime'" in str(caught.value)
    assert "did you mean 'sme_primer'?" in str(caught.value)


def test_a_file_of_a_package_leads_to_its_folder(tmp_path: Path) -> None:
    folder = write_package(tmp_path)
    with pytest.raises(SdError) as caught:
        sdlib.load(folder / "model.yaml")
    assert "this is a file of a model package, not a model" in str(caught.value)
    assert f"name its folder: {folder}" in str(caught.value)


def test_a_folder_without_declarations_is_no_package(tmp_path: Path) -> None:
    folder = write_package(tmp_path)
    (folder / "model.yaml").unlink()
    with pytest.raises(SdError) as caught:
        sdlib.load(folder)
    assert "the folder has no model.yaml" in str(caught.value)
    assert f"or name the model file itself: {folder / 'model.mdl'}" in str(caught.value)
    (folder / "model.mdl").unlink()
    with pytest.raises(SdError, match=r"no model\.yaml") as caught:
        sdlib.load(folder)
    assert "itself" not in str(caught.value)


def test_what_vensim_writes_after_the_equations_is_no_fault(tmp_path: Path) -> None:
    drawing = "\\\\\\---/// Sketch\n*View\n///---\\\\\\\n:L\x7f<%^E!@\n9:\x14\n"
    (tmp_path / "model.mdl").write_text("a = 1 ~ ~ |" + TIMES + drawing)
    assert list(sdlib.load(tmp_path / "model.mdl").model.variables) == ["a"]
