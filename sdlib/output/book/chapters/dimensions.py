"""Dimensions, their subscripts, and what they run along with."""

from __future__ import annotations

from sdlib.output.book.book import Book, Chapter
from sdlib.output.book.lists import named_users

_MOST_SUBSCRIPTS = 400


def dimensions(book: Book) -> Chapter | None:
    """Return the chapter on dimensions; None for a model without any."""
    if not book.model.dimensions:
        return None
    uses: dict[str, list[str]] = {name: [] for name in book.model.dimensions}
    for variable in book.model.variables.values():
        for name in dict.fromkeys(variable.dimensions):
            uses.setdefault(name, []).append(variable.name)
    rows = [
        {
            "dimension": dimension,
            "subscripts": dimension.subscripts[:_MOST_SUBSCRIPTS],
            "more": len(dimension.subscripts) - _MOST_SUBSCRIPTS,
            "used_by": named_users(book, uses[name]),
        }
        for name, dimension in book.model.dimensions.items()
    ]
    html = book.render("dimensions", rows=rows)
    return Chapter(key="dimensions", title=book.speech.say("dimensions"), html=html)
