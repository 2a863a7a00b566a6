"""Graphical functions of XMILE: from their elements to the translators' syntax tree."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
from lxml import etree
from pysd.translators.structures import abstract_expressions as tree

_KINDS = {
    "continuous": "interpolate",
    "extrapolate": "extrapolate",
    "discrete": "hold_backward",
}
_NUMBER = re.compile(r"\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*")


class CurveError(Exception):
    """A graphical function that cannot be read.

    Args:
        found: What is wrong with it, to follow its name.
    """

    def __init__(self, *, found: str) -> None:
        super().__init__(found)


def read_curve(node: etree._Element) -> Any:
    """Return the curve of a ``gf`` element.

    Args:
        node: The element.

    Raises:
        CurveError: If its points are not numbers, or x and y are not equally many.

    Source: XMILE 1.0, section 3.1.4 and 4.7.3: y along a scale of x or with points of x.
    """
    y = _numbers(node, "ypts")
    scale = next(node.iterchildren("{*}xscale"), None)
    points = next(node.iterchildren("{*}xpts"), None)
    if points is not None and (points.text or "").strip():
        x = _numbers(node, "xpts")
    elif scale is not None:
        x = np.linspace(_number(scale.get("min")), _number(scale.get("max")), len(y)).tolist()
    else:
        raise CurveError(found="has no points of x, and no scale of x")
    if len(x) != len(y):
        raise CurveError(found=f"has {len(x)} points of x and {len(y)} of y")
    kind = str(node.get("type", "continuous")).strip().lower()
    if kind not in _KINDS:
        raise CurveError(found=f"is of the type '{kind[:40]}'")
    order = np.argsort(np.array(x), kind="stable")
    xs, ys = tuple(float(x[k]) for k in order), tuple(float(y[k]) for k in order)
    return tree.LookupsStructure(
        x=xs, y=ys, x_limits=(min(xs), max(xs)), y_limits=(min(ys), max(ys)), type=_KINDS[kind]
    )


def _numbers(node: etree._Element, tag: str) -> list[float]:
    for child in node.iterchildren(f"{{*}}{tag}"):
        entries = (child.text or "").strip().split(str(child.get("sep", ",")) or ",")
        return [_number(entry) for entry in entries if entry.strip()] or _nothing(tag)
    return _nothing(tag)


def _nothing(tag: str) -> list[float]:
    raise CurveError(found=f"has no <{tag}>")


def _number(text: object) -> float:
    if text is None or not _NUMBER.fullmatch(str(text)) or not math.isfinite(float(str(text))):
        raise CurveError(found=f"has '{str(text)[:40]}' for a number")
    return float(str(text))
