"""The numbers of a constant, as short as they can be told whole."""

from __future__ import annotations

import numpy as np
from markupsafe import Markup

from sdlib.model import Constant
from sdlib.output.book.book import Book
from sdlib.output.book.charts import number

_FEW = 12
"""Values that are listed one by one."""

_MOST_ALIKE = 4
"""Elements with one value that are still named."""

_MOST_NAMED = 120
"""Elements that are named at most; of a larger constant the range is told."""


def shown_values(book: Book, constant: Constant) -> list[Markup]:
    """Return the values of a constant, each with the elements that have it.

    A value that most elements share is told once, last, for all that are not named.

    Args:
        book: The book.
        constant: The constant.
    """
    values = [float(value) for value in np.ravel(constant.value)]
    if not constant.dimensions:
        return [Markup("{}").format(_plain(values[0]))]
    elements: dict[float, list[str]] = {}
    for index, value in zip(book.model.index(constant), values, strict=True):
        elements.setdefault(value, []).append(", ".join(index))
    common = max(elements, key=lambda value: len(elements[value]))
    if len(elements) == 1 and len(values) > _MOST_ALIKE:
        return [book.speech.say("values_alike", value=_plain(common), count=len(values))]
    if len(values) <= _FEW:
        pairs = zip(book.model.index(constant), values, strict=True)
        return [Markup("{} {}").format(", ".join(i), _plain(value)) for i, value in pairs]
    rest = len(elements[common]) > len(values) / 2
    named = {v: names for v, names in elements.items() if not (rest and v == common)}
    if sum(map(len, named.values())) > _MOST_NAMED:
        low, high = number(min(values)), number(max(values))
        return [book.speech.say("values_many", count=len(values), low=low, high=high)]
    shown = [
        Markup("{}: {}").format(_plain(value), "; ".join(names))
        if len(names) > 1
        else Markup("{} {}").format(names[0], _plain(value))
        for value, names in named.items()
    ]
    if rest:
        shown.append(book.speech.say("values_rest", value=_plain(common)))
    return shown


def _plain(value: float) -> str:
    """Return a constant with all its digits: it is data, not a result."""
    return f"{value:.12g}"
