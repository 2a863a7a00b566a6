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

__all__ = [
    "ANY",
    "CALLS",
    "FOREIGN_TO_XMILE",
    "GRAMMAR",
    "LANGUAGES",
    "REFUSED_CALLS",
    "VENSIM",
    "XMILE",
    "XMILE_ELEMENTS",
    "Row",
    "State",
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

FOREIGN_TO_XMILE = frozenset(row.key for row in XMILE_FUNCTIONS[VENSIMS])
"""Keys of the functions of Vensim that an XMILE file may not call."""

CALLS = frozenset(name for rows in (VENSIM, XMILE) for row in rows.values() for name in row.becomes)
"""Every function that the engine takes, by the names that reading gives them."""

REFUSED_CALLS: Mapping[str, Row] = MappingProxyType(
    {
        row.name.lower(): row
        for rows in (XMILE, VENSIM)
        for row in rows.values()
        if row.state is State.REFUSED and row.name.lower() not in CALLS
    }
)
"""Every function that is refused, by the name that reading leaves it."""
