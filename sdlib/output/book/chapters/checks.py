"""What the checks of the model found."""

from __future__ import annotations

from sdlib.output.book.book import Book, Chapter


def checks(book: Book) -> Chapter:
    """Return the chapter on checks."""
    failed = sum(not result.passed for result in book.checks)
    html = book.render(
        "checks", results=book.checks, passed=len(book.checks) - failed, failed=failed
    )
    return Chapter(key="checks", title=book.speech.say("checks"), html=html)
