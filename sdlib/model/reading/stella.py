"""What the equations of an XMILE file leave to its readers: elements and whole arrays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from sdlib.model.expressions import Call, Definition, Expression, Operation, Reference
from sdlib.model.reading.non_negative import limit_outflows
from sdlib.model.structure import Lookup, Variable
from sdlib.names import name_key

_REDUCTIONS = {"vmin xmile": "vmin", "vmax xmile": "vmax", "sum": "sum", "prod": "prod"}
"""Functions over a whole array, as the translator names them."""


def complete_xmile(variables: Mapping[str, Variable], place: str) -> dict[str, Variable]:
    """Return the variables of an XMILE file with all that its equations leave unsaid.

    A name of an array without subscripts is the element that the equation is about, and inside
    MIN, MAX, SUM and PROD all its elements. A stock that is marked as non-negative limits its
    outflows.

    Args:
        variables: Name to variable.
        place: The file, for messages.

    Raises:
        ModelSyntaxError: If the flows of a non-negative stock have other dimensions than it has.
    """
    found = dict(variables)
    for name, variable in variables.items():
        if variable.definitions and not isinstance(variable, Lookup):
            definitions = tuple(
                _with_subscripts(definition, variable, variables)
                for definition in variable.definitions
            )
            found[name] = replace(variable, definitions=definitions)
    limit_outflows(found, place)
    return found


def _with_subscripts(
    definition: Definition, owner: Variable, variables: Mapping[str, Variable]
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
            if dimensions and all(d in here for d in dimensions):
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
