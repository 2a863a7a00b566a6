"""The statements of a model file with their lines, groups and macros.

The walk knows only quotes, comments in braces, the separators and where a macro begins and ends;
what a statement says is read elsewhere.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from sdlib.names import name_key, plain_name

_END_MARK = re.compile(r"^[ \t]*(?:\\{2,} ?---///|///---\\{2,}|:L\x7f?<%\^E!@)", re.MULTILINE)
"""What ends the equations of a Vensim file: its drawing, or its settings where there is none.
Programs other than Vensim write the first with fewer backslashes."""

CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
"""Control characters that are no spaces."""

_HEAD = re.compile(r"\s*\*{3,}")
_GROUP = re.compile(r"\s*\*{3,}\s*\.?(?P<name>[^\n*~|]+?)\s*\*{3,}")
_LEFT = re.compile(r'^\s*(?P<name>"(?:\\.|[^"\\])*"|[^=(\[:<]+)', re.DOTALL)
_RIGHT = re.compile(r"^[^=]*?(?::=|==|=)(?P<right>.*)$", re.DOTALL)

_TEXT = r"[(,]\s*'[^'\n]*'"
_QUOTED = r'"(?:\\.|[^"\\])*"'
_BRACES = re.compile("[{}]")
_IN_EQUATION = re.compile(rf"{_QUOTED}|{_TEXT}|[{{~|]", re.DOTALL)
_IN_WORDS = re.compile(r"\\.|[~|]", re.DOTALL)
"""In a unit or a comment a lone quote or brace is an ordinary sign."""

_MACRO_BEGIN = re.compile(
    rf"\s*:MACRO:\s*(?P<name>{_QUOTED}|[^\s(][^(]*?)\s*\((?P<given>(?:{_QUOTED}|[^()\"])*)\)",
    re.DOTALL | re.IGNORECASE,
)
_MACRO_END = re.compile(r"\s*:END OF MACRO:", re.IGNORECASE)
_BLANK = re.compile(r"\s+")


@dataclass(frozen=True, kw_only=True)
class Macro:
    """A macro of a Vensim file, as its first line tells."""

    name: str
    parameters: tuple[str, ...]
    returns: tuple[str, ...]
    """Names of its results besides its value."""
    line: int


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
    text: str = ""
    """Left- and right-hand side as the file has them, comments in braces blanked."""
    unit: str = ""
    """What stands between the tildes: unit and range."""
    comment: str = ""
    flag: str = ""
    """What stands after the comment, such as ``:SUPPLEMENTARY``."""
    macro: Macro | None = None
    """The macro it belongs to, None outside of all."""

    @property
    def right(self) -> str:
        """The right-hand side on one line."""
        match = _RIGHT.match(self.equation)
        return match["right"].strip() if match else self.equation[len(self.name) :].strip()


class StatementIndex:
    """The statements of one file, found by name; those of macros have names of their own.

    Args:
        statements: Every statement, in the order of the file.
    """

    def __init__(self, statements: list[Statement]) -> None:
        self.statements = statements
        self._all: dict[str, list[Statement]] = {}
        for statement in statements:
            if statement.macro is None:
                self._all.setdefault(name_key(statement.name), []).append(statement)

    def find(self, name: str) -> Statement | None:
        """Return the first statement that defines `name`."""
        found = self._all.get(name_key(name))
        return found[0] if found else None

    def equations(self, name: str) -> str:
        """Return the right-hand sides of all statements that define `name`, one a line."""
        return "\n".join(s.right for s in self._all.get(name_key(name), ()))

    def comments(self, name: str) -> tuple[str, ...]:
        """Return the comment of each statement that defines `name`, on one line each."""
        return tuple(" ".join(s.comment.split()) for s in self._all.get(name_key(name), ()))


def split_drawing(text: str) -> tuple[str, str]:
    """Return the equations of a Vensim file, and what follows the mark before its drawing."""
    mark = _END_MARK.search(text)
    return (text[: mark.start()], text[mark.end() :]) if mark else (text, "")


def vensim_statements(text: str) -> StatementIndex:
    """Return the statements of the text of a Vensim file."""
    body, _ = split_drawing(text)
    ends_of_lines = [match.start() for match in re.finditer("\n", body)]
    statements = []
    for part in _parts(body):
        equation = part.equation
        left = _LEFT.match(equation)
        statements.append(
            Statement(
                name=plain_name(left["name"]) if left else equation.strip()[:40],
                line=bisect_right(ends_of_lines, part.end - len(equation)) + 1,
                group=_shown(part.group),
                equation=" ".join(equation.replace("\\\n", " ").split()),
                tildes=len(part.words),
                text=equation,
                unit=_shown(part.words[0]) if part.words else "",
                comment=_shown(part.words[1]) if len(part.words) > 1 else "",
                flag=_shown(part.words[2]) if len(part.words) > 2 else "",
                macro=part.macro,
            )
        )
    return StatementIndex(statements)


def _shown(words: str) -> str:
    """Return words of the modeller without what a terminal would obey; it changes no value."""
    return CONTROL_CHARACTERS.sub("\ufffd", words).strip()


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
    for part in _parts(body):
        equation = part.equation
        left = _LEFT.match(equation)
        equals = equation.find("=", left.end()) if left and part.macro is None else -1
        if left and equals >= 0 and name_key(left["name"]) == name_key(name):
            between = equation[left.end() : equals].strip()
            right = equation[equals + 1 :]
            found.append((between, part.end - len(right), right))
    return found


@dataclass(frozen=True, kw_only=True)
class _Part:
    """A statement as it stands in the text."""

    equation: str
    """Comments in braces blanked; it holds more than space."""
    end: int
    """Offset of its end, before the first tilde."""
    words: tuple[str, ...]
    """What stands after each tilde."""
    group: str
    macro: Macro | None


def _parts(body: str) -> Iterator[_Part]:
    """Iterate over the statements of the equations of a Vensim file."""
    at, group = 0, ""
    macro: Macro | None = None
    comments = _comments(body)
    while True:
        at, macro = _past_marks(body, at, macro, comments)
        if at >= len(body):
            return
        head = _HEAD.match(body, at)
        if head:
            named = _GROUP.match(body, at)
            group = plain_name(named["name"]) if named else group
            at = _end_of_words(body, (named or head).end())[0]
            continue
        begin = at
        end = _end_of_equation(body, begin, comments)
        at, words = _end_of_words(body, end)
        yield _Part(
            equation=without_comments(body[begin:end]),
            end=end,
            words=words,
            group=group,
            macro=macro,
        )


def _past_marks(
    body: str, at: int, macro: Macro | None, comments: Mapping[int, int]
) -> tuple[int, Macro | None]:
    """Return the offset of the next statement, and the macro that it belongs to."""
    while True:
        begin, end = _MACRO_BEGIN.match(body, at), _MACRO_END.match(body, at)
        blank = _BLANK.match(body, at)
        if begin:
            given, results = _given(begin["given"])
            macro = Macro(
                name=" ".join(begin["name"].split()),
                parameters=given,
                returns=results,
                line=body.count("\n", 0, begin.start("name")) + 1,
            )
            at = begin.end()
        elif end:
            at, macro = end.end(), None
        elif blank:
            at = blank.end()
        elif comments.get(at, 0) > at + 1:
            at = comments[at]
        else:
            return at, macro


def _given(listed: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the parameters and the results between a macro's brackets."""
    sides: tuple[list[str], list[str]] = ([], [])
    side = 0
    for part in re.findall(rf"{_QUOTED}|:|[^,:\"]+", without_comments(listed), re.DOTALL):
        if part == ":":
            side = 1
        elif part.strip(" \t\n\\"):
            sides[side].append(" ".join(part.replace("\\\n", " ").split()))
    return tuple(sides[0]), tuple(sides[1])


