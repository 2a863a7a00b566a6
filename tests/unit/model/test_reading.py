from pathlib import Path
from xml.sax.saxutils import escape

import numpy as np
import pytest

from sdlib.errors import (
    DataFileError,
    ModelFileError,
    ModelSyntaxError,
    UnknownNameError,
    UnsafeModelError,
)
from sdlib.model import Constant, Flow, Lookup, Model, Stock, read_model
from sdlib.model.values import constant_value
from tests.support.small import MODEL

CONTROL = "FINAL TIME=9~~|INITIAL TIME=0~~|SAVEPER=1~~|TIME STEP=1~~|"

XMILE = """<?xml version="1.0" encoding="utf-8"?>
<xmile version="1.0" xmlns="http://docs.oasis-open.org/xmile/ns/XMILE/v1.0">
  <header><name>tiny</name></header>
  <sim_specs time_units="Year"><start>0</start><stop>4</stop><dt>0.5</dt></sim_specs>
  <model><variables>
    <stock name="Small Firms"><doc>How many</doc><eqn>100</eqn>
      <inflow>entry</inflow><units>firm</units></stock>
    <flow name="entry"><eqn>Small_Firms*rate</eqn></flow>
    <aux name="rate"><eqn>0.1</eqn><units>1/Year</units><range min="0" max="1"/></aux>
  </variables></model>
</xmile>
"""


def read(tmp_path: Path, text: str, name: str = "m.mdl") -> Model:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    return read_model(file)


@pytest.fixture
def small(tmp_path: Path) -> Model:
    return read(tmp_path, MODEL, "small.mdl")


def test_kinds_units_groups_limits_and_lines(small: Model) -> None:
    firms = small.variable("Firms")
    assert isinstance(firms, Stock)
    assert (firms.unit, firms.group, firms.line) == ("firm", "Firms", 11)
    assert (firms.inflows, firms.outflows) == (("entry",), ("exit",))
    assert isinstance(small.variable("entry"), Flow)
    rate = small.variable("birth rate")
    assert isinstance(rate, Constant)
    assert (rate.lower, rate.upper, rate.step) == (0, 0.5, 0.01)
    assert rate.comment == "Assumption."
    assert small.groups == ("Firms", "Policies")


def test_quotes_are_not_part_of_a_name(small: Model) -> None:
    assert small.variable("death rate").name == "death rate"
    assert "death rate" in small.variable("exit").depends_on


def test_dimensions_and_elements(small: Model) -> None:
    assert small.dimensions["Policy"].subscripts == ("loans", "training")
    assert small.elements("policy strength") == (
        "policy strength[loans]",
        "policy strength[training]",
    )
    assert small.elements("POLICY strength[Loans]") == ("policy strength[loans]",)
    value = small.variable("policy strength")
    assert isinstance(value, Constant)
    assert np.array_equal(value.value, [0, 0])


def test_a_column_is_a_place_in_its_array(small: Model) -> None:
    assert small.column("firms") == ("Firms", ())
    for _ in range(2):
        assert small.column("POLICY strength[Training]") == ("policy strength", (1,))
        assert small.elements("policy strength")[1] == "policy strength[training]"
    with pytest.raises(UnknownNameError):
        small.column("policy strength")
    with pytest.raises(UnknownNameError):
        small.column("policy strength[lo]")


