import pytest

from sdlib.model.reading.signs import keep_signs_out_of_powers
from sdlib.model.reading.statements import split_drawing


@pytest.mark.parametrize(
    "equation",
    ["-2", "a -b^2", '"a -2^2" + 1', "1e-2^2", "firm 2^2", "2^x", "f('-2^2')", "(2)*3", "5 - x"],
)
def test_what_needs_no_change_stays(equation: str) -> None:
    assert keep_signs_out_of_powers(equation) == equation


@pytest.mark.parametrize(
    ("equation", "written"),
    [
        ("-2^2", "-(1*2)^2"),
        ("(-2)^2", "(1*-2)^2"),
        ("a-+2 ^2", "a-(1*2) ^2"),
        ("IF x THEN --3^2 ELSE - + .5e-3^2", "IF x THEN (1*3)^2 ELSE -(1*.5e-3)^2"),
    ],
)
def test_a_signed_number_before_a_power_is_no_number(equation: str, written: str) -> None:
    assert keep_signs_out_of_powers(equation) == written


@pytest.mark.parametrize("mark", ["\\\\\\---/// Sketch", "\\\\---///Sketch", "  \\\\\\---///"])
def test_a_drawing_begins_in_several_spellings(mark: str) -> None:
    assert split_drawing(f"a = 1 ~ ~ |\n{mark}\nV300\n")[0] == "a = 1 ~ ~ |\n"


def test_a_file_may_have_no_drawing() -> None:
    assert split_drawing("a = 1 ~ says \\\\\\---/// |") == ("a = 1 ~ says \\\\\\---/// |", "")
