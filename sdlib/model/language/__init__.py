"""The languages that are read: every function and construct with its state, in one table.

The readers count a function's arguments by it, the engine takes no function that is not in it and
refuses by its words, and `docs/language.md` is printed from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sdlib.model.language.rows import ANY, Row, State
from sdlib.model.language.vensim_functions import VENSIM_FUNCTIONS
from sdlib.model.language.vensim_grammar import VENSIM_GRAMMAR
from sdlib.model.language.xmile_elements import XMILE_ELEMENTS, XMILE_GRAMMAR
from sdlib.model.language.xmile_functions import VENSIMS, XMILE_FUNCTIONS
from sdlib.names import name_key

__all__ = [
    "ANY",
    "CALLS",
    "FOREIGN_TO_XMILE",
    "GRAMMAR",
    "LANGUAGES",
    "TAKEN_FROM_VENSIM",
    "VENSIM",
    "XMILE",
    "XMILE_ELEMENTS",
    "Row",
    "State",
    "is_run",
    "refusal",
]

Tables = Mapping[str, tuple[Row, ...]]

LANGUAGES: Mapping[str, Mapping[str, Tables]] = MappingProxyType(
    {
        "Vensim": {"constructs": VENSIM_GRAMMAR, "functions": VENSIM_FUNCTIONS},
        "XMILE": {
            "elements": XMILE_ELEMENTS,
            "constructs": XMILE_GRAMMAR,
            "functions": XMILE_FUNCTIONS,
        },
    }
)
"""Language to its tables."""


GRAMMAR: Mapping[str, Row] = MappingProxyType(
    {row.name: row for rows in VENSIM_GRAMMAR.values() for row in rows}
)
"""Name of each of Vensim's constructs to its row."""


def _by_key(tables: Tables) -> Mapping[str, Row]:
    return MappingProxyType({row.key: row for rows in tables.values() for row in rows})


VENSIM = _by_key(VENSIM_FUNCTIONS)
"""Key of each of Vensim's functions to its row."""

XMILE = _by_key(XMILE_FUNCTIONS)
"""Key of each function of XMILE and Stella to its row."""

TAKEN_FROM_VENSIM = frozenset(
    row.key for row in XMILE_FUNCTIONS[VENSIMS] if row.state is State.RUNS
)
"""Keys of the functions of Vensim that an XMILE file may call, as Vensim has them."""

FOREIGN_TO_XMILE = frozenset(row.key for row in XMILE_FUNCTIONS[VENSIMS]) - TAKEN_FROM_VENSIM
"""Keys of the functions of Vensim that an XMILE file may not call."""


def _calls(language: str) -> frozenset[str]:
    return frozenset(
        name
        for tables in LANGUAGES[language].values()
        for rows in tables.values()
        for row in rows
        for name in row.becomes
    )


CALLS: Mapping[str, frozenset[str]] = MappingProxyType({name: _calls(name) for name in LANGUAGES})
"""Language to the functions that the engine takes of it, by the names that reading gives them."""


def is_run(function: str, *, xmile: bool) -> bool:
    """Tell whether the engine takes a function.

    Args:
        function: Name of the function, as an expression has it.
        xmile: Whether the file is written in XMILE: there functions of Vensim are taken too.
    """
    if refusal(function, xmile=xmile) is not None:
        return False
    return function in CALLS["Vensim"] or (xmile and function in CALLS["XMILE"])


def refusal(function: str, *, xmile: bool) -> Row | None:
    """Return the row of a function that is known by name and not run, None of any other.

    Args:
        function: Name of the function, as an expression has it.
        xmile: Whether the file is written in XMILE.
    """
    key = name_key(function)
    row = XMILE.get(key, VENSIM.get(key)) if xmile else VENSIM.get(key)
    # What an XMILE file may not call by its name in Vensim, others of its functions become.
    if row is None or row.state is not State.REFUSED or (xmile and key in FOREIGN_TO_XMILE):
        return None
    return row
