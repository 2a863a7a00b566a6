"""Whether the units of a model's equations agree."""

from __future__ import annotations

from dataclasses import dataclass

from sdlib.model.declared_units import DeclaredUnits, declared_units
from sdlib.model.equation_text import equation_text
from sdlib.model.expressions import Call, Curve, Definition, Number, NumberArray
from sdlib.model.nesting import deeply
from sdlib.model.structure import Model, Variable
from sdlib.model.unit_values import Clash, UnitFinder
from sdlib.model.units import Unit
from sdlib.names import element_name

_STOCKS = ("integ", "integ non negative")


@dataclass(frozen=True, kw_only=True)
class Inconsistency:
    """Units of one equation that do not agree."""

    variable: str
    """The variable, with its subscripts where the equation is for some of its elements."""
    line: int | None
    """Line of the variable's first definition, None where the file does not tell."""
    rule: str
    """What ought to hold, in words."""
    sides: tuple[tuple[str, str], ...]
    """What stands on either side and its unit, such as ``("left", "firm/Year")``."""
    expression: str
    """The part of the equation where they meet."""

    @property
    def words(self) -> str:
        """Both sides and where they meet, on one line."""
        both = "; ".join(f"{label}: {unit}" for label, unit in self.sides)
        return f"{both}; in: {self.expression}" if self.expression else both


@dataclass(frozen=True, kw_only=True)
class UnitReport:
    """What a check of units found."""

    consistent: int
    """Number of equations whose units agree; numbers and curves are not counted."""
    unchecked: tuple[str, ...]
    """Equations that could not be checked to the end, by the name of their variable."""
    missing: tuple[str, ...]
    """Variables that state no unit, each once."""
    has_time: bool
    """Whether the file states a unit of time."""
    inconsistencies: tuple[Inconsistency, ...]
    """All of them, in the order of the file."""


def check_units(model: Model) -> UnitReport:
    """Check the units of every equation of a model.

    A variable without a unit is unknown, and nothing is said of what it is computed with. A
    number that is written in an equation counts as dimensionless beside terms that have a unit,
    except for 0, which fits everywhere; alone, as a time and as the start of something it takes
    the unit that is wanted.

    Args:
        model: The model; its expressions are looked at, nothing is run.

    Source:
        vensim.com/documentation/22275.html for the order from the inside out and for the
        sources of errors. Vensim lets a written number take the unit of its neighbours unless
        its strictest testing is on (unverified); here it is always strict.

    Example:
        >>> import sdlib
        >>> check_units(sdlib.load("sme_primer").model).inconsistencies
        ()
    """
    declared = declared_units(model)
    finder = UnitFinder(model, declared)
    found = [_unreadable(model, name, message) for name, message in declared.faults]
    consistent = 0
    unchecked = []
    for variable in model.variables.values():
        for definition in variable.definitions:
            if isinstance(definition.expression, (Number, NumberArray, Curve)):
                continue
            whole = _check(finder, declared, variable, definition)
            name = _name(variable, definition)
            found += [_inconsistency(name, variable.line, clash) for clash in finder.clashes]
            if not finder.clashes and whole:
                consistent += 1
            elif not finder.clashes:
                unchecked.append(name)
    return UnitReport(
        consistent=consistent,
        unchecked=tuple(unchecked),
        missing=declared.missing,
        has_time=bool(model.time.unit),
        inconsistencies=tuple(found),
    )


def _check(
    finder: UnitFinder, declared: DeclaredUnits, variable: Variable, definition: Definition
) -> bool:
    """Check one equation, and return whether everything in it was known."""
    left = declared.variables.get(variable.name)
    expression = definition.expression

    def check() -> None:
        finder.start()
        if isinstance(expression, Call) and expression.function in _STOCKS:
            _check_stock(finder, declared, left, expression)
            return
        right = finder.find(expression)
        if isinstance(right, Unit) and left is not None and right != left:
            rule = "both sides of an equation have one unit"
            finder.note(rule, equation_text(expression), left=left, right=right)

    try:
        deeply(check)
    except RecursionError:
        return False
    return left is not None and not finder.met_unknown


def _check_stock(
    finder: UnitFinder, declared: DeclaredUnits, left: Unit | None, stock: Call
) -> None:
    rate, start = (finder.find(argument) for argument in stock.arguments)
    finder.met_unknown |= declared.time is None
    if left is None:
        return
    if declared.time is not None and isinstance(rate, Unit) and rate != left / declared.time:
        finder.note(
            "a stock changes by its unit per unit of time",
            equation_text(stock.arguments[0]),
            left=left / declared.time,
            right=rate,
        )
    if isinstance(start, Unit) and start != left:
        rule = "a stock begins with its own unit"
        finder.note(rule, equation_text(stock.arguments[1]), left=left, right=start)


def _name(variable: Variable, definition: Definition) -> str:
    partial = len(variable.definitions) > 1
    return element_name(variable.name, definition.subscripts if partial else ())


def _inconsistency(name: str, line: int | None, clash: Clash) -> Inconsistency:
    return Inconsistency(
        variable=name,
        line=line,
        rule=clash.rule,
        sides=clash.sides,
        expression=clash.expression,
    )


def _unreadable(model: Model, name: str, message: str) -> Inconsistency:
    variable = model.variables.get(name)
    return Inconsistency(
        variable=name,
        line=variable.line if variable else None,
        rule="a unit is names joined by *, /, ^ and brackets",
        sides=(("found", message),),
        expression="",
    )
