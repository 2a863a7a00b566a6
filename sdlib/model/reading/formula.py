"""The right-hand sides of Vensim's equations: from their text to the translators' syntax tree.

The grammar is that of Vensim's reference manual. Nothing of a text is ever evaluated: a number is
what `float` makes of digits, all else is a name, an operator or a fault with its place.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from types import MappingProxyType

import numpy as np
from pysd.translators.structures import abstract_expressions as tree

from sdlib.model.reading.builtin_calls import FILES, built_call, curve_of_points
from sdlib.model.reading.misread import CallError, FormulaError
from sdlib.model.reading.syntax import Node
from sdlib.names import name_key

NO_TEXTS: Mapping[str, str] = MappingProxyType({})
"""The text variables of a file that has none."""

Result = tuple[str, list[str], Node]
"""A variable that a call of a macro defines: its name, its subscripts and its value."""

NAME = r"[^\W\d](?:[\w$'\s\\\u0300-\u036f\u0900-\u0e7f]*[\w$'\u0300-\u036f\u0900-\u0e7f])?"
"""A name without quotes: letters of any script, digits, $ and ', with spaces between them."""

QUOTED = r'"(?:\\.|[^"\\])*"'
"""A name in quotes."""

_NUMBER = r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_SIGNED = rf"[+-]?{_NUMBER}"
_TOKEN = re.compile(
    rf"[\s\\]*(?:(?P<number>{_NUMBER})|(?P<quoted>{QUOTED})|(?P<name>{NAME})"
    r"|(?P<text>'[^']*')|(?P<word>:\s*[A-Za-z]+\s*:)|(?P<sign><>|<=|>=|[-+*/^=<>(),;:\[\]])|$)",
    re.DOTALL,
)
_SUBSCRIPTS = re.compile(rf"[\s\\]*\[(?P<inside>(?:{QUOTED}|[^\]\"])*)\]", re.DOTALL)
# What is taken once is not given back: else a long text without its end would take minutes.
_ENTRY = re.compile(rf"\s*+(?P<entry>{QUOTED}\s*+|[^,!\"]++)(?P<all>!?)\s*+(?:,|$)", re.DOTALL)
# A blank can be taken in one way only: with two, each blank would double the time of a refusal.
_ROWS = re.compile(
    rf"[\s\\]*(?:(?:[+-][\s\\]*)?(?:{_NUMBER}|:NA:)[\s\\]*(?:[,;][\s\\]*|$))+$", re.I
)
_PLAIN_SUM = re.compile(rf"[\s\\]*(?:(?:^|[+-])[\s\\]*(?:[+-][\s\\]*)?{_NUMBER}[\s\\]*)+$")

_RANKS = {
    "or": 1, "and": 2, "=": 4, "<>": 4, "<": 4, "<=": 4, ">": 4, ">=": 4,
    "+": 5, "-": 5, "*": 6, "/": 6, "^": 8,
}  # fmt: skip
"""Operators, the weakest first; "not" stands between "and" and a comparison, a sign below "^"."""

_NOT_RANK = 3
_SIGN_RANK = 7
_LOGIC = {"or": ":OR:", "and": ":AND:"}
_WORDS = {":and:": "and", ":or:": "or", ":not:": "not", ":na:": "na"}
_MOST_DIGITS = 15


def read_formula(
    text: str,
    macros: Collection[str] = (),
    results: list[Result] | None = None,
    texts: Mapping[str, str] = NO_TEXTS,
) -> Node:
    """Return the syntax tree of a right-hand side.

    Args:
        text: The text after the equals sign, comments blanked.
        macros: Keys of the file's own macros, which win over functions of the same name.
        results: Takes what calls of macros with several results define besides.
        texts: Key of each text variable of the file to its text, which may name a data file.

    Raises:
        FormulaError: If it cannot be understood.
        RecursionError: If it is nested too deeply for the room that there is.
    """
    if _ROWS.match(text) and re.search("[,;]", text):
        return _numbers(text)
    formula = _Formula(text, macros, texts)
    value = formula.expression(0)
    if formula.kind != "end":
        raise FormulaError(formula.at)
    if results is not None:
        results.extend(formula.results)
    if isinstance(value, tree.ArithmeticStructure) and _PLAIN_SUM.match(text):
        return _plain_sum(value)
    return value


