"""The equations of XMILE: from their text to the translators' syntax tree.

Nothing of a text is ever evaluated: a number is what `float` makes of digits, all else is a name,
an operator or a fault with its place.

Source: XMILE 1.0, section 3.3 (expressions) and 3.7.1 (arrays). NOT binds less than a comparison
here, as in the other language: the standard has it bind more, where it would mean little.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from pysd.translators.structures import abstract_expressions as tree

from sdlib.model.language import VENSIM, XMILE, State
from sdlib.model.reading.misread import CallError, FormulaError
from sdlib.model.reading.surroundings import Surroundings
from sdlib.model.reading.syntax import Node
from sdlib.model.reading.xmile_calls import built_call
from sdlib.model.reading.xmile_subscripts import (
    OVER_ELEMENTS,
    ElementsNeededError,
    at_place,
    constant,
    element_at,
    hangs_on_elements,
    has_marks,
    number_of,
    taken_together,
    told_by_places,
    transposed,
    twice_among,
    whole,
)
from sdlib.names import name_key

_NUMBER = r"(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_TOKEN = re.compile(
    rf'\s*(?:(?P<number>{_NUMBER})|(?P<quoted>"(?:\\.|[^"\\])*")|(?P<name>[^\W\d][\w.$\']*|\.[^\W\d][\w.$\']*)'
    r"|(?P<sign><>|<=|>=|!=|//|[-+*/^=<>(),:\[\]&|!@'])|$)",
    re.DOTALL,
)
_SPACED = re.compile(
    r'"(?:\\.|[^"\\])*"|\b(?P<name>'
    + "|".join(re.escape(row.name) for row in VENSIM.values() if " " in row.name)
    + r")(?=\s*\()",
    re.IGNORECASE,
)
"""Texts in quotes, and functions of Vensim whose names have several words, which it leaves so."""
_OWN_NAME = re.compile(r"(?P<name>\"[^\"]*\"|[^\"=<>()]+)=(?!=)\s*")
_ROWS = re.compile(rf"\s*(?:[+-]?\s*{_NUMBER}\s*(?:[,;]\s*|$))+$")
_RANKS = {
    "or": 1, "and": 2, "=": 4, "<>": 4, "<": 4, "<=": 4, ">": 4, ">=": 4,
    "+": 5, "-": 5, "*": 6, "/": 6, "//": 6, "mod": 6, "^": 8,
}  # fmt: skip
_NOT_RANK, _SIGN_RANK = 3, 7
_SAME = {"&": "and", "|": "or", "!": "not", "!=": "<>"}
WORDS = frozenset({"and", "or", "not", "mod", "if", "then", "else"})
_ENDS = frozenset({"then", "else", ")", ",", "end"})
"""What may follow a whole expression."""
_LOGIC = {"or": ":OR:", "and": ":AND:"}
_CLOCKS = {
    "dt": "time_step", "starttime": "initial_time", "stoptime": "final_time", "time": "time",
}  # fmt: skip


_REFUSED = {
    key: row for key, row in XMILE.items() if row.state is State.REFUSED and "(" not in row.form
}
"""Names that are refused wherever no variable has them."""


def read_formula(text: str, around: Surroundings) -> Node:
    """Return the syntax tree of an equation.

    Args:
        text: The text, comments blanked.
        around: What it is read in.

    Raises:
        FormulaError: If it cannot be understood.
        RecursionError: If it is nested too deeply for the room that there is.
    """
    try:
        return _read(_SPACED.sub(_joined, text), around)
    except FormulaError as error:
        error.text = text
        raise


def without_own_name(text: str, around: Surroundings) -> str | None:
    """Return an equation without the name that it defines, None where it begins with none.

    Args:
        text: The text, comments blanked.
        around: What it is read in; Vensim alone writes such equations.
    """
    found = _OWN_NAME.match(text) if around.vensim else None
    if found is None:
        return None
    name = found["name"].partition("[")[0].strip().strip('"').strip()
    return text[found.end() :] if around.resolved(name_key(name)) == around.own else None


def _read(text: str, around: Surroundings) -> Node:
    if re.search("[,;]", text) and _ROWS.match(text):
        rows = [
            ["".join(cell.split()) for cell in row.split(",")]
            for row in text.strip().strip(";").split(";")
        ]
        if len({len(row) for row in rows}) > 1:
            raise FormulaError(0, "its rows of numbers are not of one length")
        if not all(all(row) for row in rows):
            raise FormulaError(0, "its rows of numbers end with a comma")
        return np.squeeze(np.array(rows, dtype=np.float64))
    formula = _Formula(text, around)
    value = formula.expression(0)
    if formula.kind != "end":
        raise FormulaError(formula.at)
    return value


def _joined(found: re.Match[str]) -> str:
    """Return a name of several words as one, as long as before; what stands in quotes stays."""
    return found[0].replace(" ", "_") if found["name"] else found[0]


class _Formula:
    """An equation that is read token by token."""

    def __init__(self, text: str, around: Surroundings) -> None:
        self.text = text
        self.around = around
        self.at = self.end = 0
        self.kind = self.token = ""
        self.inside: Sequence[str] | None = None
        """The elements of the dimension whose subscript is being read, None outside of any."""
        self.member = 0
        """Which element of each range is meant, counted from its first."""
        self.lengths: list[int] | None = None
        """How long the ranges are that were met, None where none may stand."""
        self.step()

    def step(self) -> None:
        """Go to the next token."""
        found = _TOKEN.match(self.text, self.end)
        if found is None:
            raise FormulaError(len(self.text) - len(self.text[self.end :].lstrip()))
        self.kind = found.lastgroup or "end"
        self.token = found[self.kind] if found.lastgroup else ""
        self.at = found.start(self.kind) if found.lastgroup else found.end()
        self.end = found.end()
        if self.kind == "sign":
            self.kind = self.token = _SAME.get(self.token, self.token)
        elif self.kind == "name" and self.token.lower() in WORDS:
            self.kind = self.token = self.token.lower()

    def take(self, sign: str) -> None:
        """Go past a sign or a word that must stand here."""
        if self.kind != sign:
            raise FormulaError(self.at)
        self.step()

    def expression(self, above: int) -> Node:
        """Return the expression from here on whose operators bind more than a rank."""
        left = self.operand()
        if self.kind == "not" and above == 0:
            # Converters write it behind what it denies; behind a comparison it would be unclear.
            self.step()
            if self.kind not in _ENDS:
                raise FormulaError(self.at)
            return tree.LogicStructure([":NOT:"], (left,))
        while (rank := _RANKS.get(self.kind, 0)) > above:
            operators, parts = [], [left]
            while _RANKS.get(self.kind, 0) == rank:
                operators.append(self.kind)
                self.step()
                parts.append(self.expression(rank))
            left = _operation(operators, parts, vensim=self.around.vensim)
        return left

    def operand(self) -> Node:
        if self.kind in ("+", "-"):
            minus = self.kind == "-"
            self.step()
            value = self.expression(_SIGN_RANK)
            return _negative(value) if minus else value
        if self.kind == "not":
            self.step()
            return tree.LogicStructure([":NOT:"], (self.expression(_NOT_RANK),))
        if self.kind == "if":
            return self._choice()
        if self.kind == "number":
            value = float(self.token)
            self.step()
            return int(value) if value.is_integer() and abs(value) < 1e15 else value
        if self.kind == "(":
            self.step()
            value = self.expression(0)
            self.take(")")
            return value
        if self.kind in ("name", "quoted"):
            return self._named()
        raise FormulaError(self.at)

    def _choice(self) -> Node:
        self.step()
        parts = [self.expression(0)]
        for word in ("then", "else"):
            self.take(word)
            parts.append(self.expression(0))
        return tree.CallStructure(tree.ReferenceStructure("if_then_else"), tuple(parts))

    def _named(self) -> Node:
        start, quoted = self.at, self.kind == "quoted"
        text = re.sub(r"\\(.)", r"\1", self.token[1:-1]) if quoted else self.token
        key = name_key(text if not quoted else f'"{text}"')
        self.step()
        if self.inside is not None and self.kind not in ("(", "["):
            number = self._element_number(text)
            if number is not None:
                return number
        if self.kind == "(" and (not quoted or self.around.resolved(key) in self.around.axes):
            if key in OVER_ELEMENTS and key not in self.around.macros:
                arguments = self._over_elements(key)
                if not isinstance(arguments, tuple):
                    return arguments
            else:
                arguments = self._arguments()
            try:
                return built_call(key, arguments, self.around)
            except CallError as error:
                raise FormulaError(start, str(error)) from None
        if key == "self" and not quoted:
            key = self.around.own
        elif not quoted and key in _CLOCKS and key not in self.around.axes:
            return tree.ReferenceStructure(_CLOCKS[key], None)
        elif key in self.around.here and key not in self.around.axes and self.kind != "[":
            return float(self.around.elements[key].index(self.around.here[key]) + 1)
        elif not quoted and key in ("pi", "inf"):
            return np.pi if key == "pi" else float("inf")
        elif not quoted and key in _REFUSED and self.around.resolved(key) not in self.around.axes:
            raise FormulaError(
                start, f"{_REFUSED[key].name}, which is not known: {_REFUSED[key].note}"
            )
        else:
            position = 0 if quoted else self._position(key)
            if position:
                return float(position)
            if not quoted and self._is_transposed(key):
                return transposed(self.around.resolved(key[:-1]), self.around, start)
            key = self.around.resolved(key)
        return self._subscripted(key) if self.kind == "[" else tree.ReferenceStructure(key, None)

    def _is_transposed(self, key: str) -> bool:
        """Tell whether a name is that of an array with an apostrophe after it."""
        known, axes = self.around.resolved, self.around.axes
        return key.endswith("'") and known(key) not in axes and bool(axes.get(known(key[:-1])))

    def _over_elements(self, key: str) -> Node:
        """Return the arguments of a function over an array, or what it makes of a range."""
        begin = (self.at, self.end, self.kind, self.token)
        above, self.lengths = (self.lengths, self.member), []
        try:
            arguments = self._arguments()
            if not self.lengths:
                return arguments
            if len(arguments) != 1 or len(set(self.lengths)) > 1:
                raise FormulaError(begin[0], "ranges of several lengths, or beside other values")
            members: list[Node] = []
            for member in range(self.lengths[0]):
                self.at, self.end, self.kind, self.token = begin
                self.member = member
                members += self._arguments()
            marked = has_marks(arguments[0])
            return taken_together(key, members, marked=marked)
        finally:
            self.lengths, self.member = above

    def _position(self, key: str) -> int:
        """Return the place of an element, written with its dimension: ``Location.Boston``."""
        owner, _, last = key.partition(".")
        elements = [name_key(e) for e in self.around.elements.get(owner, ())]
        if last not in elements or self.around.resolved(key) in self.around.axes:
            return 0
        return elements.index(last) + 1

    def _arguments(self) -> tuple[Node, ...]:
        self.take("(")
        found = []
        while self.kind != ")":
            found.append(self.expression(0))
            if self.kind == ",":
                self.step()
                if self.kind == ")":
                    raise FormulaError(self.at)
            elif self.kind != ")":
                raise FormulaError(self.at)
        self.step()
        return tuple(found)

    def _subscripted(self, key: str) -> Node:
        """Return an array's part: by elements, dimensions, ``*`` for all of one, or numbers."""
        axes = self.around.axes.get(key, ())
        found: list[str] = []
        computed: list[tuple[int, Node]] = []
        beyond = False
        start, ranges = self.at, len(self.lengths or ())
        while self.kind in ("[", ","):
            self.step()
            axis = axes[len(found)] if len(found) < len(axes) else ""
            begin = (self.at, self.end, self.kind, self.token)
            if self.kind == "@":
                self.step()
                found.append(at_place(self.token, axis, self.around, begin[0]))
                self.step()
                continue
            if self.kind in ("name", "quoted", "number", "*"):
                self.step()
                if self.kind in (",", "]") and not self._is_variable(begin[3], axis):
                    found.append(self._subscript(begin[3], begin[2], axis, begin[0]))
                    continue
            self.at, self.end, self.kind, self.token = begin
            elements = self.around.elements.get(name_key(axis), ())
            number = self._computed(elements)
            if isinstance(number, int) and not 1 <= number <= len(elements):
                beyond = True
            elif not isinstance(number, int):
                computed.append((len(found), number))
            known = isinstance(number, int) and not beyond
            found.append(elements[number - 1 if known else 0])
        self.take("]")
        if len(self.lengths or ()) > ranges + 1:
            raise FormulaError(start, "two ranges of elements in one array")
        if self.kind == "'":
            # With dimensions of different names, the names tell which one goes where.
            self.step()
            if twice_among(found, self.around):
                raise FormulaError(start, "a transposed part of an array, of equal dimensions")
        found = told_by_places(found, axes, self.around, start)
        if beyond:
            return 0
        if computed:
            return element_at(key, found, computed)
        return tree.ReferenceStructure(key, tree.SubscriptsReferenceStructure(found))

    def _is_variable(self, text: str, axis: str) -> bool:
        """Tell whether a subscript is the name of a variable, and of no element or dimension."""
        key, elements = name_key(text), self.around.elements
        named = key in elements or number_of(
            text.replace("_", " "), elements.get(name_key(axis), ())
        )
        return not named and self.around.resolved(key) in self.around.axes

    def _computed(self, elements: Sequence[str]) -> Node:
        """Return the number of an element, an int where it is known before a run."""
        at = self.at
        if not elements:
            raise FormulaError(at, "a computed subscript of something that is no array")
        value = self._number(elements)
        if self.kind != ":":
            return value
        self.step()
        last = self._number(elements)
        if self.lengths is None:
            raise FormulaError(at, "a range of elements outside of SUM and its like")
        if not isinstance(value, int) or not isinstance(last, int):
            raise FormulaError(at, "a range of elements whose ends a run computes")
        if not 1 <= value <= last <= len(elements):
            raise FormulaError(at, f"the range {value}:{last} of {len(elements)} elements")
        self.lengths.append(last - value + 1)
        return value + min(self.member, last - value)

    def _number(self, elements: Sequence[str]) -> Node:
        above, self.inside = self.inside, elements
        at = self.at
        try:
            value = self.expression(0)
        finally:
            self.inside = above
        known = constant(value)
        if known is not None:
            return whole(known, at)
        if hangs_on_elements(value, [*self.around.elements]):
            raise ElementsNeededError(at, "a subscript computed from a dimension that it has twice")
        return value

    def _element_number(self, text: str) -> Node:
        """Return the number of an element of the dimension whose subscript is read, or of another.

        A dimension by itself is the number of the element that the equation is for.
        """
        owner, _, last = text.rpartition(".")
        every = self.around.elements.get(name_key(owner), ()) if owner else self.inside or ()
        number = number_of(last.replace("_", " "), every)
        key = name_key(text)
        if number is None and key in self.around.elements and key not in self.around.axes:
            if key not in self.around.here:
                return tree.ReferenceStructure(key, None)
            return number_of(self.around.here[key], self.around.elements[key])
        return number

    def _subscript(self, text: str, kind: str, axis: str, at: int) -> str:
        if kind == "*":
            if not axis:
                raise FormulaError(at, "'*' for a dimension of something that is no array")
            return f"{axis}!"
        elements = self.around.elements.get(name_key(axis), ())
        if kind == "number" and text not in elements:
            number = float(text)
            if not number.is_integer() or not 1 <= number <= len(elements):
                raise FormulaError(at, f"the subscript {text}, and the dimension has no such")
            return elements[int(number) - 1]
        # The standard also writes a dimension's element with the dimension before it.
        name = text.strip('"').replace("_", " ")
        owner, _, last = name.partition(".")
        if last and name_key(owner) in self.around.elements and name not in elements:
            return f"{owner}!" if last == "*" else last
        return name if name in elements else self.around.here.get(name_key(name), name)


