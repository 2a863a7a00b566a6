"""What a statement of a Vensim file declares: a variable with its subscripts, or a dimension."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sdlib.model.reading.formula import (
    NAME,
    NO_TEXTS,
    QUOTED,
    subscripts_of,
    tidy,
)
from sdlib.model.reading.misread import FormulaError
from sdlib.names import name_key

_BLANK = r"[\s\\]*"
_LEFT = re.compile(rf"{_BLANK}(?P<name>{QUOTED}|{NAME})", re.DOTALL)
_BRACKET = re.compile(rf"{_BLANK}\[")
_EXCEPT = re.compile(rf"{_BLANK}:\s*EXCEPT\s*:", re.IGNORECASE)
_COMMA = re.compile(rf"{_BLANK},")
_KEYWORD = re.compile(rf"{_BLANK}:\s*(?P<word>[A-Za-z][A-Za-z _]*?)\s*:(?!=)")
_SIGN = re.compile(rf"{_BLANK}(?P<sign>==|:=|=|<->|:|(?=\()|$)")

_MARKS = {"raw", "interpolate", "look_forward", "hold_backward"}
_KINDS = {
    "=": "equation",
    "==": "fixed",
    ":=": "data",
    "<->": "copy",
    ":": "dimension",
    "": "curve",
}
_CHECKS = {"the_condition": "constraint", "test_input": "test input"}

_ENTRY = re.compile(
    rf"{_BLANK}(?:\({_BLANK}(?P<first>[^(),]+?){_BLANK}-{_BLANK}(?P<last>[^(),-]+?){_BLANK}\)"
    rf"|(?P<name>{QUOTED}|[^\s,()\"\->][^,()\"]*?)){_BLANK}(?P<after>,|->|$)",
    re.DOTALL,
)
_FROM_FILE = re.compile(
    rf"{_BLANK}GET\s+(?:XLS|DIRECT|123)\s+SUBSCRIPTS?{_BLANK}\((?P<inside>.*?)\){_BLANK}"
    r"(?P<after>->|$)",
    re.DOTALL | re.IGNORECASE,
)
_GIVEN = re.compile(r"'([^']*)'|([^\s,'][^,']*)")
"""What a function of files is given: a text in quotes, or a text variable."""
_MAPPING = re.compile(
    rf"{_BLANK}(?:\({_BLANK}(?P<other>{QUOTED}|[^:()]+?){_BLANK}:[^()]*\)"
    rf"|(?P<whole>{QUOTED}|[^,()]+?)){_BLANK}(?:,|$)",
    re.DOTALL,
)
_NUMBERED = re.compile(r"(?P<stem>.*?)(?P<number>[0-9]+)", re.DOTALL)

_MOST_NUMBERED = 100_000


@dataclass(frozen=True, kw_only=True)
class Declaration:
    """The left-hand side of a statement, and what follows it."""

    name: str
    """As written, with its quotes, on one line."""
    kind: str
    """"equation", "fixed", "data", "curve", "dimension", "copy", "text", "constraint" or "test
    input"."""
    subscripts: list[str]
    exceptions: list[list[str]]
    keyword: str | None
    """Of a data variable: its way between two points, as a key."""
    right: str
    """What follows the sign; of a curve from its bracket on; of a text variable its text."""
    at: int
    """Offset of that in the statement."""


def read_declaration(text: str) -> Declaration:
    """Return what a statement declares.

    Args:
        text: Its left- and right-hand side, comments blanked.

    Raises:
        FormulaError: If there is no name on its left, or nothing that can follow one.
    """
    left = _LEFT.match(text)
    if left is None:
        raise FormulaError(len(text) - len(text.lstrip()))
    at = left.end()
    subscripts: list[str] = []
    exceptions: list[list[str]] = []
    if _BRACKET.match(text, at):
        subscripts, at = subscripts_of(text, at)
    found = _EXCEPT.match(text, at)
    while found:
        entries, at = subscripts_of(text, found.end())
        exceptions.append(entries)
        found = _COMMA.match(text, at)
    keyword, check = None, None
    while found := _KEYWORD.match(text, at):
        word = "_".join(found["word"].lower().split())
        if word == "is":
            return _text_variable(text, left, found, subscripts)
        check = _CHECKS.get(word, check)
        keyword, at = word, found.end()
        if check:
            break
    sign = _SIGN.match(text, at)
    if sign is None and check is None:
        raise FormulaError(at)
    kind = check or (_KINDS[sign["sign"]] if sign else "")
    at = at if check or sign is None else sign.end()
    if kind == "curve" and not text[at:].strip(" \t\n\\"):
        kind = "data"
    if keyword and not check and kind in ("equation", "data"):
        kind = "data"
    elif keyword and not check:
        raise FormulaError(left.end())
    return Declaration(
        name=tidy(left["name"]),
        kind=kind,
        subscripts=subscripts,
        exceptions=exceptions,
        keyword=keyword,
        right=text[at:],
        at=at,
    )