def read_curve(text: str, texts: Mapping[str, str] = NO_TEXTS) -> Node:
    """Return the curve that a definition ``name(...)`` draws.

    Args:
        text: The definition from its bracket on.
        texts: As in `read_formula`.

    Raises:
        FormulaError: If it is no curve.
    """
    formula = _Formula(text, (), texts)
    formula.take("(")
    if formula.kind == "name":
        node = formula.expression(0)
        formula.take(")")
        if isinstance(node, tree.CallStructure):
            called = str(node.function.reference).replace("_", " ").upper()
            raise FormulaError(0, f"{called}, which gives no points of a curve here")
        if not isinstance(node, tree.GetLookupsStructure):
            raise FormulaError(0, "no points of a curve")
    else:
        node = formula.points()
    if formula.kind != "end":
        raise FormulaError(formula.at)
    return node


def subscripts_of(text: str, start: int = 0) -> tuple[list[str], int]:
    """Return the subscripts in the square brackets at a place, and the offset after them.

    Args:
        text: The text.
        start: Offset of the bracket, or of space before it.

    Raises:
        FormulaError: If there is no list of subscripts.
    """
    found = _SUBSCRIPTS.match(text, start)
    inside = found["inside"].replace("\\\n", " ") if found else ""
    entries, at = [], 0
    while found and at < len(inside):
        entry = _ENTRY.match(inside, at)
        if entry is None or entry.end() == at:
            raise FormulaError(found.start("inside") + at)
        entries.append(tidy(entry["entry"]) + entry["all"])
        at = entry.end()
    if not found or not entries or inside.rstrip().endswith(","):
        raise FormulaError(start)
    return entries, found.end()


def tidy(name: str) -> str:
    """Return a name on one line, its spaces single; quotes stay."""
    text = name.strip()
    continued = r"(?:\\\n|\s)+" if text.startswith('"') else r"[\s\\]+"
    return re.sub(continued, " ", text).strip()


def _numbers(text: str) -> Node:
    """Return the numbers of an array that is written out, rows ended by semicolons."""
    rows = [
        [_signed(entry) for entry in row.split(",") if entry.strip(" \t\n\\")]
        for row in text.strip(" \t\n\\").strip(";").split(";")
    ]
    if len({len(row) for row in rows}) > 1:
        raise FormulaError(0, "its rows of numbers are not of one length")
    return np.squeeze(np.array(rows, dtype=np.float64))


def _signed(text: str) -> float:
    plain = re.sub(r"[\s\\]", "", text)
    return float("nan") if plain.lower().endswith(":na:") else float(plain)


def _plain_sum(value: Node) -> float:
    """Return several numbers that are added and subtracted as the one number that they are."""
    first, *rest = value.arguments
    total = float(first)
    for operator, term in zip(value.operators, rest, strict=True):
        total += float(term) if operator == "+" else -float(term)
    return total


