"""A view as the lines of a Vensim file.

Source: vensim.com/documentation/ref_sketch_format.html and its page on objects for the order of
the fields. That shape 3 is a box, 8 a name without one and 32 more what hangs on a valve, and that
a 1 before the colour marks an arrow to a value at the start, was seen in published files.
"""

from __future__ import annotations

import re

from sdlib.output.sketch.boxes import CLOUD, FONT_SIZE, PIXELS, VALVE, Box, name_below, name_box
from sdlib.output.sketch.paths import holds_valve
from sdlib.output.sketch.places import PlacedView
from sdlib.output.sketch.views import Link, Node

BEGIN = "\\\\\\---/// Sketch information - do not modify anything except names"
VERSION = "V300  Do not put anything below this section - it will be ignored"
END = "///---\\\\\\"
_LOOK = f"$192-192-192,0,Arial|{FONT_SIZE}||0-0-0|0-0-0|0-0-255|-1--1--1|-1--1--1|" + (
    f"{PIXELS},{PIXELS},100,0"
)
_GREY = f"128-128-128,0-0-0,|{FONT_SIZE}||128-128-128"
_PLAIN = re.compile(r"[^\W\d][\w '$]*")
"""Names that Vensim needs no quotes around."""

_FILLED = 4
"""Shape of a pipe with a head."""

_EMPTIED = 100
"""Shape of a pipe without one."""


def spelled(name: str) -> str:
    """Return a name as a Vensim file holds it, in quotes where it needs them.

    Example:
        >>> spelled("R&D, total"), spelled("Small firms")
        ('"R&D, total"', 'Small firms')
    """
    return name if _PLAIN.fullmatch(name) else f'"{name}"'


def view_lines(placed: PlacedView) -> list[str]:
    """Return the lines of one view.

    Args:
        placed: The view.
    """
    writer = _Writer(placed)
    for node in placed.view.nodes:
        writer.add(node)
    for link in placed.view.links:
        writer.connect(link)
    return [BEGIN, VERSION, f"*{placed.view.name}", _LOOK, *writer.lines]


class _Writer:
    """The records of one view, numbered from 1."""

    def __init__(self, placed: PlacedView) -> None:
        self._placed = placed
        self._nodes = {node.key: node for node in placed.view.nodes}
        self._valves: dict[str, int] = {}
        self._words: dict[str, int] = {}
        self._count = 0
        self.lines: list[str] = []

    def add(self, node: Node) -> None:
        """Add a node."""
        x, y = self._placed.places[node.key]
        if node.kind == "cloud":
            self._words[node.key] = self._next()
            sizes = f"{CLOUD[0]},{CLOUD[1]}"
            self.lines.append(f"12,{self._count},48,{x},{y},{sizes},0,3,0,0,-1,0,0,0")
            return
        box = self._placed.boxes[node.key]
        if node.kind == "flow":
            self._valves[node.key] = self._next()
            sizes = f"{VALVE[0]},{VALVE[1]}"
            self.lines.append(f"11,{self._count},48,{x},{y},{sizes},34,3,0,0,1,0,0,0")
            y += name_below(node)
            box = name_box(node)
        self._words[node.key] = self._next()
        self.lines.append(_word(self._count, node, (x, y), box))

    def connect(self, link: Link) -> None:
        """Add an arrow or half a pipe."""
        number = self._next()
        x, y = self._placed.bends[link]
        if link.pipe:
            ends = f"{self._valves[link.start]},{self._words[link.end]}"
            shape = _FILLED if link.pipe == "in" else _EMPTIED
            self.lines.append(f"1,{number},{ends},{shape},0,0,22,0,0,0,-1--1--1,,1|({x},{y})|")
            return
        ends = f"{self._touched(link.start, link.end)},{self._touched(link.end, link.start)}"
        shape = 1 if (x, y) != (0, 0) else 0
        first = int(link.at_start)
        self.lines.append(f"1,{number},{ends},{shape},0,0,0,0,64,{first},-1--1--1,,1|({x},{y})|")

    def _touched(self, key: str, other: str) -> int:
        """Return the record of a node that an arrow to or from another one touches."""
        places = self._placed.places
        if holds_valve(self._nodes[key], places[key], places[other]):
            return self._valves[key]
        return self._words[key]

    def _next(self) -> int:
        self._count += 1
        return self._count


def _word(number: int, node: Node, at: tuple[int, int], box: Box) -> str:
    shape = {"stock": 3, "flow": 40}.get(node.kind, 8)
    where = f"{at[0]},{at[1]},{box.across},{box.down}"
    inside = 0 if node.kind == "stock" else -1
    # Bit 1 lets arrows in: what has none of it is the shadow of a variable.
    begun = f"10,{number},{spelled(node.name)},{where},{shape}"
    if node.shadow:
        return f"{begun},2,0,3,{inside},0,0,0,{_GREY}"
    return f"{begun},3,0,0,{inside},0,0,0"
