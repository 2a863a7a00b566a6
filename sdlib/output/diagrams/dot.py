"""Texts in the language of Graphviz; names of models are data in it and never anything else."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping

Link = Callable[[str], str]
"""From a variable's name to the address that its node leads to, such as ``#births``."""

FONT_SIZE = 10.0
"""Size of names [points]."""

_POINTS = 72.0
_BACKSLASH = "∖"
"""Shown for a backslash: Graphviz searches texts for escapes once or twice, and not all alike."""

_WIDEST_LINE = 14
"""Letters after which a name is broken into lines."""

_LONGEST_WORD = 20
"""Letters after which a word is broken too."""

_MOST_LINES = 5
_NARROW = set("iljtf.,:;'!|()[] I")
_WIDE = set("mwMW@%&")


def quoted(text: str) -> str:
    r"""Return a text as a quoted string that Graphviz shows letter by letter.

    In such a string backslashes begin escapes and ``&`` begins an HTML entity; neither may be left
    to a name. A quoted string is never read as HTML.

    Example:
        >>> print(quoted('R&D "x"\\N'))
        "R&amp;D \"x\"∖N"
    """
    clean = "".join(c if c == "\n" or _is_shown(c) else "\ufffd" for c in text)
    return '"' + "\\n".join(_escaped(line) for line in clean.split("\n")) + '"'


def _escaped(line: str) -> str:
    return line.replace("&", "&amp;").replace("\\", _BACKSLASH).replace('"', '\\"')


def _is_shown(character: str) -> bool:
    return unicodedata.category(character) not in ("Cc", "Cs", "Cn", "Co")


def wrapped(name: str, widest: int = _WIDEST_LINE) -> str:
    """Return a name in lines; what is too long for a node ends in dots.

    Args:
        name: The name.
        widest: Letters after which it is broken; a Chinese one counts as two.
    """
    lines: list[str] = []
    for word in _pieces(name):
        if lines and _length(lines[-1]) + _length(word) <= widest:
            lines[-1] += word
        else:
            lines.append(word.lstrip())
    lines = [line.rstrip() for line in lines]
    if len(lines) > _MOST_LINES:
        lines = [*lines[: _MOST_LINES - 1], f"{lines[_MOST_LINES - 1][: widest - 2]} …"]
    return "\n".join(lines)


def _pieces(name: str) -> Iterable[str]:
    """Iterate over what a line may be made of: words, parts of long words, Chinese letters."""
    piece = ""
    for character in name:
        if character in " _" and piece:
            yield piece
            piece = ""
        elif _is_wide(character) or _length(piece) >= _LONGEST_WORD:
            if piece:
                yield piece
            piece = ""
        piece += character
    if piece:
        yield piece


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"


def _length(text: str) -> int:
    return sum(2 if _is_wide(c) else 1 for c in text)


def size_of(label: str, font_size: float = FONT_SIZE) -> tuple[float, float]:
    """Return about how wide and high a label is [inches].

    Nodes get their size from here and not from the fonts of the computer, so that a model has the
    same drawing everywhere.
    """
    lines = label.split("\n")
    width = max(sum(_share(c) for c in line) for line in lines)
    return width * font_size / _POINTS, len(lines) * 1.2 * font_size / _POINTS


def _share(character: str) -> float:
    """Return the width of a letter in a sans-serif font, as a share of the font's size."""
    if _is_wide(character):
        return 1.0
    if character in _NARROW:
        return 0.32
    if character in _WIDE:
        return 0.88
    return 0.7 if character.isupper() else 0.57


def attributes(values: Mapping[str, object]) -> str:
    """Return attributes in brackets, each quoted."""
    inside = ", ".join(f"{key}={quoted(_written(value))}" for key, value in values.items())
    return f"[{inside}]"


def _written(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


class Graph:
    """A directed graph, written line by line.

    Args:
        link: Where the node of a variable leads.
        **defaults: Attributes of the whole graph.
    """

    def __init__(self, link: Link | None, **defaults: object) -> None:
        self._link = link
        self._ids: dict[str, str] = {}
        self._lines = [
            f"graph {attributes({'bgcolor': 'transparent', 'pad': 0.1, **defaults})}",
            f"node {attributes({'fontname': 'sans-serif', 'fontsize': FONT_SIZE})}",
            f"edge {attributes({'fontname': 'sans-serif', 'fontsize': FONT_SIZE + 2})}",
        ]

    def id_of(self, key: str) -> str:
        """Return the id of a node: a number in the order of first use, never a name."""
        return self._ids.setdefault(key, f"n{len(self._ids)}")

    def has(self, key: str) -> bool:
        """Tell whether a node was added."""
        return key in self._ids

    def node(
        self, key: str, given: Mapping[str, object], *, name: str = "", tooltip: str = ""
    ) -> None:
        """Add a node.

        Args:
            key: What edges call it.
            given: Its attributes.
            name: Name of the variable that it leads to, empty for none.
            tooltip: What is shown while the mouse rests on it; the name by default.
        """
        values = dict(given)
        if name:
            values["tooltip"] = tooltip or name
            if self._link is not None:
                values["URL"] = self._link(name)
        self._lines.append(f"{self.id_of(key)} {attributes(values)}")

    def edge(
        self, tail: str, head: str, given: Mapping[str, object], ports: tuple[str, str] = ("", "")
    ) -> None:
        """Add an edge between two nodes, from and to a side of them where `ports` says so."""
        ends = [
            self.id_of(key) + (f":{port}" if port else "")
            for key, port in zip((tail, head), ports, strict=True)
        ]
        self._lines.append(f"{ends[0]} -> {ends[1]} {attributes(given)}")

    def text(self) -> str:
        """Return the whole graph."""
        body = "\n".join(f"  {line};" for line in self._lines)
        return f"digraph {{\n{body}\n}}\n"
