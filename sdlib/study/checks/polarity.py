"""The sign of each link of a loop, measured along a run."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sdlib.engine import CompiledEngine
from sdlib.engine.base import InputValue, Results, as_float
from sdlib.model import Auxiliary, Model, Stock, Variable
from sdlib.model.arrays import FloatArray
from sdlib.model.expressions import (
    Call,
    Definition,
    Expression,
    Operation,
    Reference,
)
from sdlib.study.checks.switches import added_constant

Link = tuple[str, str]
"""Cause and effect; an array may end in the elements that count, ``Mode[imitation]``."""

NUDGE = "(nudge)"
"""Name of the share by which causes are moved; an input, so that up and down are one program."""

_SHARE = 1e-4
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
    little smaller; of a stock it is the rate of its change. All links take two runs of one program.

    Args:
        engine: What runs the model.
        model: The model.
        inputs: Exact variable name to the value of the run along which is measured.
        links: Pairs of names between which there is an edge; a name may end in elements, which
            alone are then moved, or looked at.
        run: That run, with all causes and effects kept.

    Raises:
        RunError: If an effect is not finite where its cause is moved.

    Source: the polarity of a link as the sign of the partial derivative of its effect: Richardson
    1995, System Dynamics Review 11(1), 67-88.
    """
    pairs = list(dict.fromkeys(links))
    added: dict[str, Variable] = {NUDGE: added_constant(NUDGE, (), as_float(0.0))}
    moved: dict[str, InputValue] = {}
    for number, (cause, effect) in enumerate(pairs):
        base, least = model.split(cause)[0], f"(least {number})"
        added[least] = added_constant(least, (), as_float(0.0))
        moved[least] = _FLOOR * (float(np.max(np.abs(run.values[base]))) or 1.0)
        mask = ""
        if base != cause:
            mask = f"(mask {number})"
            chosen = as_float(element_mask(model, cause))
            added[mask] = added_constant(mask, model.variables[base].dimensions, chosen)
        nudge = _Nudge(cause=base, least=least, mask=mask)
        name = _link(number)
        added[name] = _moved(model, name, model.split(effect)[0], nudge)
    digest = hashlib.sha256(repr((model.content_hash, pairs, _NUDGE_FORM)).encode()).hexdigest()
    wider = replace(model, variables={**model.variables, **added}, content_hash=digest)
    names = [_link(number) for number in range(len(pairs))]
    up, down = (
        engine.run(wider, {**inputs, **moved, NUDGE: share}, names) for share in (_SHARE, -_SHARE)
    )
    signs = {}
    for name, link in zip(names, pairs, strict=True):
        seen = np.flatnonzero(element_mask(model, link[1]))
        sides = (each.values[name].reshape(len(up.time), -1)[:, seen] for each in (up, down))
        signs[link] = _signs(*sides)
    return LinkSigns(time=up.time, signs=signs)


def element_mask(model: Model, name: str) -> NDArray[np.bool_]:
    """Return which elements of an array a name means.

    Args:
        model: The model.
        name: A variable, or one with elements in brackets: each narrows the dimension that it is
            an element of, ``Mode[imitation]``.

    Returns:
        Shape of the variable's dimensions.
    """
    base, chosen = model.split(name)
    axes = [model.dimensions[d].subscripts for d in model.variables[base].dimensions]
    mask = np.ones([len(axis) for axis in axes], dtype=bool)
    for at, axis in enumerate(axes):
        wanted = [element for element in axis if element in chosen]
        if wanted:
            shape = [1] * len(axes)
            shape[at] = len(axis)
            mask &= np.asarray([element in wanted for element in axis]).reshape(shape)
    return mask


def _link(number: int) -> str:
    return f"(link {number})"


def _signs(up: FloatArray, down: FloatArray) -> NDArray[np.int8]:
    rows = len(up)
    move = (up - down).reshape(rows, -1)
    size = np.maximum(np.abs(up), np.abs(down)).reshape(rows, -1)
    each = np.where(np.abs(move) > _NOTHING * size, np.sign(move), 0.0)
    rising, falling = (each > 0).any(axis=1), (each < 0).any(axis=1)
    return np.where(rising & falling, 2, rising.astype(int) - falling.astype(int)).astype(np.int8)


_NUDGE_FORM = 2
"""Number of the form of a moved cause: another form is another program."""


@dataclass(frozen=True, kw_only=True)
class _Nudge:
    """By how much a cause is moved."""

    cause: str
    least: str
    """Name of what its value counts at least [its unit]."""
    mask: str
    """Name of the array of the elements that are moved; empty where all are."""

    def applied(self, cause: Reference) -> Expression:
        """Return the cause, moved: c + share * MAX(ABS(c), least) * mask."""
        size: Expression = Call("max", (Call("abs", (cause,)), Reference(self.least)))
        if self.mask:
            size = Operation("*", (size, Reference(self.mask, cause.subscripts)))
        return Operation("+", (cause, Operation("*", (Reference(NUDGE), size))))


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
