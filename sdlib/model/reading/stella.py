"""What the equations of an XMILE file leave to its readers: elements and whole arrays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product

from sdlib.errors import ModelSyntaxError
from sdlib.model.expressions import (
    Call,
    Definition,
    Expression,
    Operation,
    Reference,
    changed,
    children,
)
from sdlib.model.reading.non_negative import limit_outflows
from sdlib.model.structure import Dimension, Lookup, Variable
from sdlib.names import name_key

_REDUCTIONS = {"vmin xmile": "vmin", "vmax xmile": "vmax", "sum": "sum", "prod": "prod"}
"""Functions over a whole array, as the translator names them."""

_JOINED = {"sum": "+", "prod": "*", "vmin": "min", "vmax": "max"}
"""Functions over elements, to what joins two of their results."""


def complete_xmile(
    variables: Mapping[str, Variable], dimensions: Mapping[str, Dimension], place: str
) -> dict[str, Variable]:
    """Return the variables of an XMILE file with all that its equations leave unsaid.

    A name of an array without subscripts is the element that the equation is about, and inside
    MIN, MAX, SUM and PROD all its elements. A stock that is marked as non-negative limits its
    outflows.

    Args:
        variables: Name to variable.
        dimensions: Name to dimension.
        place: The file, for messages.

    Raises:
        ModelSyntaxError: If the flows of a non-negative stock have other dimensions than it has, or
            it is not told which of two equal dimensions is meant.
    """
    found = dict(variables)
    for name, variable in variables.items():
        if variable.definitions and not isinstance(variable, Lookup):
            told = (_with_subscripts(d, variable, variables, place) for d in variable.definitions)
            definitions = tuple(_apart(d, variable, dimensions, place) for d in told)
            found[name] = replace(variable, definitions=definitions)
    limit_outflows(found, place)
    return found


def _with_subscripts(
    definition: Definition, owner: Variable, variables: Mapping[str, Variable], place: str
) -> Definition:
    here = dict(zip(owner.dimensions, definition.subscripts, strict=True))
    keys = {name_key(d) for d in here}

    def kept_whole(parts: tuple[Expression, ...]) -> Iterator[bool]:
        """Tell which arguments of MIN or MAX are arrays that have no element here."""
        for part in parts:
            named = isinstance(part, Reference) and part.name in variables
            own = variables[part.name].dimensions if isinstance(part, Reference) and named else ()
            unsaid = isinstance(part, Reference) and not part.subscripts
            yield named and (_has_axes(part) or (unsaid and not all(d in here for d in own)))

    def told(part: Expression, whole: bool) -> Expression:
        if isinstance(part, Reference) and not part.subscripts:
            array = variables.get(part.name)
            dimensions = array.dimensions if array else ()
            if whole:
                return Reference(part.name, tuple(f"{d}!" for d in dimensions))
            if dimensions == owner.dimensions:
                return Reference(part.name, definition.subscripts)
            if dimensions and all(d in here for d in dimensions):
                twice = [d for d in dimensions if owner.dimensions.count(d) > 1]
                if twice:
                    raise ModelSyntaxError(
                        found=f"'{owner.name}' has the dimension '{twice[0]}' twice, and its "
                        f"equation uses '{part.name}' without saying for which of them",
                        place=f"{place}, line {owner.line}" if owner.line else place,
                        variable=owner.name,
                        remedy="write the subscripts, @1 for the first dimension",
                    )
                return Reference(part.name, tuple(here[d] for d in dimensions))
        if isinstance(part, Reference) and whole and part.name in variables:
            # Inside a function over an array, a dimension that is not on the left is all of it.
            own = {name_key(d) for d in variables[part.name].dimensions} - keys
            marked = (f"{s}!" if name_key(s) in own else s for s in part.subscripts)
            return Reference(part.name, tuple(marked))
        if isinstance(part, Operation):
            return replace(part, operands=tuple(told(o, whole) for o in part.operands))
        if isinstance(part, Call):
            inside = whole or (part.function in _REDUCTIONS and len(part.arguments) == 1)
            first = 1 if part.function in ("curve", "index of rank", "interpolate") else 0
            kept = part.arguments[:first]
            given = (*kept, *(told(a, inside) for a in part.arguments[first:]))
            if part.function in ("min", "max") and not inside:
                given = tuple(
                    Call(f"v{part.function}", (told(each, True),)) if all_of_it else argument
                    for each, argument, all_of_it in zip(
                        part.arguments, given, kept_whole(part.arguments), strict=True
                    )
                )
            if part.function.endswith(" xmile") and not _has_axes(given[0]):
                return given[0]
            return Call(_REDUCTIONS.get(part.function, part.function), given)
        return part

    return replace(definition, expression=told(definition.expression, False))


def _has_axes(part: Expression) -> bool:
    if isinstance(part, Reference):
        return any(s.endswith("!") for s in part.subscripts)
    parts: tuple[Expression, ...] = ()
    if isinstance(part, Operation):
        parts = part.operands
    elif isinstance(part, Call):
        parts = part.arguments
    return any(map(_has_axes, parts))


def _apart(
    definition: Definition, owner: Variable, dimensions: Mapping[str, Dimension], place: str
) -> Definition:
    """Return a definition whose functions go over a dimension that an array has twice, twice.

    All of a dimension is one loop, whatever it is that has it: without this the sum of a square
    would be that of its diagonal.
    """

    def told(part: Expression) -> Expression:
        if not isinstance(part, Call) or part.function not in _JOINED:
            return part
        counts = [
            Counter(s for s in node.subscripts if s.endswith("!")) for node in _gone_over(part)
        ]
        marks = {mark for count in counts for mark in count if count[mark] > 1}
        if not marks:
            return part
        if len({tuple(sorted(count.items())) for count in counts if marks & set(count)}) > 1:
            raise ModelSyntaxError(
                found=f"'{owner.name}' goes over arrays of which one alone has the dimension "
                f"'{min(marks).removesuffix('!')}' twice",
                place=f"{place}, line {owner.line}" if owner.line else place,
                variable=owner.name,
                remedy="give it a dimension of another name and the same elements",
            )
        times = max((count for count in counts if marks & set(count)), key=len)
        further = [mark for mark in sorted(marks) for _ in range(times[mark] - 1)]
        every = (dimensions[mark.removesuffix("!")].subscripts for mark in further)
        members = [
            Call(part.function, tuple(_with_elements(a, further, at) for a in part.arguments))
            for at in product(*every)
        ]
        joined: Expression
        joined, *others = members
        for member in others:
            sign = _JOINED[part.function]
            pair = (joined, member)
            joined = Operation(sign, pair) if sign in "+*" else Call(sign, pair)
        return joined

    return replace(definition, expression=changed(definition.expression, told))


def _gone_over(part: Expression) -> Iterator[Reference]:
    """Iterate over the references that a function over elements goes over, not another within."""
    for child in children(part):
        if isinstance(child, Reference):
            yield child
        elif not (isinstance(child, Call) and child.function in _JOINED):
            yield from _gone_over(child)


def _with_elements(node: Expression, marks: list[str], elements: tuple[str, ...]) -> Expression:
    """Put elements in place of the marks of dimensions that a reference has already had."""
    if isinstance(node, Operation):
        parts = tuple(_with_elements(o, marks, elements) for o in node.operands)
        return replace(node, operands=parts)
    if isinstance(node, Call) and node.function not in _JOINED:
        parts = tuple(_with_elements(a, marks, elements) for a in node.arguments)
        return replace(node, arguments=parts)
    if not isinstance(node, Reference):
        return node
    waiting: dict[str, list[str]] = {}
    for mark, element in zip(marks, elements, strict=True):
        waiting.setdefault(mark, []).append(element)
    had: set[str] = set()
    found = []
    for subscript in node.subscripts:
        later = subscript in had and bool(waiting.get(subscript))
        found.append(waiting[subscript].pop(0) if later else subscript)
        had.add(subscript)
    return Reference(node.name, tuple(found))