class _Formula:
    """A formula that is read token by token.

    Args:
        text: Its text.
        macros: Keys of the file's own macros.
        texts: As in `read_formula`.
    """

    def __init__(self, text: str, macros: Collection[str], texts: Mapping[str, str]) -> None:
        self.text = text
        self.macros = macros
        self.texts = texts
        self.results: list[Result] = []
        self.at = self.before = self.end = 0
        self.kind = self.token = ""
        self.step()

    def step(self) -> None:
        """Go to the next token."""
        found = _TOKEN.match(self.text, self.end)
        self.before = self.at
        if found is None:
            blank = re.compile(r"[\s\\]*").match(self.text, self.end)
            raise FormulaError(blank.end() if blank else self.end)
        self.kind = found.lastgroup or "end"
        self.token = found[self.kind] if found.lastgroup else ""
        self.at = found.start(self.kind) if found.lastgroup else found.end()
        self.end = found.end()
        if self.kind == "word":
            self.token = _WORDS.get("".join(self.token.split()).lower(), self.token)
        elif self.kind == "sign":
            self.kind = self.token

    @property
    def rank(self) -> int:
        """Rank of the operator that stands here, 0 for anything else."""
        return _RANKS.get(self.token, 0) if self.kind in (self.token, "word") else 0

    def take(self, sign: str) -> None:
        """Go past a sign that must stand here."""
        if self.kind != sign:
            raise FormulaError(self.at)
        self.step()

    def expression(self, above: int) -> Node:
        """Return the expression from here on whose operators bind more than a rank."""
        left = self.operand()
        while (rank := self.rank) > above:
            operators, parts = [], [left]
            while self.rank == rank:
                operators.append(self.token)
                self.step()
                parts.append(self.expression(rank))
            left = _operation(operators, parts)
        return left

    def operand(self) -> Node:
        if self.kind in ("+", "-"):
            minus = self.kind == "-"
            self.step()
            value = self.expression(_SIGN_RANK)
            return _negative(value) if minus else value
        if self.kind == "word" and self.token == "not":
            self.step()
            return tree.LogicStructure([":NOT:"], (self.expression(_NOT_RANK),))
        if self.kind == "word" and self.token == "na":
            self.step()
            return np.nan
        if self.kind == "number":
            return self._number()
        if self.kind in ("name", "quoted"):
            value = self._named()
        elif self.kind == "(":
            self.step()
            value = self.expression(0)
            self.take(")")
        else:
            # An operator without its operand is shown from the one before on.
            raise FormulaError(self.before if self.rank else self.at)
        while self.kind == "(":
            # A curve called through brackets, or through a choice between curves.
            start = self.at
            value = _call_through(value, self._arguments(), start)
        return value

    def _number(self) -> float:
        digits = self.token
        self.step()
        return int(digits) if digits.isdigit() and len(digits) <= _MOST_DIGITS else float(digits)

    def _named(self) -> Node:
        start = self.at
        name = tidy(self.token)
        if self.kind == "name" and name_key(name) == "with_lookup":
            return self._with_lookup()
        if self.kind == "name" and name_key(name) == "tabbed_array":
            return self._tabbed()
        subscripts = None
        bracket = re.compile(r"[\s\\]*\[").match(self.text, self.end)
        if bracket:
            entries, self.end = subscripts_of(self.text, self.end)
            subscripts = tree.SubscriptsReferenceStructure(entries)
        self.step()
        reference = tree.ReferenceStructure(name.lower().replace(" ", "_"), subscripts)
        if self.kind != "(":
            if name_key(name) in self.texts:
                raise FormulaError(start, f"'{name}', which is a text and no number")
            return reference
        of_macro = reference.reference in self.macros
        of_file = reference.reference.startswith(FILES) and not of_macro
        arguments = self._arguments(reference if of_macro else None, of_file=of_file)
        try:
            return built_call(reference, arguments, self.macros)
        except CallError as error:
            raise FormulaError(start, str(error)) from None

    def _arguments(self, macro: Node = None, *, of_file: bool = False) -> tuple[Node, ...]:
        self.take("(")
        found: list[Node] = []
        while self.kind != ")":
            named = self.kind in ("name", "quoted") and name_key(tidy(self.token)) in self.texts
            if self.kind == "text":
                found.append(self.token[1:-1])
                self.step()
            elif of_file and named:
                found.append(self.texts[name_key(tidy(self.token))])
                self.step()
            else:
                found.append(self.expression(0))
            if self.kind == ":":
                self._further_results(macro, tuple(found))
                break
            if self.kind == ",":
                self.step()
                if self.kind == ")":
                    raise FormulaError(self.before)
            elif self.kind != ")":
                raise FormulaError(self.at)
        self.step()
        return tuple(found)

    def _further_results(self, macro: Node, arguments: tuple[Node, ...]) -> None:
        """Note the variables that a call of a macro defines besides its value, after a colon."""
        if macro is None:
            raise FormulaError(self.at, "several results, which only macros of the file have")
        place = 0
        while self.kind in (":", ","):
            self.step()
            at, name = self.at, tidy(self.token)
            variable = self.operand()
            if not isinstance(variable, tree.ReferenceStructure):
                raise FormulaError(at, "a result of a macro that is no name of a variable")
            which = tree.CallStructure(tree.ReferenceStructure("result_of_a_macro"), (place,))
            left = variable.subscripts.subscripts if variable.subscripts else []
            value = tree.CallStructure(macro, (*arguments, which))
            self.results.append((name, list(left), value))
            place += 1
        if self.kind != ")":
            raise FormulaError(self.at)

    def _with_lookup(self) -> Node:
        self.step()
        self.take("(")
        argument = self.expression(0)
        self.take(",")
        self.take("(")
        curve = self.points()
        self.take(")")
        return tree.InlineLookupsStructure(argument, curve)

    def points(self) -> Node:
        """Return a curve from its points up to its closing bracket."""
        start = self.at
        if self.kind == "[":
            self._skip_range()
        numbers, pairs = [], 0
        while self.kind != ")":
            pair = self.kind == "("
            if pair:
                self.step()
                numbers.append(self._signed_number())
                self.take(",")
                pairs += 1
            numbers.append(self._signed_number())
            if pair:
                self.take(")")
            if self.kind == ",":
                self.step()
        self.step()
        if not numbers or len(numbers) % 2 or pairs not in (0, len(numbers) // 2):
            raise FormulaError(start, "points of a curve that are no pairs of numbers")
        half = len(numbers) // 2
        # The older form has all x first, then all y.
        x, y = (numbers[::2], numbers[1::2]) if pairs else (numbers[:half], numbers[half:])
        return curve_of_points(x, y)

    def _skip_range(self) -> None:
        """Go past the range of a curve's drawing, which holds numbers and nothing else."""
        self.step()
        while self.kind != "]":
            if self.kind not in ("number", "(", ")", ",", "-", "+"):
                raise FormulaError(self.at)
            self.step()
        self.step()
        if self.kind == ",":
            self.step()

    def _signed_number(self) -> float:
        sign = 1.0
        while self.kind in ("+", "-"):
            sign = -sign if self.kind == "-" else sign
            self.step()
        if self.kind != "number":
            raise FormulaError(self.at)
        return sign * float(self._number())

    def _tabbed(self) -> Node:
        """Return a table of numbers; some files write its tabs and line ends as escapes."""
        inside = re.compile(r"[\s\\]*\(([^()]*)\)").match(self.text, self.end)
        words = re.sub(r"\\[tnr]?", " ", inside[1]).split() if inside else []
        if inside is None or not words or not all(re.fullmatch(_SIGNED, word) for word in words):
            raise FormulaError(self.at, "a table that is not made of numbers")
        self.end = inside.end()
        self.step()
        return np.array([float(word) for word in words], dtype=np.float64)


def _operation(operators: list[str], parts: list[Node]) -> Node:
    if operators[0] in _LOGIC:
        return tree.LogicStructure([_LOGIC[o] for o in operators], tuple(parts))
    if operators[0] in ("=", "<>", "<", "<=", ">", ">="):
        whole = parts[0]
        for operator, part in zip(operators, parts[1:], strict=True):
            whole = tree.LogicStructure([operator], (whole, part))
        return whole
    if operators[0] == "^":
        # A negative number in brackets: written out again, its sign would go to the power.
        parts = [
            tree.ArithmeticStructure(["negative"], (-part,)) if _is_negative(part) else part
            for part in parts[:-1]
        ] + parts[-1:]
    return tree.ArithmeticStructure(operators, tuple(parts))


def _is_negative(part: Node) -> bool:
    return isinstance(part, (int, float)) and part < 0


def _negative(value: Node) -> Node:
    if isinstance(value, (int, float)):
        return -value
    return tree.ArithmeticStructure(["negative"], (value,))


def _call_through(value: Node, arguments: tuple[Node, ...], at: int) -> Node:
    if isinstance(value, tree.ReferenceStructure):
        return tree.CallStructure(value, arguments)
    if isinstance(value, tree.CallStructure) and value.function.reference == "if_then_else":
        condition, *branches = value.arguments
        called = (_call_through(branch, arguments, at) for branch in branches)
        return tree.CallStructure(value.function, (condition, *called))
    raise FormulaError(at, "what is called here is neither a curve nor a choice between curves")
