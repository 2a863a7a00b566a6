"""Which way pipes and arrows run between what stands in a view."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise

from sdlib.output.sketch.boxes import VALVE, Box, name_below
from sdlib.output.sketch.views import Link, Node, View

Point = tuple[int, int]
"""To the right and downwards [pixels]."""

_BENDS = (0.0, 0.12, -0.12, 0.22, -0.22, 0.34, -0.34, 0.5, -0.5, 0.7, -0.7)
"""How far an arc bows out, as a share of its length, the straight line first."""

_SAMPLES = 14
_SAMPLE = 8
"""Points of a path that are looked at, at least; pixels between two of them at most."""

_DETOUR = 120
"""How far an arrow bows out to keep clear of one name [pixels]."""

_FARTHEST = 110
"""How far it bows out at most: what goes round more names is harder to follow than a crossing."""


def holds_valve(node: Node, at: Point, other: Point) -> bool:
    """Tell whether an arrow between a node and another place touches its valve, not its name.

    Args:
        node: The node.
        at: Its middle.
        other: Where the arrow comes from or leads to.
    """
    return node.kind == "flow" and other[1] < at[1]


def bends_of(
    view: View, places: Mapping[str, Point], boxes: Mapping[str, Box]
) -> dict[Link, Point]:
    """Return the point through which each link of a view runs.

    Args:
        view: The view.
        places: Key of a node to its middle; for a flow the middle of its valve.
        boxes: Key of a node to the room around that middle.

    Returns:
        For a pipe its middle or its corner; for an arrow the middle of its arc, (0, 0) if it is
        straight.
    """
    walls = _walls(view, places, boxes)
    nodes = {node.key: node for node in view.nodes}
    found: dict[Link, Point] = {}
    for link in view.links:
        ends = (link.start, link.end)
        others = [wall for key, wall in walls if key not in ends]
        if link.pipe:
            found[link] = _pipe(link, places, boxes, others)
        else:
            tips = [_tip(nodes[a], places[a], places[b]) for a, b in (ends, ends[::-1])]
            found[link] = _arc(tips[0], tips[1], others)
    return found


def _tip(node: Node, at: Point, other: Point) -> Point:
    """Return the middle of what an arrow touches."""
    if node.kind != "flow" or holds_valve(node, at, other):
        return at
    return (at[0], at[1] + name_below(node))


_Wall = tuple[int, int, int, int]
"""Left, right, top and bottom of what an arrow had better not cross."""


def _walls(
    view: View, places: Mapping[str, Point], boxes: Mapping[str, Box]
) -> list[tuple[str, _Wall]]:
    walls = []
    for node in view.nodes:
        (x, y), box = places[node.key], boxes[node.key]
        if node.kind != "flow":
            walls.append((node.key, _wall((x, y), box)))
            continue
        below = name_below(node)
        walls.append((node.key, _wall((x, y), Box(across=VALVE[0], down=VALVE[1]))))
        down = box.down - below
        walls.append((node.key, _wall((x, y + below), Box(across=box.across, down=down))))
    return walls


def _wall(at: Point, box: Box) -> _Wall:
    (x, y) = at
    return (x - box.across, x + box.across, y - box.down, y + box.down)


def _pipe(
    link: Link, places: Mapping[str, Point], boxes: Mapping[str, Box], others: Sequence[_Wall]
) -> Point:
    """Return the middle of a straight pipe, or the corner of one that cannot be straight."""
    (x, y), (to_x, to_y), box = places[link.start], places[link.end], boxes[link.end]
    if abs(y - to_y) <= box.down - 4:
        side = to_x - box.across if to_x > x else to_x + box.across
        return ((x + side) // 2, y)
    if abs(x - to_x) <= box.across - 4:
        return (x, (y + to_y) // 2)
    corners = [(to_x, y), (x, to_y)]
    return min(corners, key=lambda corner: _crossed([(x, y), corner, (to_x, to_y)], others))


def _crossed(path: Sequence[Point], others: Sequence[_Wall]) -> int:
    points: list[tuple[float, float]] = []
    for (x, y), (to_x, to_y) in pairwise(path):
        points.extend(
            (x + (to_x - x) * k / _SAMPLES, y + (to_y - y) * k / _SAMPLES)
            for k in range(_SAMPLES + 1)
        )
    return _hits(points, others)


def _hits(points: Sequence[tuple[float, float]], others: Sequence[_Wall]) -> int:
    """Return how many walls a path runs through."""
    return sum(
        any(left < x < right and top < y < bottom for x, y in points)
        for left, right, top, bottom in others
    )


def _arc(start: Point, end: Point, others: Sequence[_Wall]) -> Point:
    """Return the point in the middle of the flattest arc that crosses the fewest names."""
    (x, y), (to_x, to_y) = start, end
    dx, dy = to_x - x, to_y - y
    length = math.hypot(dx, dy)
    reach = length * max(_BENDS)
    near = [
        wall
        for wall in others
        if wall[1] > min(x, to_x) - reach
        and wall[0] < max(x, to_x) + reach
        and wall[3] > min(y, to_y) - reach
        and wall[2] < max(y, to_y) + reach
    ]

    samples = max(_SAMPLES, int(length / _SAMPLE))

    def path(bend: float) -> list[tuple[float, float]]:
        # A parabola through the point lies near enough to the arc of a circle.
        found = []
        for k in range(1, samples):
            t = k / samples
            out = 4 * t * (1 - t) * bend
            found.append((x + dx * t - dy * out, y + dy * t + dx * out))
        return found

    bends = [bend for bend in _BENDS if abs(bend) * length <= _FARTHEST]
    best = min(bends, key=lambda bend: _DETOUR * _hits(path(bend), near) + abs(bend) * length)
    if not best:
        return (0, 0)
    return (round(x + dx / 2 - dy * best), round(y + dy / 2 + dx * best))
