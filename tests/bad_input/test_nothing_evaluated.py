"""What Python compiles while a model file is read: numbers at most, and never a name."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import CodeType
from typing import Any

import pytest
from parsimonious.exceptions import VisitationError
from pysd.translators.vensim import vensim_element
from pysd.translators.vensim.vensim_file import VensimFile
from pysd.translators.xmile import xmile_element

from sdlib.errors import SdError
from sdlib.model.reading import read_text
from tests.bad_input.attacks import HARMLESS, IN_VENSIM, IN_XMILE, TIMES, XMILE

_watched: list[list[CodeType]] = []
"""Lists that are being filled; a hook cannot be taken out again, so it looks here."""


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "exec" and _watched and isinstance(arguments[0], CodeType):
        for found in _watched:
            found.append(arguments[0])


sys.addaudithook(_hook)


@contextmanager
def executed() -> Iterator[list[CodeType]]:
    """Collect the code that is executed from texts."""
    found: list[CodeType] = []
    _watched.append(found)
    try:
        yield found
    finally:
        _watched.remove(found)


@pytest.fixture(autouse=True, scope="module")
def _all_imported() -> None:
    """Read a file of each kind: what is imported for it makes classes out of texts."""
    variables = '<aux name="x"><eqn>1</eqn></aux>'
    xmile = XMILE.format(head="", dimensions="", variables=variables)
    for ending, text in ((".mdl", "x = 1 ~ ~ |" + TIMES), (".xmile", xmile)):
        read_text(Path(f"model{ending}"), text.encode(), text)


def from_texts(found: list[CodeType]) -> list[CodeType]:
    return [code for code in found if code.co_filename == "<string>"]


EQUATIONS = [
    "print(1)", "__import__('os')", "1 + 2 - 3", "007", "1.5.5", "-1e5", "1,2,3", "1 2 3", "'a'",
    "x[print(1)]", "f(1)(2)", "1 if 1 else 2", "lambda: 1", "[1]", "{1}", "1_000", "0x10", "1j",
    "IF 1 THEN 2 ELSE 3", "NOT 1", "a.b.c", "1e", "1mod2", "print", "\"print(1)\"", "((1))",
    "é + 1", "٣", "²", "1;2", "1\n+2", "True", "max(1, 2", "1 and print(2)", "9" * 5_000,
]  # fmt: skip


@pytest.mark.parametrize("equation", EQUATIONS)
def test_xmile_hands_over_numbers_alone(equation: str) -> None:
    escaped = equation.replace("&", "&amp;").replace("<", "&lt;")
    variables = f'<aux name="x"><eqn>{escaped}</eqn></aux><aux name="y"><eqn>x</eqn></aux>'
    read(".xmile", XMILE.format(head="", dimensions="", variables=variables))


@pytest.mark.parametrize("equation", EQUATIONS)
def test_vensim_hands_over_nothing(equation: str) -> None:
    text = (
        f"x = {equation} ~ {equation} [{equation}] ~ |\ny([{equation}],(0,1),(2,3)) ~ ~ |" + TIMES
    )
    assert read(".mdl", text) == []


@pytest.mark.parametrize("attacks", [IN_VENSIM, IN_XMILE, HARMLESS], ids=["mdl", "xmile", "odd"])
def test_attacks_hand_over_no_names(attacks: Any) -> None:
    for attack in attacks.values():
        read(attack.ending, attack.text.replace("CODE", "print(1)"))


def read(ending: str, text: str) -> list[CodeType]:
    with executed() as found, suppress(SdError):
        read_text(Path(f"model{ending}"), text.encode(), text)
    codes = from_texts(found)
    assert [code.co_names for code in codes if code.co_names or code.co_varnames] == []
    consts = [const for code in codes for const in code.co_consts]
    assert all(isinstance(const, (int, float, type(None))) for const in consts), consts
    return codes


def test_the_watch_sees_what_is_evaluated(tmp_path: Path) -> None:
    """PySD alone would run the range of a curve."""
    file = tmp_path / "model.mdl"
    file.write_text("f([print(),(0,0)-(1,1)],(0,0),(1,1)) ~ ~ |" + TIMES)
    with executed() as found, pytest.raises(VisitationError):
        VensimFile(file, encoding="utf-8").parse()
    assert any("print" in code.co_names for code in from_texts(found))


def test_the_translators_are_as_their_package_has_them() -> None:
    for module in (vensim_element, xmile_element):
        assert "eval" not in vars(module)
