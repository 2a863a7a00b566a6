"""Rectangles close together: the parts of a view that no arrow joins."""

from __future__ import annotations

from collections.abc import Sequence

Rectangle = tuple[int, int, int, int]
"""Left, top, width and height [pixels]."""


def packed(sizes: Sequence[tuple[int, int]], *, widest: int, gap: int) -> list[tuple[int, int]]:
    """Return where rectangles go, the largest at the top left.

    Each one goes to the highest place that is free, and there as far to the left as it can.

    Args:
        sizes: Width and height of each [pixels].
        widest: Width that they share, unless a single one is wider [pixels].
        gap: Room between two of them [pixels].

    Returns:
        Left and top of each, in the order given.
    """
    across = max([widest, *(width for width, _ in sizes)])
    placed: dict[int, Rectangle] = {}
    by_area = sorted(range(len(sizes)), key=lambda at: (-sizes[at][0] * sizes[at][1], at))
    for at in by_area:
        width, height = sizes[at]
        lefts = {0, *(x + w + gap for x, _, w, _ in placed.values())}
        tops = {0, *(y + h + gap for _, y, _, h in placed.values())}
        places = sorted((top, left) for top in tops for left in lefts if left + width <= across)
        top, left = next(
            (top, left)
            for top, left in places
            if not any(_meet((left, top, width, height), other, gap) for other in placed.values())
        )
        placed[at] = (left, top, width, height)
    return [placed[at][:2] for at in range(len(sizes))]


def _meet(one: Rectangle, other: Rectangle, gap: int) -> bool:
    (x, y, w, h), (to_x, to_y, to_w, to_h) = one, other
    return (
        x < to_x + to_w + gap
        and to_x < x + w + gap
        and y < to_y + to_h + gap
        and to_y < y + h + gap
    )
