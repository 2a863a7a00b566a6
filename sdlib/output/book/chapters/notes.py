"""What else the modellers say in the package's README."""

from __future__ import annotations

from markupsafe import escape

from sdlib.output.book.anchors import Anchors
from sdlib.output.book.book import Book, Chapter


def notes(book: Book) -> Chapter | None:
    """Return the chapter with the modellers' notes; None where the package has no README."""
    sections = [section for section in book.sections if section.kind == "notes"]
    if not sections:
        return None
    anchors = Anchors("note", [section.title for section in sections])
    html = book.render("notes", sections=sections, anchors=anchors)
    parts = tuple((anchors[s.title], escape(s.title)) for s in sections if s.title)
    return Chapter(key="notes", title=book.speech.say("notes"), html=html, parts=parts)
