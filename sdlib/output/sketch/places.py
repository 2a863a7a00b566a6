"""Where everything stands in a view."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sdlib.output.diagrams.dot import Graph
from sdlib.output.diagrams.render import place_nodes
from sdlib.output.sketch.boxes import PIXELS, Box
from sdlib.output.sketch.packing import packed
from sdlib.output.sketch.paths import Point, bends_of
from sdlib.output.sketch.units import Unit, units_of
from sdlib.output.sketch.views import Link, Node, View

LONGEST_ARROW = 400
"""Pixels of an arrow; a longer one becomes a shadow beside its effect."""

_ROUNDS = 3
_PIPE = 12
_STRAIGHT = 40
"""Weights of what had better be straight: a pipe, and the pipes between a stock and its flows."""

_WIDEST = 1500
"""Pixels of a view beyond which parts go below each other."""

_BETWEEN = 44
_EDGE = 60
"""Pixels between the border of a view and what stands in it."""

_MARK = "\0near"


@dataclass(frozen=True, kw_only=True)
class PlacedView:
    """A view with places."""

    view: View
    """Its content; long arrows are shadows by now."""
    places: Mapping[str, Point]
    """Key of a node to its middle; for a flow the middle of its valve."""
    boxes: Mapping[str, Box]
    """Key of a node to the room around that middle."""
    bends: Mapping[Link, Point]
    """The point through which each link runs."""


def placed_views(views: Sequence[View]) -> list[PlacedView]:
    """Return views with the places of all they show.

    Arrows across half a view cannot be followed. What they come from is named again beside where
    they lead to, as a shadow, and the view is laid out once more.

    Args:
        views: The views.

    Raises:
        OutputError: If one cannot be laid out.
    """
    now, places = list(views), _laid_out(views)
    for _ in range(_ROUNDS):
        shorter = [_shortened(*each) for each in zip(now, places, strict=True)]
        if shorter == now:
            break
        now, places = shorter, _laid_out(shorter)
    return [_placed(*each) for each in zip(now, places, strict=True)]


def _placed(view: View, places: dict[str, Point]) -> PlacedView:
    _, boxes = units_of(view)
    bends = bends_of(view, places, boxes)
    return PlacedView(view=view, places=places, boxes=boxes, bends=bends)


def _laid_out(views: Sequence[View]) -> list[dict[str, Point]]:
    """Return the places of the nodes of each view."""
    pieces = [units_of(view)[0] for view in views]
    graphs = [_graph(view, units) for view, units in zip(views, pieces, strict=True)]
    found = []
    answers = place_nodes([graph.text() for graph in graphs])
    for view, graph, units, inches in zip(views, graphs, pieces, answers, strict=True):
        at = {unit.key: inches[graph.id_of(unit.key)] for unit in units}
        middles = {key: (round(x * PIXELS), round(-y * PIXELS)) for key, (x, y) in at.items()}
        moved = _close_together(view, units, middles)
        found.append(
            {
                key: (moved[unit.key][0] + x, moved[unit.key][1] + y)
                for unit in units
                for key, (x, y) in unit.members.items()
            }
        )
    return found


def _close_together(
    view: View, units: Sequence[Unit], middles: Mapping[str, Point]
) -> dict[str, Point]:
    """Return the middles of pieces after all that no arrow joins has been put close together."""
    parts = _parts(view, units)
    corners, sizes = [], []
    for part in parts:
        left = min(middles[unit.key][0] - unit.box.across for unit in part)
        top = min(middles[unit.key][1] - unit.box.down for unit in part)
        corners.append((left, top))
        right = max(middles[unit.key][0] + unit.box.across for unit in part)
        bottom = max(middles[unit.key][1] + unit.box.down for unit in part)
        sizes.append((right - left, bottom - top))
    moved = {}
    places = packed(sizes, widest=_WIDEST, gap=_BETWEEN)
    for part, (left, top), (to_left, to_top) in zip(parts, corners, places, strict=True):
        for unit in part:
            x, y = middles[unit.key]
            moved[unit.key] = (x - left + to_left + _EDGE, y - top + to_top + _EDGE)
    return moved


def _parts(view: View, units: Sequence[Unit]) -> list[list[Unit]]:
    """Return the pieces that arrows join, directly or through others, in one list each."""
    first = {key: at for at, unit in enumerate(units) for key in unit.members}
    home = list(range(len(units)))

    def top(at: int) -> int:
        while home[at] != at:
            at = home[at]
        return at

    for link in view.links:
        a, b = top(first[link.start]), top(first[link.end])
        home[max(a, b)] = min(a, b)
    parts: dict[int, list[Unit]] = {}
    for at, unit in enumerate(units):
        parts.setdefault(top(at), []).append(unit)
    return list(parts.values())


def _graph(view: View, units: Sequence[Unit]) -> Graph:
    graph = Graph(None, rankdir="LR", nodesep=0.14, ranksep=0.6, newrank="true")
    piece_of = {key: unit for unit in units for key in unit.members}
    for unit in units:
        size = {"width": 2 * unit.box.across / PIXELS, "height": 2 * unit.box.down / PIXELS}
        fields = "|".join(f"<p{at}>" for at in range(len(unit.ports)))
        shape = {"shape": "record" if unit.ports else "box", "label": fields}
        graph.node(unit.key, {**shape, "fixedsize": "true", **size})

    def join(start: str, end: str, given: dict[str, object]) -> None:
        ends = [piece_of[start], piece_of[end]]
        if ends[0] is not ends[1]:
            ports = (_port(ends[0], start, "e"), _port(ends[1], end, "w"))
            graph.edge(ends[0].key, ends[1].key, given, ports=ports)

    stocks = {node.key for node in view.nodes if node.kind == "stock"}
    for link in view.links:
        if link.pipe:
            stack, end = piece_of[link.start], piece_of[link.end]
            if stack.side_of == link.end:
                # All its rows are straight if the middles are at one height.
                first, last = (stack, end) if link.pipe == "in" else (end, stack)
                given = {"weight": _STRAIGHT}
                graph.edge(first.key, last.key, given, ports=("e", "w"))
            elif link.pipe == "in":
                join(link.start, link.end, {"weight": _PIPE})
            else:
                join(link.end, link.start, {"weight": _PIPE})
        else:
            # A stock stands where its pipes want it, not where its readers do.
            join(link.start, link.end, {"constraint": "false"} if link.start in stocks else {})
    return graph


def _port(unit: Unit, flow: str, side: str) -> str:
    """Return where an edge touches a piece: at the row of the flow, on one side."""
    if flow in unit.ports:
        return f"p{unit.ports.index(flow)}:{side}"
    return side


def _shortened(view: View, places: Mapping[str, Point]) -> View:
    """Return a view whose long arrows begin at a shadow of their own.

    What nothing leads to keeps its shortest arrow, or it would stand alone.
    """
    nodes = {node.key: node for node in view.nodes}
    lengths = {
        link: math.dist(places[link.start], places[link.end])
        for link in view.links
        if not link.pipe and not nodes[link.start].shadow
    }
    led_to = {link.end for link in view.links} | {link.start for link in view.links if link.pipe}
    kept: dict[str, Link] = {}
    for link in sorted(lengths, key=lengths.__getitem__):
        if link.start not in led_to:
            kept.setdefault(link.start, link)
    links = []
    for link in view.links:
        if lengths.get(link, 0.0) <= LONGEST_ARROW or kept.get(link.start) == link:
            links.append(link)
            continue
        name = nodes[link.start].name
        key = f"{name}{_MARK}{link.end}"
        nodes[key] = Node(key=key, kind="word", name=name, shadow=True)
        links.append(replace(link, start=key))
    return replace(view, nodes=tuple(nodes.values()), links=tuple(links))
