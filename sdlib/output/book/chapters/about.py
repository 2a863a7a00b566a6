"""What the model is: summary, size, boundary."""

from __future__ import annotations

from collections import Counter

from sdlib.model import Stock
from sdlib.output.book.book import Book, Chapter
from sdlib.output.book.charts import number

_KINDS = {
    "stock": "stocks",
    "flow": "flows",
    "auxiliary": "auxiliaries",
    "constant": "constants",
    "lookup": "lookups",
    "data": "data_all",
}


def about(book: Book) -> Chapter:
    """Return the chapter on what the model is."""
    spec = book.model.time
    counts = Counter(variable.kind for variable in book.model.variables.values())
    endogenous = [
        name
        for name, variable in book.model.variables.items()
        if isinstance(variable, Stock)
        or (not book.is_bare and book.package.output(name) is not None)
    ]
    html = book.render(
        "about",
        counts=[(word, counts[kind]) for kind, word in _KINDS.items() if counts[kind]],
        time=book.speech.say(
            "time_text",
            first=number(spec.initial),
            last=number(spec.final),
            step=number(spec.time_step),
            unit=spec.unit,
            save=number(spec.save_step),
            method=book.speech.say(spec.integrator),
        ),
        endogenous=endogenous,
        sections=[section for section in book.sections if section.kind == "about"],
        assumption_link=book.assumptions,
    )
    return Chapter(key="about", title=book.speech.say("about"), html=html)
