"""The unit of an expression, found from the inside out; clashes on the way are noted."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sdlib.model.declared_units import DeclaredUnits
from sdlib.model.equation_text import chain, equation_text, joined_text
from sdlib.model.expressions import (
    Call,
    Curve,
    Expression,
    Number,
    NumberArray,
    Operation,
    Reference,
    walk,
)
from sdlib.model.structure import Constant, Model
from sdlib.model.unit_arithmetic import Value, Written, fits_among, fold, formula
from sdlib.model.unit_signatures import SIGNATURES, Signature
from sdlib.model.units import DIMENSIONLESS, Unit, product
from sdlib.names import name_key

_CLOCKS = frozenset({"time", "time_step", "initial_time", "final_time", "saveper"})
_COMPARISONS = frozenset({"=", "<>", "<", "<=", ">", ">="})
_HIGHEST_POWER = 100
_LARGEST_DENOMINATOR = 100


@dataclass(frozen=True, kw_only=True)
class Clash:
    """A place where units do not agree."""

    rule: str
    """What ought to hold there, in words."""
    sides: tuple[tuple[str, str], ...]
    """What stands on either side and its unit, such as ``("left", "firm")``."""
    expression: str
    """The part of the equation where they meet."""


class UnitFinder:
    """Finds the units of the expressions of one model.

    Args:
        model: The model.
        declared: The units that it declares.
    """

    def __init__(self, model: Model, declared: DeclaredUnits) -> None:
        self._model = model
        self._declared = declared
        self.clashes: list[Clash] = []
        self.met_unknown = False
        self._special: dict[str, Callable[[Sequence[Expression]], Value]] = {
            "min": lambda a: self._alike(a, "what MIN chooses from has one unit"),
            "max": lambda a: self._alike(a, "what MAX chooses from has one unit"),
            "sqrt": lambda a: self._power(a[0], Number(0.5)),
            "power": lambda a: self._power(a[0], a[1]),
            "zidz": lambda a: self._product([("*", a[0]), ("/", a[1])]),
            "xidz": self._xidz,
            "if then else": self._choice,
            "prod": lambda a: self._product_of_elements(a[0]),
            "curve": self._curve,
        }

    def start(self) -> None:
        """Forget what was noted, before the next equation."""
        self.clashes = []
        self.met_unknown = False

    def note(self, rule: str, expression: str, **sides: Value) -> None:
        """Note a clash."""
        clash = Clash(
            rule=rule,
            sides=tuple((label.replace("_", " "), str(unit)) for label, unit in sides.items()),
            expression=expression,
        )
        # What is written twice, as input and as start of a SMOOTHI, is reported once.
        if clash not in self.clashes:
            self.clashes.append(clash)

    def find(self, expression: Expression) -> Value:
        """Return the unit of an expression, and note every clash inside it."""
        if isinstance(expression, Number):
            return Written(expression.value)
        if isinstance(expression, (NumberArray, Curve)):
            return Written()
        if isinstance(expression, Reference):
            return self._reference(expression)
        if isinstance(expression, Operation):
            return self._operation(expression)
        special = self._special.get(expression.function)
        if special is not None:
            return special(expression.arguments)
        return self._call(expression)

    def _reference(self, reference: Reference) -> Value:
        clock = name_key(reference.name) in _CLOCKS
        unit = self._declared.time if clock else self._declared.variables.get(reference.name)
        self.met_unknown |= unit is None
        return unit

    def _operation(self, operation: Operation) -> Value:
        operator = operation.operator
        if operator in ("+", "-"):
            return self._sum(chain(operation))
        if operator in ("*", "/"):
            return self._product(chain(operation))
        if operator == "^":
            return self._power(*operation.operands)
        if operator == "negative":
            value = self.find(operation.operands[0])
            if isinstance(value, Written) and value.value is not None:
                return Written(-value.value)
            return value
        if operator in _COMPARISONS:
            self._alike(operation.operands, "what is compared has one unit", operator)
            return DIMENSIONLESS
        for _, condition in chain(operation):
            self._want(condition, self.find(condition), DIMENSIONLESS, "a condition has no unit")
        return DIMENSIONLESS

    def _sum(self, members: Sequence[tuple[str, Expression]]) -> Value:
        values = [self.find(member) for _, member in members]
        parts = [member for _, member in members]
        signs = [operator for operator, _ in members]
        total = fold(zip(signs, values, strict=True))
        if total is not None:
            return total
        return self._agree(parts, values, "the terms of a sum have one unit", signs)

    def _alike(self, parts: Sequence[Expression], rule: str, between: str = "or") -> Value:
        values = [self.find(part) for part in parts]
        return self._agree(parts, values, rule, [between] * len(parts))

    def _agree(
        self, parts: Sequence[Expression], values: Sequence[Value], rule: str, signs: Sequence[str]
    ) -> Value:
        """Return the one unit of several expressions, or note where they differ.

        A number that is written among them counts as dimensionless, except for 0: it fits all.
        """
        at = next((i for i, value in enumerate(values) if isinstance(value, Unit)), None)
        if at is None:
            return None if None in values else Written()
        agreed = values[at]
        assert isinstance(agreed, Unit)
        different: dict[str, int] = {}
        for i, value in enumerate(values):
            if not fits_among(value, agreed):
                different.setdefault(str(value), i)
        for i in different.values():
            first, second = sorted((at, i))
            text = joined_text(parts[first], signs[second], parts[second])
            self.note(rule, text, left=values[first], right=values[second])
        return None if different else agreed

    def _product(self, members: Sequence[tuple[str, Expression]]) -> Value:
        signs = [operator for operator, _ in members]
        values = [self.find(member) for _, member in members]
        if None in values:
            return None
        total = fold(zip(signs, values, strict=True))
        if total is not None:
            return total
        return product(
            (value, -1 if sign == "/" else 1)
            for sign, value in zip(signs, values, strict=True)
            if isinstance(value, Unit)
        )

    def _power(self, base: Expression, exponent: Expression) -> Value:
        value, power = self.find(base), self.find(exponent)
        self._want(exponent, power, DIMENSIONLESS, "an exponent has no unit")
        if not isinstance(value, Unit):
            return value if value is None else Written()
        if value.dimensionless:
            return value
        number = self._known_number(exponent, power)
        if number is None:
            if power is not None and not (isinstance(power, Unit) and not power.dimensionless):
                self.note(
                    "a unit is raised only to a fixed power, whole or a simple fraction",
                    joined_text(base, "^", exponent),
                    wanted=DIMENSIONLESS,
                    found=value,
                )
            return None
        return value**number

    def _known_number(self, expression: Expression, value: Value) -> Fraction | None:
        """Return a power that is fixed and a whole number or a simple fraction."""
        number = value.value if isinstance(value, Written) else None
        if isinstance(expression, Reference) and value == DIMENSIONLESS:
            constant = self._model.variables.get(expression.name)
            if isinstance(constant, Constant) and constant.value.ndim == 0:
                number = float(constant.value)
        if number is None or not abs(number) <= _HIGHEST_POWER:
            return None
        simple = Fraction(number).limit_denominator(_LARGEST_DENOMINATOR)
        return simple if math.isclose(float(simple), number, abs_tol=1e-9) else None

    def _xidz(self, arguments: Sequence[Expression]) -> Value:
        above, below, instead = arguments
        quotient = self._product([("*", above), ("/", below)])
        parts = [Operation("/", (above, below)), instead]
        rule = "what XIDZ gives has one unit"
        return self._agree(parts, [quotient, self.find(instead)], rule, ["or", "or"])

    def _choice(self, arguments: Sequence[Expression]) -> Value:
        condition, *branches = arguments
        self._want(condition, self.find(condition), DIMENSIONLESS, "a condition has no unit")
        return self._alike(branches, "both branches of IF THEN ELSE have one unit")

    def _product_of_elements(self, expression: Expression) -> Value:
        """Return the unit to the power of the number of elements that PROD goes over."""
        value = self.find(expression)
        if not isinstance(value, Unit) or value.dimensionless:
            return value if isinstance(value, Unit) or value is None else Written()
        sizes = {name_key(d.name): len(d.subscripts) for d in self._model.dimensions.values()}
        reduced = {
            name_key(subscript.removesuffix("!"))
            for node in walk(expression)
            if isinstance(node, Reference)
            for subscript in node.subscripts
            if subscript.endswith("!")
        }
        return value ** math.prod(sizes.get(key, 1) for key in reduced)

    def _curve(self, arguments: Sequence[Expression]) -> Value:
        # What a curve is entered with may have any unit, but must agree in itself.
        curve, *entered = arguments
        for argument in entered:
            self.find(argument)
        return self.find(curve)

    def _call(self, call: Call) -> Value:
        values = [self.find(argument) for argument in call.arguments]
        signature = SIGNATURES.get(call.function)
        if signature is None:
            self.met_unknown = True
            return None
        self.met_unknown |= signature.gives == "any"
        bound = self._bind(signature, values)
        agreed = True
        places = zip(call.arguments, values, signature.wants, strict=False)
        for number, (argument, value, want) in enumerate(places, 1):
            wanted = formula(want, bound)
            rule = f"argument {number} of {call.function.upper()} has the unit that it wants"
            fits = self._want(argument, value, wanted, rule)
            agreed &= fits or want not in ("u", "v")
        return formula(signature.gives, bound) if agreed else None

    def _bind(self, signature: Signature, values: Sequence[Value]) -> dict[str, Value]:
        """Return what the letters of a signature stand for."""
        bound: dict[str, Value] = {"1": DIMENSIONLESS, "time": self._declared.time}
        for letter in ("u", "v"):
            given = [v for v, w in zip(values, signature.wants, strict=False) if w == letter]
            units = (value for value in given if isinstance(value, Unit))
            bound[letter] = next(units, None if None in given else Written())
        return bound

    def _want(self, part: Expression, value: Value, wanted: Value, rule: str) -> bool:
        """Note a part whose unit is not the one that is wanted; a written number fits."""
        fits = not isinstance(value, Unit) or not isinstance(wanted, Unit) or value == wanted
        if not fits:
            self.note(rule, equation_text(part), wanted=wanted, found=value)
        return fits
