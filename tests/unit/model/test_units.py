"""Unit texts and their algebra."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdlib.errors import ModelSyntaxError
from sdlib.model import Unit, parse_unit
from sdlib.model.units import DIMENSIONLESS, unit_key

names = st.from_regex(r"[A-Za-z$数][A-Za-z$ 数_]{0,8}[A-Za-z数]", fullmatch=True).filter(
    lambda name: unit_key(name) not in ("nil", "dmnl", "fraction", "dimensionless")
)
headed = st.one_of(names, st.builds("{} {}".format, st.integers(2, 999), names))
powers = st.fractions(-20, 20, max_denominator=9).filter(bool)


@st.composite
def units(draw: st.DrawFn) -> Unit:
    unit = DIMENSIONLESS
    for name, power in draw(st.dictionaries(headed, powers, max_size=4)).items():
        unit = unit * parse_unit(name) ** power
    return unit


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("firm", "firm"),
        ("firm/Year", "firm/Year"),
        ("1/Year", "1/Year"),
        ("1", "Dmnl"),
        ("Dmnl", "Dmnl"),
        ("DIMENSIONLESS", "Dmnl"),
        ("fraction", "Dmnl"),
        ("fraction/Year", "1/Year"),
        ("percent", "percent"),
        ("%", "%"),
        ("100 million yuan/Year", "100 million yuan/Year"),
        ("10^9 yuan/Year", "10^9 yuan/Year"),
        ("(firm*Year)/person", "firm*Year/person"),
        ("firm/(person*Year)", "firm/(person*Year)"),
        ("firm/person/Year", "firm/(person*Year)"),
        ("firm/(person/Year)", "firm*Year/person"),
        ("meter*meter", "meter^2"),
        ("meter^2 / meter", "meter"),
        ("meter^-1", "1/meter"),
        ("meter^(1/2)", "meter^(1/2)"),
        ("meter^0.5", "meter^(1/2)"),
        ("(meter/second)^2", "meter^2/second^2"),
        ("firm*Year/Year", "firm"),
        ("Firm / firm", "Dmnl"),
        ("big_firm/big  firm", "Dmnl"),
        ("$/(person*Year)", "$/(person*Year)"),
        ("家/年", "家/年"),
        ("(((firm)))", "firm"),
    ],
)
def test_a_text_means_a_unit(text: str, shown: str) -> None:
    assert str(parse_unit(text)) == shown


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Year", "year"),
        ("firm/Year/person", "firm/(person*Year)"),
        ("%", "percent"),
        ("Dmnl", "1"),
        ("small_firm", "Small firm"),
    ],
)
def test_two_spellings_are_one_unit(left: str, right: str) -> None:
    assert parse_unit(left) == parse_unit(right)
    assert hash(parse_unit(left)) == hash(parse_unit(right))


@pytest.mark.parametrize(
    ("left", "right"),
    [("percent", "Dmnl"), ("yuan", "100 yuan"), ("person", "people"), ("firm", "1/firm")],
)
def test_different_units_differ(left: str, right: str) -> None:
    assert parse_unit(left) != parse_unit(right)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "a name is missing at the end"),
        ("firm/", "a name is missing at the end"),
        ("*firm", "a name is missing before '*'"),
        ("firm//Year", "a name is missing before '/'"),
        ("firm)", "an operator is missing before ')'"),
        ("(firm", "a bracket is not closed"),
        ("(firm)(Year)", "an operator is missing before '('"),
        ("m^(2", "a bracket is not closed"),
        ("m^x", "a power is not a plain number"),
        ("m^", "a power is not a plain number"),
        ("m^(1/0)", "a power is not a plain number"),
        ("m^1e999999999", "a power is not a plain number"),
        ("m^2 s", "a power is not a plain number"),
        ("(" * 5000 + "m" + ")" * 5000, "nested too deeply"),
    ],
)
def test_a_wrong_text_is_told(text: str, words: str) -> None:
    with pytest.raises(ModelSyntaxError) as caught:
        parse_unit(text)
    assert words in str(caught.value)
    assert "such as firm/(person*Year)" in str(caught.value)
    assert len(str(caught.value)) < 300


@given(units())
def test_what_is_shown_is_read_back(unit: Unit) -> None:
    assert parse_unit(str(unit)) == unit


@given(units(), units(), units())
def test_the_algebra_of_units(a: Unit, b: Unit, c: Unit) -> None:
    assert a * b == b * a
    assert (a * b) * c == a * (b * c)
    assert a * DIMENSIONLESS == a
    assert a / a == DIMENSIONLESS
    assert (a * b) / b == a
    assert (a * b) ** 2 == a**2 * b**2


@given(units(), powers, powers)
def test_powers_add_up(unit: Unit, first: Fraction, second: Fraction) -> None:
    assert unit**first * unit**second == unit ** (first + second)
    assert (unit**first) ** second == unit ** (first * second)
    assert (unit**0).dimensionless


@given(st.text(max_size=40))
def test_any_text_is_a_unit_or_told(text: str) -> None:
    try:
        unit = parse_unit(text)
    except ModelSyntaxError:
        return
    assert parse_unit(str(unit)) == unit


def test_a_renamed_unit_joins_its_other_name() -> None:
    unit = parse_unit("firms/firm * people").renamed({"firms": "firm", "people": "1"})
    assert unit.dimensionless
    assert str(parse_unit("People/Year").renamed({"people": "person"})) == "person/Year"