def _operation(operators: list[str], parts: list[Node], *, vensim: bool) -> Node:
    if operators[0] in _LOGIC:
        return tree.LogicStructure([_LOGIC[o] for o in operators], tuple(parts))
    if operators[0] == "^":
        # A negative number in brackets: written out again, its sign would go to the power.
        parts = [*map(_apart, parts[:-1]), parts[-1]]
    if operators[0] in ("+", "-", "^") or set(operators) <= {"*", "/"}:
        return tree.ArithmeticStructure(operators, tuple(parts))
    whole = parts[0]
    for operator, part in zip(operators, parts[1:], strict=True):
        if operator in ("*", "/"):
            whole = tree.ArithmeticStructure([operator], (whole, part))
        elif operator in ("mod", "//"):
            modulo = "modulo" if vensim else "floored_modulo"
            name = {"mod": modulo, "//": "zidz"}[operator]
            whole = tree.CallStructure(tree.ReferenceStructure(name), (whole, part))
        else:
            whole = tree.LogicStructure([operator], (whole, part))
    return whole


def _apart(base: Node) -> Node:
    if isinstance(base, (int, float)) and base < 0:
        return tree.ArithmeticStructure(["negative"], (-base,))
    return base


def _negative(value: Node) -> Node:
    if isinstance(value, (int, float)):
        return -value
    return tree.ArithmeticStructure(["negative"], (value,))
