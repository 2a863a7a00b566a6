"""Vensim files: from the statements of a text to an abstract model, statement by statement."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pysd.translators.structures import abstract_expressions as tree
from pysd.translators.structures import abstract_model as abstract

from sdlib.errors import DataFileError, ModelSyntaxError, SdError
from sdlib.model.reading.builtin_calls import require_stock_alone, within_limits
from sdlib.model.reading.declarations import Declaration, range_of, read_declaration
from sdlib.model.reading.formula import Result, read_curve, read_formula
from sdlib.model.reading.misread import CallError, FormulaError
from sdlib.model.reading.statements import Macro, Statement
from sdlib.names import name_key

_CONTROL = ("initial_time", "final_time", "time_step", "saveper")
_RANGE = re.compile(r"^(?P<unit>.*)\[(?P<range>[^\[\]]*)\]\s*$", re.DOTALL)
_NO_ARGUMENT = re.compile(r"[(,]\s*[,)]")
_SHOWN = 30


def abstract_vensim(statements: Sequence[Statement], path: Path) -> Any:
    """Return the abstract model of a Vensim file, as PySD's translators would give it.

    Args:
        statements: Its statements.
        path: The file, for messages.

    Raises:
        ModelSyntaxError: If a statement cannot be understood; it names line and variable.
        DataFileError: If that holds for several.
        RecursionError: If an equation is nested too deeply for the room that there is.
    """
    heads: list[Macro] = []
    for statement in statements:
        if statement.macro is not None and statement.macro not in heads:
            heads.append(statement.macro)
    reader = _Reader(path, {name_key(head.name) for head in heads})
    sections = [reader.section(None, [s for s in statements if s.macro is None])]
    for head in heads:
        sections.append(reader.section(head, [s for s in statements if s.macro is head]))
    if reader.faults:
        raise reader.faults[0] if len(reader.faults) == 1 else DataFileError(reader.faults)
    return abstract.AbstractModel(original_path=path, sections=tuple(sections))


class _Reader:
    """Reads statements and collects their faults.

    Args:
        path: The file.
        macros: Keys of its macros.
    """

    def __init__(self, path: Path, macros: Collection[str]) -> None:
        self.path = path
        self.macros = macros
        self.faults: list[SdError] = []

    def section(self, head: Macro | None, statements: Sequence[Statement]) -> Any:
        """Return the section of a macro, or of all that stands outside of macros."""
        ranges: list[Any] = []
        checks: dict[str, list[Any]] = {"constraint": [], "test input": []}
        elements: dict[str, Any] = {}
        for statement in statements:
            at = 0
            try:
                said = read_declaration(statement.text)
                at = said.at
                if said.kind in ("dimension", "copy"):
                    ranges.append(_dimension(said))
                elif said.kind in checks:
                    checks[said.kind].append(_check(said))
                else:
                    results: list[Result] = []
                    component = _component(said, self.macros, results)
                    _add(elements, said.name, component, statement)
                    for name, left, value in results:
                        # The call again, with that result as its value.
                        further = abstract.AbstractComponent((left, []), value)
                        _add(elements, name, further, replace(statement, unit=""))
            except FormulaError as error:
                self.faults.append(self._fault(statement, at + error.at, error.found))
        for element in elements.values():
            element.components = _written(element.components)
        return abstract.AbstractSection(
            name=head.name.lower().replace(" ", "_") if head else "__main__",
            path=self.path.with_suffix(".py"),
            type="macro" if head else "main",
            params=list(head.parameters) if head else [],
            returns=list(head.returns) if head else [],
            subscripts=ranges,
            elements=list(elements.values()),
            constraints=checks["constraint"],
            test_inputs=checks["test input"],
            split=False,
            views_dict=None,
        )

    def _fault(self, statement: Statement, at: int, found: str) -> ModelSyntaxError:
        at = min(at, len(statement.text.rstrip()))
        line = statement.line + statement.text.count("\n", 0, at)
        rest = " ".join(statement.text[at : at + _SHOWN].replace("\\\n", " ").split())
        before = " ".join(statement.text[:at].replace("\\\n", " ").split())
        remedy = "check brackets, commas and operators of that equation"
        if found:
            told = f": {found}" + (f", at '{rest}'" if rest else "")
        elif not rest and before.endswith("="):
            told, remedy = ": nothing stands after '='", "write the equation"
        elif _NO_ARGUMENT.match(rest):
            told, remedy = f": an argument is missing at '{rest}'", "write the argument"
        elif rest:
            told = f" from '{rest}' on"
        else:
            told = f": it ends too early, after '{before[-_SHOWN:].strip()}'"
        return ModelSyntaxError(
            found=f"the equation of '{statement.name}' cannot be understood{told}",
            place=f"{self.path}, line {line}",
            line=line,
            variable=statement.name,
            remedy=remedy,
        )


def _dimension(said: Declaration) -> Any:
    if said.kind == "copy":
        return abstract.AbstractSubscriptRange(said.name, said.right.strip(" \t\n\\"), [])
    subscripts, mapping = range_of(said.right)
    return abstract.AbstractSubscriptRange(said.name, subscripts, mapping)


def _check(said: Declaration) -> Any:
    kind = abstract.AbstractConstraint if said.kind == "constraint" else abstract.AbstractTestInput
    return kind(said.name, said.subscripts, " ".join(said.right.split()))


def _component(said: Declaration, macros: Collection[str], results: list[Result]) -> Any:
    left = (said.subscripts, said.exceptions)
    if said.kind == "curve":
        return abstract.AbstractLookup(left, read_curve(said.right))
    if said.kind == "data" and not said.right.strip(" \t\n\\"):
        return abstract.AbstractData(left, tree.DataStructure(), keyword=said.keyword)
    try:
        node = within_limits(read_formula(said.right, macros, results), said.name, said.subscripts)
        require_stock_alone(node)
    except CallError as error:
        raise FormulaError(0, str(error)) from None
    # Vensim takes data from a file behind a plain equals sign too, as recorded.
    if said.kind == "data" or isinstance(node, tree.GetDataStructure):
        return abstract.AbstractData(left, node, keyword=said.keyword)
    if isinstance(node, tree.GetLookupsStructure):
        return abstract.AbstractLookup(left, node)
    if said.kind == "fixed":
        return abstract.AbstractUnchangeableConstant(left, node)
    return abstract.AbstractComponent(left, node)


def _written(components: list[Any]) -> list[Any]:
    """Return the definitions of a variable without the one that a sketch left, if it has others.

    Where an arrow of the sketch is in no equation, Vensim writes all arrows as A FUNCTION OF, and
    the equation after it.
    """
    found = [c for c in components if not _is_left_by_sketch(c.ast)]
    return found or components


def _is_left_by_sketch(node: Any) -> bool:
    return (
        isinstance(node, tree.CallStructure)
        and getattr(node.function, "reference", "") == "a_function_of"
    )


def _add(elements: dict[str, Any], name: str, component: Any, statement: Statement) -> None:
    """Add a definition to its variable; the last unit and comment that are given count."""
    key = name_key(name)
    if key not in elements:
        control = key in _CONTROL
        kind = abstract.AbstractControlElement if control else abstract.AbstractElement
        elements[key] = kind(name=name, components=[])
    element = elements[key]
    unit, limits = unit_and_range(statement.unit)
    element.units = unit or element.units
    element.limits = limits or element.limits
    element.documentation = statement.comment or element.documentation
    element.components.append(component)


def unit_and_range(text: str) -> tuple[str, tuple[float | None, ...] | None]:
    """Return a unit, and the range of values that stands after it in square brackets.

    A range that is no numbers is left out: it is for a slider, and changes no run.

    Args:
        text: What stands between the tildes of a statement.

    Example:
        >>> unit_and_range("1/Year [0,?,0.5]")
        ('1/Year', (0.0, None, 0.5))
    """
    found = _RANGE.match(text)
    if found is None:
        return " ".join(text.split()), None
    unit = " ".join(found["unit"].split())
    parts = [part.strip() for part in found["range"].split(",")]
    try:
        return unit, tuple(None if part in ("?", "") else float(part) for part in parts)
    except ValueError:
        return unit, None
