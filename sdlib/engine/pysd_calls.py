"""Functions that PySD does not know, written with those that it does.

PySD takes seconds to import, so that is put off until it runs a model.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Node = Any


def _floor(x: Node) -> tuple[Node, ...]:
    """Return the arguments of the choice that rounds down: one less where a fraction is cut off."""
    from pysd.translators.structures import abstract_expressions as tree

    cut = tree.CallStructure(tree.ReferenceStructure("integer"), (x,))
    less = tree.ArithmeticStructure(["-"], (cut, 1))
    return tree.LogicStructure(["<"], (x, cut)), less, cut


def _floored_modulo(a: Node, b: Node) -> tuple[Node, ...]:
    """Return the arguments of the choice that has no remainder of a division by zero."""
    from pysd.translators.structures import abstract_expressions as tree

    parts = _floor(tree.ArithmeticStructure(["/"], (a, b)))
    times = tree.CallStructure(tree.ReferenceStructure("if_then_else"), parts)
    taken = tree.ArithmeticStructure(["*"], (b, times))
    rest = tree.ArithmeticStructure(["-"], (a, taken))
    return tree.LogicStructure(["="], (b, 0)), float("nan"), rest


_AS_CHOICES: dict[str, Callable[..., tuple[Node, ...]]] = {
    "floor": _floor,
    "floored_modulo": _floored_modulo,
}


def put_in_known_words(call: Node) -> None:
    """Change a call of a function that PySD does not know, where it can be a choice.

    Args:
        call: A node of a tree of one's own, which is changed.
    """
    from pysd.translators.structures import abstract_expressions as tree

    made = _AS_CHOICES.get(str(call.function.reference))
    if made is not None:
        call.arguments = made(*call.arguments)
        call.function = tree.ReferenceStructure("if_then_else")
