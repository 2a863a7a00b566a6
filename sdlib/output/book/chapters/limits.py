"""What the model cannot do: counted from its files, and said by its modellers."""

from __future__ import annotations

from collections import Counter

from sdlib.output.book.book import Book, Chapter
from sdlib.output.book.comments import split_comment

_KINDS = {"sourced": "sourced", "assumed": "assumed", "calibrated": "calibrated", "": "unsaid"}


def limits(book: Book) -> Chapter:
    """Return the chapter on limits."""
    constants = Counter(split_comment(constant.comment).kind for constant in book.model.constants)
    variables = book.model.variables.values()
    rows: list[tuple[str, int, list[str]]] = [
        (word, constants[kind], []) for kind, word in _KINDS.items()
    ]
    rows.append(("without_unit", *_named([v.name for v in variables if not v.unit])))
    rows.append(("without_comment", *_named([v.name for v in variables if not v.comment])))
    if not book.is_bare:
        without = [key for key, lever in book.package.levers.items() if not lever.evidence]
        rows.append(("without_evidence", len(without), []))
    rows.append(("failed_checks", sum(not result.passed for result in book.checks), []))
    html = book.render(
        "limits",
        rows=rows,
        sections=[section for section in book.sections if section.kind == "limits"],
    )
    return Chapter(key="limits", title=book.speech.say("limits"), html=html)


def _named(names: list[str]) -> tuple[int, list[str]]:
    return len(names), names[:20]
