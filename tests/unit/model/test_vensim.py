"""Whole Vensim files: what is read, in which encodings, and every fault with its own line."""

from __future__ import annotations

import codecs
from pathlib import Path

import numpy as np
import pytest

import sdlib
from sdlib.errors import DataFileError, ModelFileError, ModelSyntaxError, SdError
from sdlib.model import Constant, Lookup, Model, read_model
from sdlib.model.reading.vensim import unit_and_range

TIMES = "INITIAL TIME=0~~|FINAL TIME=2~~|TIME STEP=1~~|SAVEPER=1~~|"


def read(folder: Path, text: str) -> Model:
    file = folder / "model.mdl"
    file.write_text(text + TIMES, encoding="utf-8")
    return read_model(file)


def values(folder: Path, text: str, *names: str) -> list[float]:
    read(folder, text)
    table = sdlib.load(folder / "model.mdl").run(outputs=[n.split("[")[0] for n in names]).table()
    return [float(table[name].iloc[-1]) for name in names]


def test_what_other_readers_stumble_over_is_read_and_run(tmp_path: Path) -> None:
    text = """{UTF-8}
{ a comment before all | even ~ with signs }
:MACRO: DOUBLE({what is doubled} x)
DOUBLE = 2 * x {twice} ~ ~ |
:END OF MACRO:
{between {two} equations}
a = 1e-3 * 1000 + {inside | of ~ it} .5 + 1. + +3 ~ ~ ~ :SUPPLEMENTARY |
b = DOUBLE(a) ~ Dmnl [0, ?, 0.1] ~ about {b} and a lone " |
low( 0,10,0,1 ) ~ ~ |
high( [(0,0)-(10,10)],(0,0)(10,2) ) ~ ~ |
c = IF THEN ELSE(a > 3, high, low)(5) ~ ~ |
price ~ $ ~ a data variable without a keyword |
cost :RAW: ~ ~ |
D: one , (B1-B2) ~ ~ |
x[D] = 1 , 2
	, 3 ~ ~ |
y[D] :EXCEPT: [B1] = x[D] \\
		* 2 ~ ~ |
y[B1] = :NA: ~ ~ |
kept == 4 ~ ~ |
check :THE CONDITION: a > 1 :IMPLIES: b > 1 ~ ~ |
probe :TEST INPUT: a = 5 ~ ~ |
"""
    names = ("a", "b", "c", "x[B2]", "y[one]", "y[B1]", "kept")
    assert values(tmp_path, text, *names) == pytest.approx(
        [5.5, 11, 1, 3, 2, -(2.0**110), 4], rel=1e-12
    )
    model = read_model(tmp_path / "model.mdl")
    assert (model.variable("price").kind, model.variable("cost").kind) == ("data", "data")
    assert model.variable("b").comment == 'about {b} and a lone "'
    assert (model.variable("b").lower, model.variable("b").step) == (0, 0.1)
    assert model.variable("c").line == 11
    assert model.variable("y").equation == "x[D] * 2\n:NA:"


def test_a_name_inside_a_macro_hides_none_outside(tmp_path: Path) -> None:
    text = """:MACRO: GROW(rate)
GROW = INTEG(rate * GROW, inner) ~ inside ~ |
inner = 5 ~ ~ |
:END OF MACRO:
inner = 7 ~ outside ~ |
a = GROW(1) ~ ~ |
"""
    assert values(tmp_path, text, "inner", "a") == [7, 20]
    inner = read_model(tmp_path / "model.mdl").variable("inner")
    assert (inner.line, inner.unit, inner.equation) == (5, "outside", "7")


ENCODINGS = {
    "utf-8 with a mark": codecs.BOM_UTF8 + "数 = 1 ~ é ~ |".encode(),
    "utf-8 with mark and header": codecs.BOM_UTF8 + "{UTF-8}\n数 = 1 ~ é ~ |".encode(),
    "utf-16": "数 = 1 ~ é ~ |".encode("utf-16"),
    "utf-16, the other order": codecs.BOM_UTF16_BE + "数 = 1 ~ é ~ |".encode("utf-16-be"),
    "gb18030": b"{gb18030}\n" + "数 = 1 ~ é ~ |".encode("gb18030"),
    "latin-1": b"{ISO-8859-1}\n" + "é = 1 ~ é ~ |".encode("latin-1"),
    "cp1252": b"{Windows-1252}\n" + "€ = 1 ~ é ~ |".replace("€ ", "š ").encode("cp1252"),
    "a comment in the place of a header": "{MyModel}\n数 = 1 ~ é ~ |".encode(),
    "lines of old machines": "{UTF-8}\r数 = 1 ~ é ~ |\r".encode(),
}


@pytest.mark.parametrize("name", ENCODINGS)
def test_encodings(tmp_path: Path, name: str) -> None:
    data = ENCODINGS[name]
    wide = "utf-16-be" if "order" in name else "utf-16-le" if "16" in name else "ascii"
    (tmp_path / "model.mdl").write_bytes(data + TIMES.encode(wide))
    (variable,) = read_model(tmp_path / "model.mdl").variables.values()
    assert variable.name in ("数", "é", "š")
    assert variable.unit == "é"


