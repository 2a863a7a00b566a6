"""How large what stands in a view is, in the pixels of a sketch."""

from __future__ import annotations

import math
from dataclasses import dataclass

from sdlib.output.diagrams.dot import size_of, wrapped
from sdlib.output.sketch.views import Node

PIXELS = 96
"""Pixels an inch, as the views state it."""

FONT_SIZE = 10
"""Size of names [points]."""

VALVE = (6, 8)
"""Half the width and height of a valve, as Vensim writes them."""

CLOUD = (10, 8)
"""Half the width and height of a cloud, as Vensim writes them."""

_LINES = ((16, 2), (20, 3), (26, 3), (34, 4), (48, 4), (64, 5))
"""Letters of a line, and how many lines a name may then have."""

_ROOM = 1.12
"""Room for fonts that are wider than the table of letters says."""

_STOCK = (44, 22)
_BELOW = 3
"""Between a valve and its name."""


@dataclass(frozen=True, kw_only=True)
class Box:
    """What a node takes up."""

    across: int
    """Half its width [pixels]."""
    down: int
    """Half its height [pixels]."""

    def grown(self, by: int) -> Box:
        """Return a box that is higher by twice `by`."""
        return Box(across=self.across, down=self.down + by)


def name_box(node: Node) -> Box:
    """Return the box of a node's name; Vensim breaks a name to the width of its box.

    Args:
        node: A node with a name.
    """
    shown = f"<{node.name}>" if node.shadow else node.name
    for letters, most in _LINES:
        label = wrapped(shown, widest=letters)
        if label.count("\n") < most:
            break
    width, height = size_of(label, FONT_SIZE)
    across = math.ceil(width * PIXELS * _ROOM / 2) + 4
    down = math.ceil(height * PIXELS / 2) + 3
    if node.kind == "stock":
        return Box(across=max(across + 6, _STOCK[0]), down=max(down + 6, _STOCK[1]))
    return Box(across=across, down=down)


def node_box(node: Node) -> Box:
    """Return the room that a node needs around its middle; that of a flow is its valve's.

    Args:
        node: The node.
    """
    if node.kind == "cloud":
        return Box(across=CLOUD[0] + 2, down=CLOUD[1] + 2)
    box = name_box(node)
    if node.kind == "flow":
        return Box(across=max(box.across, 24), down=VALVE[1] + _BELOW + 2 * box.down)
    return box


def name_below(node: Node) -> int:
    """Return how far below its valve the middle of a flow's name lies [pixels].

    Args:
        node: The node of a flow.
    """
    return VALVE[1] + _BELOW + name_box(node).down
