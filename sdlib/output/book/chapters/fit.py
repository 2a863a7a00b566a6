"""How closely runs follow the observations."""

from __future__ import annotations

from sdlib.output.book.book import Book, Chapter
from sdlib.study.fit import Fit, SeriesFit, WindowFit


def fit(book: Book) -> Chapter | None:
    """Return the chapter on fit; None for a bare model, which has no observations."""
    if book.is_bare:
        return None
    found, reason = book.fit
    rows = _rows(found) if found else []
    shorter = [
        (each, window) for each, windows in rows for _, window in windows if window.is_naive_shorter
    ]
    html = book.render("fit", fit=found, reason=reason, rows=rows, shorter=shorter)
    return Chapter(key="fit", title=book.speech.say("fit"), html=html)


def _rows(found: Fit) -> list[tuple[SeriesFit, list[tuple[str, WindowFit]]]]:
    """Return each series with its windows: inside, after (actual, known), only shown."""
    return [
        (
            each,
            [
                (word, window)
                for word, window in (
                    ("fitted" if each.fitted else "not_fitted", each.inside),
                    ("actual_drivers", each.after_actual),
                    ("known_then", each.after_known),
                    ("only_shown", each.reported),
                )
                if window is not None
            ],
        )
        for each in found.single
        if any((each.inside, each.after_actual, each.after_known, each.reported))
    ]
