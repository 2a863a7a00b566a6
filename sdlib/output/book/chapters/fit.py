"""How closely runs follow the observations."""

from __future__ import annotations

from sdlib.output.book.book import Book, Chapter


def fit(book: Book) -> Chapter | None:
    """Return the chapter on fit; None for a bare model, which has no observations."""
    if book.is_bare:
        return None
    html = book.render("fit", rows=book.followed, anchors=book.series)
    return Chapter(key="fit", title=book.speech.say("fit"), html=html)
