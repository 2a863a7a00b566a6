"""Feedback loops: those that the package names, and those that the equations hold."""

from __future__ import annotations

from typing import Any

from sdlib.output.book.book import Book, Chapter
from sdlib.output.diagrams.causal import LONGEST_LOOP, loop_diagram
from sdlib.policy.checks_schema import LoopCheck

_KINDS = {"R": "reinforcing", "B": "balancing"}


def loops(book: Book) -> Chapter | None:
    """Return the chapter on feedback loops; None for a model without computed variables."""
    feedback = book.feedback
    named = [_named(book, loop) for loop in book.loops]
    rings = [{"path": path, "kind": feedback.kind(path), "key": ""} for path in feedback.rings]
    drawn = [entry for entry in (*named, *rings) if len(entry["path"]) <= LONGEST_LOOP]
    dots = [
        loop_diagram(
            book.model,
            entry["path"],
            feedback.signs,
            kind=entry["kind"],
            title=entry.get("title", ""),
            link=book.names.link,
        )
        for entry in drawn
    ]
    for entry, svg in zip(drawn, book.draw(dots), strict=True):
        entry["svg"] = svg
    html = book.render(
        "loops",
        named=named,
        rings=rings,
        listed=[{"path": path, "kind": feedback.kind(path)} for path in feedback.listed],
        all=None if feedback.found is None else len(feedback.found),
        reason=book.unmeasured(),
    )
    parts = tuple((entry["id"], entry["label"]) for entry in named)
    return Chapter(key="loops", title=book.speech.say("loops"), html=html, parts=parts)


def _named(book: Book, loop: LoopCheck) -> dict[str, Any]:
    kind = book.feedback.kind(loop.path)
    return {
        "id": book.loop_anchors[loop.key],
        "label": book.speech.label(loop.label),
        "title": book.speech.plain(loop.label),
        "path": loop.path,
        "kind": kind,
        "declared": loop.kind,
        "differs": kind in _KINDS and _KINDS[kind] != loop.kind,
        "cut": loop.cut.variable,
    }
