"""Sectors: diagrams and every equation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from markupsafe import Markup

from sdlib.model import Constant, DataSeries, Lookup, Variable
from sdlib.model.expressions import Curve, walk
from sdlib.output.book.anchors import Anchors
from sdlib.output.book.book import LONGEST_EQUATION, Book, Chapter
from sdlib.output.book.charts import number
from sdlib.output.book.comments import split_comment
from sdlib.output.diagrams import causal_diagram, sector_diagram, sector_parts

MOST_DIAGRAMS = 120
"""Stock-and-flow diagrams of one book; what they do not hold is listed, not drawn."""

_MOST_VALUES = 12
_MOST_NAMED = 200
_MOST_CURVES = 3
_KINDS = ("stock", "flow", "auxiliary", "data", "lookup")


def sectors(book: Book) -> Chapter:
    """Return the chapter with the diagrams and equations of every sector."""
    groups = list(dict.fromkeys(v.group for v in book.model.variables.values()))
    anchors = Anchors("sector", groups)
    entries = [_sector(book, group, anchors[group]) for group in groups]
    book.step("drawing")
    _draw(book, entries)
    html = book.render("sectors", sectors=entries, reason=book.unmeasured())
    parts = tuple((entry["id"], entry["title"]) for entry in entries)
    return Chapter(key="sectors", title=book.speech.say("sectors"), html=html, parts=parts)


def _sector(book: Book, group: str, anchor: str) -> dict[str, Any]:
    own = [v for v in book.model.variables.values() if v.group == group]
    divided = sector_parts(book.model, book.graph, group)
    rank = {kind: at for at, kind in enumerate(_KINDS)}
    equations = sorted((v for v in own if v.kind in rank), key=lambda v: rank[v.kind])
    return {
        "id": anchor,
        "name": group,
        "title": Markup("{}").format(group) if group else book.speech.say("no_sector"),
        "parts": divided.parts,
        "left_out": list(divided.left_out),
        "loops": book.feedback.sectors[group],
        "equations": [_equation(book, variable) for variable in equations],
        "constants": [_constant(book, v) for v in own if isinstance(v, Constant)],
    }


def _draw(book: Book, entries: Sequence[dict[str, Any]]) -> None:
    """Draw all diagrams of all sectors together: the program that draws starts only once."""
    room = MOST_DIAGRAMS
    dots: list[str] = []
    for entry in entries:
        kept = entry["parts"][:room]
        entry["left_out"] += [name for part in entry["parts"][room:] for name in part]
        room -= len(kept)
        dots += [sector_diagram(book.model, book.graph, part, book.names.link) for part in kept]
        if entry["loops"].drawn:
            loops = entry["loops"].drawn
            dots.append(causal_diagram(book.model, loops, book.feedback.signs, book.names.link))
        entry["parts"] = kept
    drawings = iter(book.draw(dots))
    for entry in entries:
        entry["more"] = max(len(entry["left_out"]) - _MOST_NAMED, 0)
        entry["left_out"] = entry["left_out"][:_MOST_NAMED]
        entry["diagrams"] = [next(drawings) for _ in entry["parts"]]
        entry["causal"] = [next(drawings)] if entry["loops"].drawn else []


def _common(book: Book, variable: Variable) -> dict[str, Any]:
    name = variable.name
    comment = split_comment(variable.comment)
    return {
        "id": book.names[name],
        "name": name,
        "subscripted": f"{name}[{','.join(variable.dimensions)}]" if variable.dimensions else name,
        "kind": variable.kind,
        "unit": variable.unit,
        "line": variable.line,
        "meaning": comment.meaning,
        "origin": comment.origin,
        "range": _range(variable),
        "used_by": book.sorted(book.graph.effects(name) - {name}),
        "starts": book.sorted(book.starts.get(name, ())),
        "setters": book.setters.get(name, []),
    }


def _equation(book: Book, variable: Variable) -> dict[str, Any]:
    name = variable.name
    return {
        **_common(book, variable),
        "text": book.equation(variable),
        "cut": len(variable.equation) > LONGEST_EQUATION,
        "uses": book.sorted(variable.depends_on - {name}),
        "uses_at_start": book.sorted(variable.initial_depends_on - variable.depends_on),
        "series": [h.series for h in book.package.history if _observes(book, h.variable, name)],
        "loops": [loop for loop in book.loops if name in loop.path],
        "curves": _curves(book, variable),
        "external": isinstance(variable, DataSeries),
    }


def _observes(book: Book, observed: str, name: str) -> bool:
    return book.model.split(observed)[0] == name


def _curves(book: Book, variable: Variable) -> list[Markup]:
    """Return charts of the curves that an equation draws."""
    if isinstance(variable, Lookup) and variable.points:
        drawn = [variable.points]
    else:
        drawn = [
            node.points
            for definition in variable.definitions
            for node in walk(definition.expression)
            if isinstance(node, Curve) and node.points
        ]
    charts = [
        book.chart(points, title=variable.name, corners=True) for points in drawn[:_MOST_CURVES]
    ]
    return [chart for chart in charts if chart]


def _constant(book: Book, variable: Constant) -> dict[str, Any]:
    return {**_common(book, variable), "values": _values(book, variable)}


def _values(book: Book, variable: Constant) -> list[Markup]:
    values = np.ravel(variable.value)
    if not variable.dimensions:
        return [Markup("{}").format(_plain(float(values[0])))]
    if len(values) <= _MOST_VALUES:
        return [
            Markup("{} {}").format(", ".join(index), _plain(float(value)))
            for index, value in zip(book.model.index(variable), values, strict=True)
        ]
    low, high = number(float(values.min())), number(float(values.max()))
    return [book.speech.say("values_many", count=len(values), low=low, high=high)]


def _plain(value: float) -> str:
    """Return a constant with all its digits: it is data, not a result."""
    return f"{value:.12g}"


def _range(variable: Variable) -> str:
    low, high = variable.lower, variable.upper
    if low is None and high is None:
        return ""
    ends = ["…" if end is None else number(end) for end in (low, high)]
    return f"{ends[0]} – {ends[1]}"
