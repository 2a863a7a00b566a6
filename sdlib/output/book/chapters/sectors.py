"""Sectors: diagrams and every equation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from sdlib.model import Constant, DataSeries, Lookup, Variable
from sdlib.model.expressions import Curve, walk
from sdlib.output.book.book import Book, Chapter
from sdlib.output.book.charts import number
from sdlib.output.book.comments import split_comment
from sdlib.output.book.lists import named_setters, named_users
from sdlib.output.book.values import shown_values
from sdlib.output.diagrams import causal_diagram, sector_diagram, sector_parts

MOST_DIAGRAMS = 120
"""Stock-and-flow diagrams of one book; what they do not hold is listed, not drawn."""

_LONGEST_EQUATION = 3000
_MOST_NAMED = 200
_MOST_CURVES = 3


def sectors(book: Book) -> Chapter:
    """Return the chapter with the diagrams and equations of every sector."""
    entries = [_sector(book, group) for group in book.sectors]
    book.step("drawing")
    _draw(book, entries)
    has_loops = any(entry["causal"] for entry in entries)
    html = book.render("sectors", sectors=entries, reason=book.unmeasured(), has_loops=has_loops)
    parts = tuple((entry["id"], entry["title"]) for entry in entries)
    return Chapter(key="sectors", title=book.speech.say("sectors"), html=html, parts=parts)


def _sector(book: Book, group: str) -> dict[str, Any]:
    own = [v for name in book.numbers if (v := book.model.variables[name]).group == group]
    divided = sector_parts(book.model, book.graph, group)
    return {
        "id": book.sectors[group],
        "name": group,
        "title": Markup("{}").format(group) if group else book.speech.say("no_sector"),
        "parts": divided.parts,
        "left_out": list(divided.left_out),
        "loops": book.feedback.sectors[group],
        "equations": [_equation(book, variable) for variable in own if variable.kind != "constant"],
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
        "number": book.numbers[name],
        "kind": variable.kind,
        "unit": variable.unit,
        "line": variable.line,
        "meaning": comment.meaning,
        "origin": comment.origin,
        "range": _range(variable),
        "used_by": named_users(book, book.sorted(book.graph.effects(name) - {name})),
        "starts": named_users(book, book.sorted(book.starts.get(name, ()))),
        "setters": named_setters(book, name),
    }


def _equation(book: Book, variable: Variable) -> dict[str, Any]:
    name = variable.name
    driver = book.driven.get(name)
    texts = [] if driver else _texts(book, variable)
    # What each definition says of itself stands with that definition.
    said_there = {"meaning": "", "origin": ""} if variable.comments and len(texts) > 1 else {}
    return {
        **_common(book, variable),
        **said_there,
        "driver": driver,
        "texts": texts,
        "uses": book.sorted(variable.depends_on - {name}),
        "uses_at_start": book.sorted(variable.initial_depends_on - variable.depends_on),
        "series": [h for h in book.observations if _observes(book, h.variable, name)],
        "loops": [loop for loop in book.loops if name in loop.path],
        "curves": [] if driver else _curves(book, variable),
        "external": isinstance(variable, DataSeries),
    }


def _texts(book: Book, variable: Variable) -> list[dict[str, Any]]:
    """Return each definition of a variable with what stands on its left."""
    found: list[dict[str, Any]] = []
    room = _LONGEST_EQUATION
    definitions = _definitions(variable)
    many = len(definitions) > 1
    for at, (subscripts, text) in enumerate(definitions):
        left = f"{variable.name}[{','.join(subscripts)}]" if subscripts else variable.name
        shown = book.equation(variable, text[:room])
        comment = split_comment(variable.comments[at] if many and variable.comments else "")
        found.append(
            {
                "left": left,
                "right": shown,
                "cut": len(text) > room,
                "meaning": comment.meaning,
                "origin": comment.origin,
            }
        )
        room -= len(text)
        if room <= 0:
            found[-1]["cut"] = found[-1]["cut"] or len(found) < len(definitions)
            break
    return found


def _definitions(variable: Variable) -> list[tuple[Sequence[str], str]]:
    """Return subscripts and text of each definition; one where they cannot be told apart."""
    texts = variable.equation.split("\n")
    if len(texts) == len(variable.definitions) > 1:
        pairs = zip(variable.definitions, texts, strict=True)
        return [(definition.subscripts, text) for definition, text in pairs]
    return [(variable.dimensions, variable.equation)]


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
    return {**_common(book, variable), "values": shown_values(book, variable)}


def _range(variable: Variable) -> str:
    low, high = variable.lower, variable.upper
    if low is None and high is None:
        return ""
    ends = ["…" if end is None else number(end) for end in (low, high)]
    return f"{ends[0]} – {ends[1]}"
