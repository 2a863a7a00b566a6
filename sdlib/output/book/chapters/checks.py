"""What the checks of the model found."""

from __future__ import annotations

from sdlib.output.book.book import Book, Chapter
from sdlib.study.checks import FAMILIES, CheckResult, family_of


def checks(book: Book) -> Chapter:
    """Return the chapter on checks, family by family, failures first."""
    failed = sum(not result.passed for result in book.checks)
    families: dict[str, list[CheckResult]] = {name: [] for name in FAMILIES}
    for result in sorted(book.checks, key=lambda result: result.passed):
        families.setdefault(family_of(result.kind), []).append(result)
    html = book.render(
        "checks",
        families={name: results for name, results in families.items() if results},
        passed=len(book.checks) - failed,
        failed=failed,
    )
    return Chapter(key="checks", title=book.speech.say("checks"), html=html)
