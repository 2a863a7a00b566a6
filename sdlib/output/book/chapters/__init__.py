"""The chapters of a book, one file each, in their order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from sdlib.output.book.book import Book, Chapter
from sdlib.output.book.chapters.about import about
from sdlib.output.book.chapters.checks import checks
from sdlib.output.book.chapters.data import data
from sdlib.output.book.chapters.dimensions import dimensions
from sdlib.output.book.chapters.fit import fit
from sdlib.output.book.chapters.index import index
from sdlib.output.book.chapters.levers import assumptions, levers, scenarios
from sdlib.output.book.chapters.limits import limits
from sdlib.output.book.chapters.loops import loops
from sdlib.output.book.chapters.notes import notes
from sdlib.output.book.chapters.sectors import sectors

CHAPTERS: Mapping[str, Callable[[Book], Chapter | None]] = MappingProxyType(
    {
        "about": about,
        "loops": loops,
        "sectors": sectors,
        "dimensions": dimensions,
        "levers": levers,
        "assumptions": assumptions,
        "scenarios": scenarios,
        "data": data,
        "fit": fit,
        "checks": checks,
        "limits": limits,
        "notes": notes,
        "index": index,
    }
)
"""Name to what makes the chapter; it gives None where the model has nothing for it."""

__all__ = ["CHAPTERS"]
