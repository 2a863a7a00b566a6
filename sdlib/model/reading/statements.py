"""The statements of a model file with their lines and groups.

The translators keep neither line numbers nor groups, so the file is walked once more here. The
walk knows only quotes, comments in braces and the separators; the meaning of an equation is the
translators' work.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sdlib.names import name_key, plain_name

_SKETCH_MARK = re.compile(r"^[ \t]*\\{2,} ?---///", re.MULTILINE)
"""What separates the equations of a Vensim file from its drawing; programs other than Vensim write
it with fewer backslashes."""

_GROUP = re.compile(r"\*{3,}\s*\n?\s*\.?(?P<name>[^\n*~|]+?)\s*\n?\s*\*{3,}")
_LEFT = re.compile(r'^\s*(?P<name>"(?:\\.|[^"\\])*"|[^=(\[:<]+)', re.DOTALL)
_RIGHT = re.compile(r"^[^=]*?(?::=|==|=)(?P<right>.*)$", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One statement of a model file: an equation, or the definition of a dimension."""

    name: str
    """Name on its left-hand side, without quotes."""
    line: int
    """Line of its first character, counted from 1."""
    group: str
    """Group it stands in, empty where there is none."""
    equation: str
    """Left- and right-hand side on one line, without unit and comment."""
    tildes: int
    """How many tildes follow the equation; a complete Vensim statement has two."""
    comment: str = ""

    @property
    def right(self) -> str:
        """The right-hand side on one line."""
        match = _RIGHT.match(self.equation)
        return match["right"].strip() if match else self.equation[len(self.name) :].strip()


class StatementIndex:
    """The statements of one file, found by name or by their text.

    Args:
        statements: Every statement, in the order of the file.
    """

    def __init__(self, statements: list[Statement]) -> None:
        self.statements = statements
        self._first: dict[str, Statement] = {}
        self._all: dict[str, list[Statement]] = {}
        for statement in statements:
            key = name_key(statement.name)
            self._first.setdefault(key, statement)
            self._all.setdefault(key, []).append(statement)

    def find(self, name: str) -> Statement | None:
        """Return the first statement that defines `name`."""
        return self._first.get(name_key(name))

    def equations(self, name: str) -> str:
        """Return the right-hand sides of all statements that define `name`, one a line."""
        return "\n".join(s.right for s in self._all.get(name_key(name), ()))

    def comments(self, name: str) -> tuple[str, ...]:
        """Return the comment of each statement that defines `name`, on one line each."""
        found = self._all.get(name_key(name), ())
        return tuple(" ".join(statement.comment.split()) for statement in found)

    def containing(self, text: str) -> Statement | None:
        """Return the first statement whose equation contains `text`, spaces apart."""
        wanted = "".join(text.split())
        if not wanted:
            return None
        for statement in self.statements:
            if wanted in "".join(statement.equation.split()):
                return statement
        return None


def split_drawing(text: str) -> tuple[str, str]:
    """Return the equations of a Vensim file, and what follows the mark before its drawing."""
    mark = _SKETCH_MARK.search(text)
    return (text[: mark.start()], text[mark.end() :]) if mark else (text, "")


def vensim_statements(text: str) -> StatementIndex:
    """Return the statements of the text of a Vensim file."""
    body, _ = split_drawing(text)
    statements = []
    group = ""
    for start, chunk in _chunks(body):
        header = _GROUP.search(chunk)
        if header:
            group = plain_name(header["name"])
            continue
        parts = _parts(chunk)
        equation = without_comments(parts[0])
        if not equation.strip():
            continue
        left = _LEFT.match(equation)
        lead = len(equation) - len(equation.lstrip())
        statements.append(
            Statement(
                name=plain_name(left["name"]) if left else equation.strip()[:40],
                line=body.count("\n", 0, start + lead) + 1,
                group=group,
                equation=" ".join(equation.replace("\\\n", " ").split()),
                tildes=len(parts) - 1,
                comment=parts[2].strip() if len(parts) > 2 else "",
            )
        )
    return StatementIndex(statements)


def statement_parts(body: str) -> Iterator[tuple[int, str]]:
    """Iterate over the statements of the equations of a Vensim file.

    Args:
        body: The text, without its drawing.

    Returns:
        Offset of the end of each equation, before its first tilde, and the equation without its
        comments. A statement without a tilde is left out.
    """
    for start, chunk in _chunks(body):
        parts = _parts(chunk)
        if len(parts) > 1:
            yield start + len(parts[0]), without_comments(parts[0])


def right_sides(text: str, name: str) -> list[tuple[str, int, str]]:
    """Return the definitions of a name as they stand in the text of a Vensim file.

    Args:
        text: The text, with line ends of any kind.
        name: The name without subscripts, in any spelling of it.

    Returns:
        Of each definition what stands between the name and the equals sign, the offset of its
        right-hand side in the text, and that side, with comments in braces blanked.
    """
    body, _ = split_drawing(text)
    found = []
    for end, equation in statement_parts(body):
        left = _LEFT.match(equation)
        equals = equation.find("=", left.end()) if left else -1
        if left and equals >= 0 and name_key(left["name"]) == name_key(name):
            between = equation[left.end() : equals].strip()
            right = equation[equals + 1 :]
            found.append((between, end - len(right), right))
    return found


def _chunks(body: str) -> list[tuple[int, str]]:
    """Return each stretch between two bars outside quotes with its offset."""
    found = []
    start = 0
    for at, sign in _signs(body):
        if sign == "|":
            found.append((start, body[start:at]))
            start = at + 1
    found.append((start, body[start:]))
    return found


def _parts(chunk: str) -> list[str]:
    """Return what stands between the tildes of a statement: equation, unit, comment."""
    cuts = [at for at, sign in _signs(chunk) if sign == "~"]
    return [
        chunk[begin:end]
        for begin, end in zip([0, *(c + 1 for c in cuts)], [*cuts, len(chunk)], strict=True)
    ]


def _signs(text: str) -> list[tuple[int, str]]:
    """Return the offsets of bars and tildes that are separators.

    Quotes count only in an equation: in a unit or a comment a lone quote is an ordinary sign.
    """
    found = []
    quoted = False
    tildes = 0
    for match in re.finditer(r'\\.|["~|]', text, re.DOTALL):
        sign = match[0]
        if sign == '"' and tildes == 0:
            quoted = not quoted
        elif sign in "~|" and not quoted:
            found.append((match.start(), sign))
            tildes = tildes + 1 if sign == "~" else 0
    return found


def without_comments(text: str) -> str:
    """Return an equation with its comments in braces blanked; offsets and lines stay."""
    return re.sub(r"\{[^}]*\}", lambda m: re.sub(r"[^\n]", " ", m[0]), text)
