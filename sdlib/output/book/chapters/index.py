"""All names in the order of the alphabet."""

from __future__ import annotations

from sdlib.output.book.book import Book, Chapter


def index(book: Book) -> Chapter:
    """Return the index of names."""
    names = sorted(book.model.variables, key=lambda name: (name.casefold(), name))
    html = book.render("index", names=names, numbers=book.numbers, addresses=book.names)
    return Chapter(key="index", title=book.speech.say("index"), html=html)
