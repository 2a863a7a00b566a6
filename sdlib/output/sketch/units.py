"""What is laid out as one piece: a name, a stock, or the flows on one side of a stock.

Valves that stand below each other at the side of a high stock have straight pipes. Laid out one by
one, names come between them, and their pipes run through these names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sdlib.output.sketch.boxes import Box, node_box
from sdlib.output.sketch.views import Node, View

_PIPE = 46
"""Pixels of a pipe between a valve and what hangs on it alone."""

_GAP = 6
"""Pixels between two rows of flows."""

_BORDER = 16
"""Pixels of a stock above its highest and below its lowest pipe."""


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A piece of the layout."""

    key: str
    """Its name among the pieces: that of its first node."""
    box: Box
    """The room it needs."""
    members: Mapping[str, tuple[int, int]]
    """Key of a node to where it stands from the middle of the piece [pixels]."""
    ports: tuple[str, ...] = ()
    """Keys of the flows, from top to bottom; empty for a name or a stock."""
    side_of: str = ""
    """The stock at whose side the flows stand, empty where there is none."""


def units_of(view: View) -> tuple[list[Unit], dict[str, Box]]:
    """Return the pieces of a view, and the box of each of its nodes.

    Args:
        view: The view.
    """
    boxes = {node.key: node_box(node) for node in view.nodes}
    nodes = {node.key: node for node in view.nodes}
    heights: dict[str, int] = {}
    pieces: dict[str, Unit] = {}
    for stock, pipe, flows in _sides(view, nodes):
        row = max(2 * boxes[flow].down for flow in flows) + _GAP
        alone = {flow: _alone(view, nodes, flow, pipe) for flow in flows}
        unit = replace(_stack(flows, alone, boxes, row, to_the_right=pipe == "out"), side_of=stock)
        pieces.update(dict.fromkeys(unit.members, unit))
        if stock:
            reach = row * (len(flows) - 1) // 2 + _BORDER
            heights[stock] = max(heights.get(stock, 0), reach)
    units: dict[str, Unit] = {}
    for node in view.nodes:
        box = boxes[node.key]
        if node.key in heights:
            box = Box(across=box.across, down=max(box.down, heights[node.key]))
            boxes[node.key] = box
        unit = pieces.get(node.key) or Unit(key=node.key, box=box, members={node.key: (0, 0)})
        units[unit.key] = unit
    return list(units.values()), boxes


def _sides(view: View, nodes: Mapping[str, Node]) -> list[tuple[str, str, list[str]]]:
    """Return the flows at each side of each stock.

    Returns:
        Stock, empty where a flow touches none of the view; "out" for what it empties or "in" for
        what it fills; the flows. A flow stands at the stock that it empties, if there is one.
    """
    sides: dict[tuple[str, str], list[str]] = {}
    found = []
    for flow in (node.key for node in view.nodes if node.kind == "flow"):
        pipes = [link for link in view.links if link.pipe and link.start == flow]
        stocks = [
            (link.end, link.pipe)
            for link in sorted(pipes, key=lambda link: link.pipe, reverse=True)
            if nodes[link.end].kind == "stock" and not nodes[link.end].shadow
        ]
        if stocks:
            sides.setdefault(stocks[0], []).append(flow)
        else:
            found.append(("", "out", [flow]))
    return [*((stock, pipe, flows) for (stock, pipe), flows in sides.items()), *found]


def _alone(view: View, nodes: Mapping[str, Node], flow: str, pipe: str) -> str:
    """Return what hangs on the far end of a flow's pipe and on nothing else, empty for nothing."""
    far = [
        link.end
        for link in view.links
        if link.start == flow
        and link.pipe
        and link.pipe != pipe
        and (nodes[link.end].kind == "cloud" or nodes[link.end].shadow)
    ]
    return far[0] if len(far) == 1 else ""


def _stack(
    flows: list[str],
    alone: Mapping[str, str],
    boxes: Mapping[str, Box],
    row: int,
    *,
    to_the_right: bool,
) -> Unit:
    """Return flows below each other, each with what hangs on its far end."""
    valve = max(boxes[flow].across for flow in flows)
    far = max((boxes[end].across for end in alone.values() if end), default=0)
    across = valve + (_PIPE // 2 + far if far else 0)
    side = 1 if to_the_right else -1
    members: dict[str, tuple[int, int]] = {}
    for at, flow in enumerate(flows):
        down = row * at - row * (len(flows) - 1) // 2
        members[flow] = (side * (valve - across), down)
        if alone[flow]:
            members[alone[flow]] = (side * (across - far), down)
    box = Box(across=across, down=row * len(flows) // 2)
    return Unit(key=flows[0], box=box, members=members, ports=tuple(flows))
