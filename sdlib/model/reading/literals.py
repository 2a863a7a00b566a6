"""Numbers and texts in place of the evaluation of Python in PySD's translators.

The translators pass parts of an equation to ``eval``: every number, every text in quotes, and
whatever stands between the brackets of a curve's range, which their grammar lets be anything. So a
curve such as ``f([print(1)],(0,0),(1,1))`` would run while the file is read. Here each of these
parts is taken for what it may be: a number, a list of pairs of numbers, or a text as it stands.
"""

from __future__ import annotations

import ast
import importlib
import re

_NUMBERS = re.compile(r"[0-9eE.,()\[\]+\-\s]*")
_TERM = re.compile(r"\s*([+-]?)\s*((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*", re.ASCII)
_TRANSLATORS = (
    "pysd.translators.vensim.vensim_element",
    "pysd.translators.xmile.xmile_element",
)


def read_literal(text: str) -> object:
    r"""Return the number, the list of pairs or the text that `text` spells.

    Numbers that are added and subtracted are one number: the translators take them for an array.

    Args:
        text: A part of an equation. A text stands between single quotes and keeps its backslashes.

    Raises:
        ValueError: If it is anything else.

    Example:
        >>> read_literal("2 + 3 - 0.5")
        4.5
        >>> read_literal("[(0,0),(10,1.5e3)]")
        [(0, 0), (10, 1500.0)]
        >>> read_literal(r"'data\x27.csv'") == r"data\x27.csv"
        True
    """
    if len(text) > 1 and text[0] == text[-1] == "'":
        return text[1:-1]
    if not _NUMBERS.fullmatch(text):
        message = f"'{text[:60]}' is not a number"
        raise ValueError(message)
    value: object = _sum(text)
    return ast.literal_eval(text.strip()) if value is None else value


def _sum(text: str) -> float | None:
    """Return the value of several numbers that are added and subtracted, None for all else."""
    terms = list(_TERM.finditer(text))
    whole = sum(len(term[0]) for term in terms) == len(text)
    if len(terms) < 2 or not whole or not all(term[1] for term in terms[1:]):
        return None
    total = 0.0
    for term in terms:
        total += float(term[1] + term[2])
    return total


def keep_translators_from_evaluating() -> None:
    """Give the translators `read_literal` under the name by which they call ``eval``."""
    for name in _TRANSLATORS:
        vars(importlib.import_module(name))["eval"] = read_literal
