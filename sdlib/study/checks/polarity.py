"""The sign of each link of a loop, measured along a run."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sdlib.engine import CompiledEngine
from sdlib.engine.base import InputValue, Results
from sdlib.model import Auxiliary, Model, Stock, Variable
from sdlib.model.arrays import FloatArray
from sdlib.model.expressions import (
    Call,
    Definition,
    Expression,
    Number,
    Operation,
    Reference,
)

Link = tuple[str, str]
"""Cause and effect."""

_NUDGE = 1e-4
"""Share of a cause by which it is moved up and down."""

_FLOOR = 1e-6
"""Share of its largest value that a cause counts at least, so that one at zero is moved too."""

_NOTHING = 1e-11
"""Share of an effect below which a move of it is rounding."""


@dataclass(frozen=True, kw_only=True, eq=False)
class LinkSigns:
    """The signs of links over time."""

    time: FloatArray
    signs: Mapping[Link, NDArray[np.int8]]
    """Link to 1, -1 or 0 (no effect at that time), shape (time,); 2 where elements differ."""


def link_signs(
    engine: CompiledEngine,
    model: Model,
    inputs: Mapping[str, InputValue],
    links: Iterable[Link],
    run: Results,
) -> LinkSigns:
    """Measure in which direction each cause moves its effect, all else equal.

    Each effect is computed again beside the model, once with the cause a little larger and once a
    little smaller; of a stock it is the rate of its change. All links take one run.

    Args:
        engine: What runs the model.
        model: The model.
        inputs: Exact variable name to the value of the run along which is measured.
        links: Pairs of names between which there is an edge.
        run: That run, with all causes and effects kept.

    Raises:
        RunError: If an effect is not finite where its cause is moved.

    Source: the polarity of a link as the sign of the partial derivative of its effect: Richardson
    1995, System Dynamics Review 11(1), 67-88.
    """
    pairs = list(dict.fromkeys(links))
    added: dict[str, Variable] = {}
    for number, (cause, effect) in enumerate(pairs):
        least = _FLOOR * (float(np.max(np.abs(run.values[cause]))) or 1.0)
        for side, share in (("up", _NUDGE), ("down", -_NUDGE)):
            name = f"(link {number} {side})"
            added[name] = _moved(model, name, effect, _Nudge(cause=cause, share=share, least=least))
    digest = hashlib.sha256(repr((model.content_hash, pairs, added)).encode()).hexdigest()
    wider = replace(model, variables={**model.variables, **added}, content_hash=digest)
    found = engine.run(wider, inputs, list(added))
    signs = {}
    for number, link in enumerate(pairs):
        up, down = (found.values[f"(link {number} {side})"] for side in ("up", "down"))
        signs[link] = _signs(up, down)
    return LinkSigns(time=found.time, signs=signs)


def _signs(up: FloatArray, down: FloatArray) -> NDArray[np.int8]:
    rows = len(up)
    move = (up - down).reshape(rows, -1)
    size = np.maximum(np.abs(up), np.abs(down)).reshape(rows, -1)
    each = np.where(np.abs(move) > _NOTHING * size, np.sign(move), 0.0)
    rising, falling = (each > 0).any(axis=1), (each < 0).any(axis=1)
    return np.where(rising & falling, 2, rising.astype(int) - falling.astype(int)).astype(np.int8)


@dataclass(frozen=True, kw_only=True)
class _Nudge:
    """By how much a cause is moved."""

    cause: str
    share: float
    """Share of its present value, with the sign of the move."""
    least: float
    """What its value counts at least [its unit]."""

    def applied(self, cause: Reference) -> Expression:
        """Return the cause, moved: c + share * MAX(ABS(c), least)."""
        size = Call("max", (Call("abs", (cause,)), Number(self.least)))
        return Operation("+", (cause, Operation("*", (Number(self.share), size))))


def _moved(model: Model, name: str, effect: str, nudge: _Nudge) -> Variable:
    """Return a variable that is an effect with its cause moved."""
    variable = model.variables[effect]
    definitions = tuple(
        Definition(
            subscripts=definition.subscripts,
            exceptions=definition.exceptions,
            expression=_replaced(_rate(variable, definition.expression), model, nudge),
        )
        for definition in variable.definitions
    )
    return Auxiliary(
        name=name, unit=variable.unit, comment="", equation=variable.equation, group="", line=None,
        dimensions=variable.dimensions, lower=None, upper=None, step=None,
        depends_on=variable.depends_on, definitions=definitions,
        initial_depends_on=variable.initial_depends_on,
    )  # fmt: skip


def _rate(variable: Variable, expression: Expression) -> Expression:
    whole = isinstance(expression, Call) and expression.function.startswith("integ")
    if isinstance(variable, Stock) and whole and isinstance(expression, Call):
        return expression.arguments[0]
    return expression


def _replaced(expression: Expression, model: Model, nudge: _Nudge) -> Expression:
    if isinstance(expression, Reference):
        if expression.name in model and model.variable(expression.name).name == nudge.cause:
            return nudge.applied(expression)
        return expression
    if isinstance(expression, Operation):
        parts = tuple(_replaced(part, model, nudge) for part in expression.operands)
        return Operation(expression.operator, parts)
    if isinstance(expression, Call):
        parts = tuple(_replaced(part, model, nudge) for part in expression.arguments)
        return Call(expression.function, parts)
    return expression
