"""Macros of Vensim files, written out where they are called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sdlib.errors import ModelSyntaxError
from sdlib.model.expressions import (
    Call,
    Curve,
    Definition,
    Expression,
    Number,
    Reference,
    changed,
    children,
    walk,
)
from sdlib.model.reading.equations import convert_definitions
from sdlib.model.structure import Auxiliary, Lookup, Stock, Variable
from sdlib.names import name_key, plain_name

RESULT = "result of a macro"
"""Key of the last argument of a call that stands for another result than the macro's value; it has
the place of that result."""

_REDUCING = {"sum", "prod", "vmin", "vmax"}

_CLOCKS = {"time", "time_step", "initial_time", "final_time", "saveper"}


@dataclass(frozen=True, kw_only=True)
class _Macro:
    """A macro: what it takes, and what it computes."""

    name: str
    parameters: tuple[str, ...]
    """Keys of what it is given."""
    results: tuple[str, ...]
    """Keys of its results besides its value."""
    definitions: dict[str, Definition]
    """Key of each of its variables to its definition; the one of its own name is its value."""
    names: dict[str, str]
    """Key to name of its variables."""


def expand_macros(
    variables: Mapping[str, Variable], sections: Sequence[Any], path: str
) -> dict[str, Variable]:
    """Return the variables of a model with those of each macro call among them.

    A call becomes variables of its own, named after the variable that calls, so that what a macro
    remembers is remembered for each call apart.

    Args:
        variables: Name to variable.
        sections: PySD's sections of the macros.
        path: The file, for messages.

    Returns:
        Name to variable; a call that cannot be written out stays in its equation.
    """
    macros = {name_key(s.name): _macro(s) for s in sections}
    work = _Expansion(macros=macros, found=dict(variables), path=path)
    for variable in variables.values():
        before = dict(work.found)
        try:
            definitions = tuple(work.written_out(d, variable, ()) for d in variable.definitions)
        except ModelSyntaxError:
            # The call stays: the compiled engine names it, and the other engine may know it.
            work.found.clear()
            work.found.update(before)
            continue
        if definitions != variable.definitions:
            used = _used(definitions, work.found)
            depends_on = variable.depends_on | used
            work.found[variable.name] = replace(
                variable, definitions=definitions, depends_on=depends_on
            )
    return work.found


def _macro(section: Any) -> _Macro:
    parameters = tuple(name_key(p) for p in section.params)
    names = {name_key(e.name): plain_name(e.name) for e in section.elements}
    known = names | {name_key(p): plain_name(p) for p in section.params}
    # A call of its own name is a call of the macro, not of a curve.
    known.pop(name_key(section.name), None)
    definitions = {}
    for element in section.elements:
        (definition, *more) = convert_definitions(element.components, known, xmile=False)
        if not more and not definition.subscripts:
            definitions[name_key(element.name)] = definition
    return _Macro(
        name=plain_name(section.name.replace("_", " ")).upper(),
        parameters=parameters,
        results=tuple(name_key(r) for r in section.returns),
        definitions=definitions,
        names=names,
    )


@dataclass(frozen=True, kw_only=True)
class _Expansion:
    """The macros of a file and the variables that grow out of their calls."""

    macros: Mapping[str, _Macro]
    found: dict[str, Variable]
    path: str
    calls: dict[str, int] = field(default_factory=dict)
    """Name of a variable to how many calls were written out for it."""

    def written_out(
        self, definition: Definition, owner: Variable, above: tuple[str, ...]
    ) -> Definition:
        def instead(part: Expression) -> Expression:
            if isinstance(part, Call) and name_key(part.function) in self.macros:
                return self._call(part, owner, definition, above)
            return part

        if not any(
            isinstance(p, Call) and name_key(p.function) in self.macros
            for p in walk(definition.expression)
        ):
            return definition
        return replace(definition, expression=changed(definition.expression, instead))

    def _fault(self, owner: Variable, what: str) -> ModelSyntaxError:
        line = f", line {owner.line}" if owner.line else ""
        return ModelSyntaxError(
            found=f"the macro {what} cannot be written out",
            place=f"{self.path}{line} ('{owner.name}')",
            variable=owner.name,
            allowed="macros that use what they are given, and do not call themselves",
            remedy="write the macro's equations in place of the call",
        )

    def _call(
        self, call: Call, owner: Variable, left: Definition, above: tuple[str, ...]
    ) -> Expression:
        """Write out one call; in an array each element has the macro's variables for itself."""
        key = name_key(call.function)
        macro = self.macros[key]
        if key in above:
            raise self._fault(owner, f"{macro.name} that calls itself")
        arguments, result = _chosen_result(call, macro)
        lacking = {key, result, *macro.names} - set(macro.definitions)
        if lacking:
            raise self._fault(owner, f"{macro.name} with arrays of its own")
        if len(arguments) != len(macro.parameters):
            raise self._fault(owner, f"{macro.name} with {len(arguments)} arguments")
        if any(_is_gone_over(argument) for argument in arguments):
            raise self._fault(owner, f"{macro.name} of what a sum goes over")
        number = self.calls[owner.name] = self.calls.get(owner.name, 0) + 1
        given = dict(zip(macro.parameters, arguments, strict=True))
        curves = {k for k, d in macro.definitions.items() if isinstance(d.expression, Curve)}
        own = {
            k: Reference(
                f"{owner.name} {macro.name} {number} {name}",
                () if k in curves else left.subscripts,
            )
            for k, name in macro.names.items()
        }

        def meant(part: Expression) -> Expression:
            if not isinstance(part, Reference) or name_key(part.name) in _CLOCKS:
                return part
            name = name_key(part.name)
            if not part.subscripts and (name in given or name in own):
                return given[name] if name in given else own[name]
            outside = self._outside(part)
            if outside is None:
                raise self._fault(owner, f"{macro.name}, which uses '{part.name}',")
            return outside

        for name, definition in macro.definitions.items():
            if name in curves:
                self._add(own[name].name, definition, owner)
                continue
            expression = changed(definition.expression, meant)
            body = replace(left, expression=expression)
            # What was given may call macros too: those were written out before.
            body = self.written_out(body, owner, (*above, key))
            self._add(own[name].name, body, owner)
        return own[result]

    def _outside(self, part: Reference) -> Reference | None:
        """Return what a name with a dollar sign stands for: a variable outside of the macro.

        Source: vensim.com/documentation/22145.html.
        """
        key = name_key(part.name)
        if not key.endswith("$") or part.subscripts:
            return None
        key = key.removesuffix("$")
        if key in _CLOCKS:
            return Reference("Time" if key == "time" else key.replace("_", " ").upper())
        found = next((n for n in self.found if name_key(n) == key), None)
        if found is None or self.found[found].dimensions:
            return None
        return Reference(found)

    def _add(self, name: str, definition: Definition, owner: Variable) -> None:
        if name_key(name) in map(name_key, self.found):
            raise self._fault(owner, f"whose variable would be '{name}', a name that is taken,")
        expression = definition.expression
        shared: dict[str, Any] = {
            "name": name,
            "unit": "",
            "comment": f"Part of a macro in the equation of '{owner.name}'.",
            "equation": owner.equation,
            "group": owner.group,
            "line": owner.line,
            "dimensions": () if isinstance(expression, Curve) else owner.dimensions,
            "lower": None,
            "upper": None,
            "step": None,
            "depends_on": _used((definition,), None),
            "definitions": (definition,),
            "hidden": True,
        }
        if isinstance(expression, Curve):
            self.found[name] = Lookup(points=expression.points, **shared)
        elif isinstance(expression, Call) and expression.function == "integ":
            self.found[name] = Stock(**shared)
        else:
            self.found[name] = Auxiliary(**shared)


def _chosen_result(call: Call, macro: _Macro) -> tuple[tuple[Expression, ...], str]:
    """Return the arguments of a call, and the key of the variable that is its value."""
    *arguments, last = call.arguments or (Number(0.0),)
    if isinstance(last, Call) and last.function == RESULT and isinstance(last.arguments[0], Number):
        place = int(last.arguments[0].value)
        return tuple(arguments), macro.results[place] if place < len(macro.results) else RESULT
    return call.arguments, name_key(call.function)


def _is_gone_over(expression: Expression) -> bool:
    """Tell whether a part of an argument belongs to a sum around the call."""
    if isinstance(expression, Reference):
        return any(subscript.endswith("!") for subscript in expression.subscripts)
    if isinstance(expression, Call) and expression.function in _REDUCING:
        return False
    return any(_is_gone_over(part) for part in children(expression))


def _used(
    definitions: Sequence[Definition], known: Mapping[str, Variable] | None
) -> frozenset[str]:
    return frozenset(
        part.name
        for definition in definitions
        for part in walk(definition.expression)
        if isinstance(part, Reference)
        and name_key(part.name) not in _CLOCKS
        and (known is None or part.name in known)
    )