def _text_variable(
    text: str, left: re.Match[str], sign: re.Match[str], subscripts: list[str]
) -> Declaration:
    """Return a variable that holds a text, which stands in single quotes.

    Raises:
        FormulaError: If it has subscripts, or anything else stands there.
    """
    held = re.compile(rf"{_BLANK}'(?P<text>[^']*)'{_BLANK}$").match(text, sign.end())
    if subscripts or held is None:
        told = "a text variable with subscripts" if subscripts else "no text in single quotes"
        raise FormulaError(sign.start() if subscripts else sign.end(), told)
    return Declaration(
        name=tidy(left["name"]), kind="text", subscripts=[], exceptions=[], keyword=None,
        right=held["text"], at=held.start("text"),
    )  # fmt: skip


def range_of(
    right: str, texts: Mapping[str, str] = NO_TEXTS
) -> tuple[list[str] | dict[str, str], list[str]]:
    """Return the subscripts of a dimension, and the dimensions that it is mapped to.

    Args:
        right: What follows the colon.
        texts: Key of each text variable of the file to its text.

    Returns:
        The subscripts as written, or where in a file they stand; then the names of dimensions.

    Raises:
        FormulaError: If it is no list of subscripts.
    """
    from_file = _FROM_FILE.match(right)
    if from_file:
        return _in_a_file(from_file, texts), _mappings(right, from_file.end())
    subscripts: list[str] = []
    at, after = 0, ","
    while after == ",":
        entry = _ENTRY.match(right, at)
        if entry is None:
            raise FormulaError(at)
        if entry["name"] is not None:
            subscripts.append(tidy(entry["name"]))
        else:
            subscripts.extend(_numbered(entry, at))
        at, after = entry.end(), entry["after"]
    mapping = _mappings(right, at) if after == "->" else []
    if after == "->" and not mapping:
        raise FormulaError(at)
    return subscripts, mapping


def _in_a_file(match: re.Match[str], texts: Mapping[str, str]) -> dict[str, str]:
    parts = _GIVEN.findall(match["inside"])
    given = [texts.get(name_key(tidy(name)), "") if name else text for text, name in parts]
    unknown = any(name and not text for text, (_, name) in zip(given, parts, strict=True))
    if len(given) != 5 or unknown:
        raise FormulaError(
            match.start("inside"), "file, sheet, first cell, last cell and prefix are expected"
        )
    return dict(zip(("file", "tab", "firstcell", "lastcell", "prefix"), given, strict=True))


def _numbered(entry: re.Match[str], at: int) -> list[str]:
    """Return the subscripts of a range ``(A1-A9)``."""
    first, last = (_NUMBERED.fullmatch(tidy(entry[part])) for part in ("first", "last"))
    if first is None or last is None or not first["stem"] or first["stem"] != last["stem"]:
        raise FormulaError(at, "a range of subscripts goes from a name with a number to another")
    low, high = int(first["number"]), int(last["number"])
    if not low < high or high - low > _MOST_NUMBERED:
        raise FormulaError(at, "the numbers of a range of subscripts go up")
    return [f"{first['stem']}{number}" for number in range(low, high + 1)]


def _mappings(right: str, at: int) -> list[str]:
    found = []
    while right[at:].strip(" \t\n\\"):
        match = _MAPPING.match(right, at)
        if match is None or match.end() == at:
            raise FormulaError(at)
        found.append(tidy(match["other"] or match["whole"]))
        at = match.end()
    return found
