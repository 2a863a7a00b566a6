"""From single assignments of a program to Python functions, each of which computes one of them."""

from __future__ import annotations

from collections.abc import Sequence

from sdlib.engine.emit import ARGUMENTS, LANE_NAMES, escaped, helper_text
from sdlib.engine.emit_terms import TermWriter
from sdlib.engine.program import Item, Program

_HEAD = f"""\
import math
from collections.abc import Sequence

import numpy as np

from sdlib.engine.lanes.series import (
    {LANE_NAMES}
)
"""

_OWN = """\
from sdlib.engine.lanes.series import elementwise

globals().update(elementwise())
"""


def emit_values(program: Program, items: Sequence[Item]) -> str:
    """Return the source of functions ``value_0``, ``value_1``, ...: what each item computes.

    They take what the functions of `emit.emit` take, and the counters of the item's loops, and
    compute in the arithmetic of `lanes.series`. A sum and its kin give the value of one member.

    Args:
        program: The program.
        items: Assignments of it.
    """
    terms = TermWriter(program)
    functions = []
    for number, item in enumerate(items):
        counters = "".join(f", i{k}" for k in range(len(item.loops)))
        value = terms.value(item.value, {})
        lines = [f"# {escaped(item.comment)}", *terms.before(), f"return {value}"]
        head = f"def value_{number}({ARGUMENTS}{counters}):"
        functions.append("\n    ".join([head, *lines]))
    curves = terms.table_text()
    offsets = [f"{name} = np.array({list(o)!r})" for o, name in terms.offsets.items()]
    return "\n\n".join([_HEAD, helper_text(), _OWN, *offsets, curves, *functions]) + "\n"