@pytest.mark.parametrize(
    ("element", "words"),
    [
        ("policy strength[banks]", "no subscript of Policy named 'banks'"),
        ("policy strength[loans,loans]", "the dimensions of 'policy strength' are Policy"),
        ("Firms[loans]", "it is a single number"),
        ("Frims", "did you mean 'Firms'"),
    ],
)
def test_unknown_elements_are_named(small: Model, element: str, words: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        small.elements(element)
    assert words in str(caught.value)


def test_times_and_curves(small: Model) -> None:
    assert small.time.save_times()[[0, -1]].tolist() == [2000, 2020]
    assert len(small.time.save_times()) == 21
    curve = small.variable("demand")
    assert isinstance(curve, Lookup)
    assert curve.points == ((2000, 1), (2010, 2))
    assert "demand" in small.variable("market").depends_on


def test_what_only_the_start_needs_is_kept_apart(tmp_path: Path) -> None:
    model = read(tmp_path, "s = INTEG(r, k) ~~|\nr = 1 ~~|\nk = 2 ~~|\n" + CONTROL)
    assert model.variable("s").depends_on == {"r"}
    assert model.variable("s").initial_depends_on == {"k"}


def test_partial_definitions_join_to_one_constant(tmp_path: Path) -> None:
    text = "R: a, b ~~|\nS: x, y ~~|\nk[a,S] = 1, 2 ~~|\nk[b,S] = 3 ~~|\n"
    value = read(tmp_path, text + CONTROL).variable("k")
    assert isinstance(value, Constant)
    assert value.dimensions == ("R", "S")
    assert value.value.tolist() == [[1, 2], [3, 3]]


def test_xmile_is_read_alike(tmp_path: Path) -> None:
    model = read(tmp_path, XMILE, "m.stmx")
    firms = model.variable("small_firms")
    assert isinstance(firms, Stock)
    assert (firms.unit, firms.comment, firms.inflows) == ("firm", "How many", ("entry",))
    assert firms.line == 6
    assert (model.variable("rate").lower, model.variable("rate").upper) == (0, 1)
    assert model.time.time_step == 0.5


def test_an_unknown_reference_is_a_fault_of_its_equation(tmp_path: Path) -> None:
    with pytest.raises(DataFileError) as caught:
        read(tmp_path, "births = 2 ~~|\na = brths + 1 ~~|\nb = nothing ~~|\n" + CONTROL)
    assert len(caught.value.faults) == 2
    assert "line 2: the equation of 'a' uses 'brths', which is not defined" in str(caught.value)
    assert "births" in caught.value.faults[0].allowed


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a = 1 ~~|\nb = (2 + ~~|\n" + CONTROL, "line 2: the equation of 'b' cannot be understood"),
        ("a = 1 ~~|\nb = 2 |\n" + CONTROL, "line 2: the statement 'b' has no '~'"),
        ("a = 1 ~~|\n", "the file does not say INITIAL TIME, FINAL TIME, TIME STEP"),
        ("a = 1~~|FINAL TIME=0~~|INITIAL TIME=9~~|TIME STEP=1~~|", "the times do not fit"),
        ("A: x ~~|\na[q] = 1 ~~|\n" + CONTROL, "the subscript q belongs to no dimension"),
    ],
    ids=["bracket", "tilde", "no times", "times", "subscript"],
)
def test_a_fault_names_its_place(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(ModelFileError) as caught:
        read(tmp_path, text)
    assert words in str(caught.value)


def test_xml_faults_name_the_line(tmp_path: Path) -> None:
    with pytest.raises(ModelSyntaxError) as caught:
        read(tmp_path, XMILE.replace("</eqn>", "", 1), "m.xmile")
    assert ", line " in str(caught.value)
    assert "not well-formed XML" in str(caught.value)


def test_a_variable_ends_where_the_next_one_begins(tmp_path: Path) -> None:
    """Its end tag can only be missing there: no variable holds another."""
    for left_out in ("</flow>", "</stock>"):
        model = read(tmp_path, XMILE.replace(left_out, ""), "m.xmile")
        assert set(model.variables) == {"Small Firms", "entry", "rate"}
        assert model.variable("rate").line == 9
        assert model.variable("Small Firms").depends_on == {"entry"}


@pytest.mark.parametrize(
    "text",
    [
        XMILE.replace("</aux>", ""),
        XMILE[: XMILE.index("<aux")],
        XMILE.replace("</flow>", "<!-- </flow>"),
        XMILE.replace("</flow>", "").replace("</doc>", ""),
        XMILE.replace("</flow>", "").replace("</variables>", ""),
        XMILE.replace("</eqn>", "</eqn><![CDATA[", 1),
    ],
    ids=["last", "cut off", "comment", "another too", "around", "raw text"],
)
def test_no_other_end_is_guessed(tmp_path: Path, text: str) -> None:
    with pytest.raises(ModelSyntaxError, match="not well-formed XML"):
        read(tmp_path, text, "m.xmile")


def test_xml_entities_are_refused(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("0.1")
    text = XMILE.replace(
        "<xmile", f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]><xmile', 1
    ).replace("<eqn>0.1", "<eqn>&e;")
    with pytest.raises(UnsafeModelError, match="document type"):
        read(tmp_path, text, "m.xmile")


def test_the_hash_is_that_of_the_bytes(tmp_path: Path) -> None:
    first = read(tmp_path, MODEL, "a.mdl")
    assert read(tmp_path, MODEL, "b.mdl").content_hash == first.content_hash
    assert read(tmp_path, MODEL + " ", "c.mdl").content_hash != first.content_hash


@pytest.mark.parametrize(
    ("method", "integrator"),
    [("", "euler"), ("Euler", "euler"), ("RK4", "rk4"), ("rk2", "rk4"), ("RK45, RK4", "rk4")],
)
def test_the_method_that_an_xmile_file_asks_for(
    tmp_path: Path, method: str, integrator: str
) -> None:
    asked = f' method="{method}"' if method else ""
    text = XMILE.replace("<sim_specs", f"<sim_specs{asked}")
    assert read(tmp_path, text, "m.stmx").time.integrator == integrator


LOOSE = """<xmile version="1.0"{space}>
{more}<sim_specs><start>0</start><stop>4</stop><dt reciprocal="true">2</dt></sim_specs>
<model><stock name="Firms"><eqn>100 {{all of them}}</eqn><inflow>entry</inflow></stock>
<flow name="entry"><eqn>-2^2</eqn></flow></model>
</xmile>
"""


@pytest.mark.parametrize("space", ["", ' xmlns="http://www.systemdynamics.org/XMILE"'])
def test_older_xmile_is_read(tmp_path: Path, space: str) -> None:
    text = LOOSE.format(space=space, more="<isee:prefs isee:grid='4'/>\n")
    model = read(tmp_path, text, "m.stmx")
    assert set(model.variables) == {"Firms", "entry"}
    assert model.variable("entry").line == 5
    assert (model.time.time_step, model.time.final) == (0.5, 4)


@pytest.mark.parametrize("more", ["<a></b>", "&who;", "<isee:a></isee:b>"])
def test_an_undeclared_prefix_excuses_nothing_else(tmp_path: Path, more: str) -> None:
    with pytest.raises(ModelSyntaxError, match="not well-formed XML"):
        read(tmp_path, LOOSE.format(space="", more=f"<isee:prefs/>{more}"), "m.stmx")


def test_a_document_type_is_refused_beside_an_undeclared_prefix(tmp_path: Path) -> None:
    text = '<!DOCTYPE xmile SYSTEM "file:///etc/passwd">' + LOOSE.format(
        space="", more="<isee:prefs/>"
    )
    with pytest.raises(UnsafeModelError, match="document type"):
        read(tmp_path, text, "m.stmx")


def test_a_stock_with_flows_of_other_dimensions_cannot_be_limited(tmp_path: Path) -> None:
    text = (
        XMILE.replace(
            "<model>",
            '<dimensions><dim name="D"><elem name="p"/><elem name="q"/></dim></dimensions><model>',
        )
        .replace(
            'flow name="entry"><eqn>Small_Firms*rate</eqn>',
            'flow name="entry"><dimensions><dim name="D"/></dimensions><eqn>rate</eqn>',
        )
        .replace("<inflow>", "<non_negative/><inflow>")
    )
    with pytest.raises(ModelSyntaxError, match="'Small Firms' cannot go below zero, and its flows"):
        read(tmp_path, text, "m.xmile")


@pytest.mark.parametrize(
    ("equation", "value"),
    [
        ("5 mod 3 * 2", 4),
        ("9 mod 5 mod 3", 1),
        ("1 + 5 mod (1 + 2) / 2", 2),
        ("5 mod (3 * 2)", 5),
        ("8 / 4 mod 3", 2),
        ("5 mod 3 - 4 * 2", -6),
        ("-2 ^ 2 + 2 ^ -1", -3.5),
        ("2 ^ 3 ^ 2", 512),
        ("10 - 3 - 2", 5),
        ("if 1 > 2 then 3 else if not 0 & 1 != 2 then 4 else 5", 4),
        ("min(3, 1, 2) + MAX(1, 2, 4)", 5),
        ("1 {one} + {two} 2", 3),
        (".5e1 + 1e-1", 5.1),
        ("(if 3 not then 4 else 5) + (0 not)", 6),
    ],
)
def test_operators_of_xmile_keep_their_ranks(tmp_path: Path, equation: str, value: float) -> None:
    text = XMILE.replace("<eqn>0.1</eqn>", f"<eqn>{escape(equation)}</eqn>")
    (definition,) = read(tmp_path, text, "m.xmile").variable("rate").definitions
    assert constant_value(definition.expression, {}, {}) == pytest.approx(value, rel=1e-15)


def test_a_macro_that_a_converter_left_out_is_named(tmp_path: Path) -> None:
    text = XMILE.replace("<eqn>0.1</eqn>", "<eqn>2 * EXPRESSION MACRO(entry, 3) + 1</eqn>")
    with pytest.raises(ModelSyntaxError) as caught:
        read(tmp_path, text, "m.xmile")
    assert "'rate' calls 'EXPRESSION MACRO', which nothing here defines" in str(caught.value)


@pytest.mark.parametrize("equation", ["1 > 2 not", "1 not + 2", "1 not not", "2 not 3"])
def test_a_not_behind_more_than_one_thing_is_refused(tmp_path: Path, equation: str) -> None:
    text = XMILE.replace("<eqn>0.1</eqn>", f"<eqn>{escape(equation)}</eqn>")
    with pytest.raises(ModelSyntaxError, match="cannot be understood"):
        read(tmp_path, text, "m.xmile")


@pytest.mark.parametrize(("old", "new"), [("XMILE/v1.0", "XMILE/v1.}"), ("header>", ":head:>")])
def test_names_that_are_none_are_refused(tmp_path: Path, old: str, new: str) -> None:
    with pytest.raises(ModelSyntaxError, match="is no name of an element or of a namespace"):
        read(tmp_path, XMILE.replace(old, new), "model.xmile")


def test_an_attribute_of_an_undeclared_prefix_is_let_be(tmp_path: Path) -> None:
    text = XMILE.replace('xmlns="', 'old:xmlns="').replace("<xmile ", '<xmile isee:show="1" ')
    assert "rate" in read(tmp_path, text, "model.xmile").variables


def test_each_definition_keeps_its_own_comment(tmp_path: Path) -> None:
    file = tmp_path / "m.mdl"
    file.write_text(
        "Place: east, west ~~|\n"
        "x[east] = 1 + Time ~ 1 ~ What stands\n in the east |\n"
        "x[west] = 2 + Time ~ 1 ~ What stands in the west. Assumption |\n"
        "y[east] = 3 + Time ~ 1 ~ |\ny[west] = 4 + Time ~ 1 ~ Both |\n"
        "z[east] = 3 + Time ~ 1 ~ Alike |\nz[west] = 4 + Time ~ 1 ~ Alike |\n"
        "INITIAL TIME = 0 ~~|\nFINAL TIME = 1 ~~|\nTIME STEP = 1 ~~|\nSAVEPER = 1 ~~|\n",
        encoding="utf-8",
    )
    found = read_model(file).variables
    assert found["x"].comments == (
        "What stands in the east", "What stands in the west. Assumption",
    )  # fmt: skip
    assert found["x"].comment == "What stands in the east; What stands in the west. Assumption"
    assert (found["y"].comment, found["y"].comments) == ("Both", ("", "Both"))
    assert (found["z"].comment, found["z"].comments) == ("Alike", ())
