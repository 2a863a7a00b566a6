"""What the checks of the model found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sdlib.output.book.book import Book, Chapter
from sdlib.study.checks import FAMILIES, CheckResult, Kind, family_of

_COUNTED = frozenset(
    {
        Kind.DECLARED,
        Kind.REFERENCE,
        Kind.LEVER_ENTRY,
        Kind.LOOP_PATH,
        Kind.LOOP_SIGN,
        Kind.NEGATIVE,
        Kind.EMPTY,
    }
)
"""Kinds that find nothing but that all is in order; others find a figure that is worth a row."""

_MOST_ROWS = 4
"""Checks of such a kind that still get a row each."""


def checks(book: Book) -> Chapter:
    """Return the chapter on checks, family by family, failures first."""
    failed = sum(not result.passed for result in book.checks)
    families: dict[str, list[CheckResult]] = {name: [] for name in FAMILIES}
    for result in sorted(book.checks, key=lambda result: result.passed):
        families.setdefault(family_of(result.kind), []).append(result)
    html = book.render(
        "checks",
        families={name: rows_of(results) for name, results in families.items() if results},
        passed=len(book.checks) - failed,
        failed=failed,
    )
    return Chapter(key="checks", title=book.speech.say("checks"), html=html)


def rows_of(results: Sequence[CheckResult]) -> list[dict[str, Any]]:
    """Return a row a check; what passed and found no figure is counted, kind by kind."""
    counts = Counter(result.kind for result in results if _is_countable(result))
    rows: list[dict[str, Any]] = []
    told: set[str] = set()
    for result in results:
        if not _is_countable(result) or counts[result.kind] <= _MOST_ROWS:
            rows.append({"result": result, "count": 0, "names": []})
        elif result.kind not in told:
            told.add(result.kind)
            names = [r.name for r in results if r.kind == result.kind and r.passed]
            rows.append({"result": result, "count": counts[result.kind], "names": names})
    return rows


def _is_countable(result: CheckResult) -> bool:
    return result.passed and result.kind in _COUNTED