def test_all_faults_come_at_once_with_their_own_lines(tmp_path: Path) -> None:
    text = "a = 1 ~ ~ |\nb = a +\n\t* 2 ~ ~ |\nD: x, (y ~ ~ |\nc = (a ~ ~ |\n{more}\n? = 1 ~ ~ |\n"
    with pytest.raises(DataFileError) as caught:
        read(tmp_path, text)
    faults = [f for f in caught.value.faults if isinstance(f, ModelSyntaxError)]
    assert [(f.line, f.variable) for f in faults] == [(2, "b"), (4, "D"), (5, "c"), (7, "?")]
    told = [fault.found.partition("understood")[2] for fault in faults]
    assert told == [
        " from '+ * 2' on",
        " from '(y' on",
        ": it ends too early, after 'c = (a'",
        " from '? = 1' on",
    ]


def test_what_a_sketch_leaves_beside_an_equation_is_left_out(tmp_path: Path) -> None:
    text = "a = A FUNCTION OF(b, c) ~~|\na = b * 2 ~ ~ |\nb = 3 ~ ~ |\nc = 1 ~ ~ |\n"
    assert values(tmp_path, text, "a") == [6]


def test_a_fault_in_a_long_equation_has_the_line_where_it_is(tmp_path: Path) -> None:
    with pytest.raises(ModelSyntaxError) as caught:
        read(tmp_path, "a = 1\n\t+ 2\n\t+ INTEG(3)\n\t~ ~ |")
    assert caught.value.line == 3
    assert "line 3" in str(caught.value)
    assert "INTEG has 2 arguments, and is given 1, at 'INTEG(3)'" in str(caught.value)


def test_a_fault_in_a_macro_has_its_line(tmp_path: Path) -> None:
    with pytest.raises(ModelSyntaxError) as caught:
        read(tmp_path, ":MACRO: M(x)\nM = x ~ ~ |\ninner = x x( ~ ~ |\n:END OF MACRO:\na = M(1)~~|")
    assert (caught.value.line, caught.value.variable) == (3, "inner")


def test_control_characters_are_refused_where_they_could_do_harm(tmp_path: Path) -> None:
    model = read(tmp_path, "a = 1 ~ \x07unit ~ bell \x07 and \x9b31m |\n")
    assert model.variable("a").comment == "bell \ufffd and \ufffd31m"
    with pytest.raises(ModelFileError, match=r"line 2.*control character 0x07"):
        read(tmp_path, 'a = 1 ~ ~ |\n"b\x07" = 2 ~ ~ |\n')
    with pytest.raises(ModelFileError, match="control character 0x7f"):
        read(tmp_path, 'a = 1 ~ ~ |\n"b\x7f" = 2 ~ ~ |\n')
    assert "a" in read(tmp_path, "a = 1 {\x07} ~ ~ |").variables


def test_forms_of_curves_run_alike(tmp_path: Path) -> None:
    text = (
        "pairs((0,1),(2,3),(4,9)) ~ ~ |\nlists(0,2,4,1,3,9) ~ ~ |\n"
        "turned((4,9),(0,1),(2,3)) ~ ~ |\na = pairs(3) ~ ~ |\nb = lists(3) ~ ~ |\n"
        "c = turned(3) ~ ~ |\nd = WITH LOOKUP(3, (0,2,4,1,3,9)) ~ ~ |\n"
    )
    assert values(tmp_path, text, "a", "b", "c", "d") == [6, 6, 6, 6]
    turned = read_model(tmp_path / "model.mdl").variable("turned")
    assert isinstance(turned, Lookup)
    assert turned.points == ((0, 1), (2, 3), (4, 9))


def test_plain_numbers_are_constants_whatever_their_form(tmp_path: Path) -> None:
    model = read(tmp_path, "a = -(2) ~~|b = 1 + 2 - .5 ~~|D:p,q~~|c[D]=-1,+2~~|d = (3)*1~~|")
    kinds = {name: variable.kind for name, variable in model.variables.items()}
    assert kinds == {"a": "constant", "b": "constant", "c": "constant", "d": "auxiliary"}
    b = model.variable("b")
    assert isinstance(b, Constant)
    np.testing.assert_array_equal(b.value, 2.5)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ("", None)),
        ("1/Year", ("1/Year", None)),
        ("a / b [0,1]", ("a / b", (0, 1))),
        ("[?,1e3]", ("", (None, 1000))),
        ("$ [0,10,\n0.5]", ("$", (0, 10, 0.5))),
        ("Dmnl [low,high]", ("Dmnl", None)),
        ("x[y] per z", ("x[y] per z", None)),
        ("x [a] [0,1]", ("x [a]", (0, 1))),
    ],
)
def test_units_with_ranges(text: str, expected: object) -> None:
    assert unit_and_range(text) == expected


def test_ten_thousand_terms_and_brackets_are_read(tmp_path: Path) -> None:
    long = " + ".join(["a"] * 10_000)
    deep = "(" * 3_000 + "a" + ")" * 3_000
    assert values(tmp_path, f"a = 2 ~~|b = {long} ~~|c = {deep} ~~|", "b", "c") == [20_000, 2]


@pytest.mark.parametrize("text", ["a = {}|", ":MACRO: (x)\na=1~~|", ":MACRO: M(x\na=1~~|"])
def test_what_is_cut_off_is_told(tmp_path: Path, text: str) -> None:
    with pytest.raises(SdError) as caught:
        read(tmp_path, text)
    assert "line 1" in str(caught.value)