def _end_of_equation(body: str, at: int, comments: Mapping[int, int]) -> int:
    """Return the offset of the tilde or bar after an equation."""
    while found := _IN_EQUATION.search(body, at):
        if found[0] in ("~", "|"):
            return found.start()
        at = comments[found.start()] if found[0] == "{" else found.end()
    return len(body)


def _comments(text: str) -> dict[int, int]:
    """Return the offset of each opening brace to that after its comment, which may hold others.

    One that is never closed as often as it is opened ends with the next closing brace; a lone brace
    is no comment, and its end is the offset after it.
    """
    ends: dict[int, int] = {}
    open_ones: list[int] = []
    braces = list(_BRACES.finditer(text))
    for brace in braces:
        if brace[0] == "{":
            open_ones.append(brace.start())
        elif open_ones:
            ends[open_ones.pop()] = brace.end()
    following = 0
    for brace in reversed(braces):
        if brace[0] == "}":
            following = brace.end()
        elif brace.start() not in ends:
            ends[brace.start()] = following or brace.end()
    return ends


def _end_of_words(body: str, at: int) -> tuple[int, tuple[str, ...]]:
    """Return the offset after a statement's bar, and what stands after each of its tildes."""
    cuts = []
    while found := _IN_WORDS.search(body, at):
        at = found.end()
        if found[0] in ("~", "|"):
            cuts.append(found.start())
        if found[0] == "|":
            break
    else:
        at = len(body)
        cuts.append(at)
    return at, tuple(body[a + 1 : b] for a, b in pairwise(cuts))


def without_comments(text: str) -> str:
    """Return an equation with its comments in braces blanked; offsets and lines stay."""
    if "{" not in text:
        return text
    comments = _comments(text)
    kept, at, start = [], 0, 0
    while found := _IN_EQUATION.search(text, at):
        at = found.end()
        if found[0] == "{":
            at = comments[found.start()]
            kept.append(text[start : found.start()])
            if at > found.start() + 1:
                kept.append(re.sub(r"[^\n]", " ", text[found.start() : at]))
            else:
                kept.append("{")
            start = at
    return "".join([*kept, text[start:]])
