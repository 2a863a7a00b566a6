"""What the modellers say themselves: the sections of the package's README."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

ABOUT = ("boundary", "scope", "边界")
"""Headings that belong to the chapter on what the model is."""

LIMITS = ("what is off", "limits", "limitations", "data and traps", "known faults", "局限")
"""Headings that belong to the chapter on limits."""

_OUTSIDE = re.compile(r"https?://", re.IGNORECASE)
_HEADING = {"h1": "h4", "h2": "h4", "h3": "h5", "h4": "h6", "h5": "h6", "h6": "h6"}


@dataclass(frozen=True, kw_only=True)
class Section:
    """One section of a README."""

    title: str
    """Its heading; empty for what stands before the first one."""
    html: Markup
    """Its text, without the heading."""

    @property
    def kind(self) -> str:
        """Where it belongs: "about", "limits" or "notes"."""
        key = self.title.strip().casefold()
        return "about" if key in ABOUT else "limits" if key in LIMITS else "notes"


def sections_of(folder: Path | None) -> list[Section]:
    """Return the sections of a package's README in their order; none where there is no README.

    Raw HTML in it is shown as text. Links that lead into the folder become plain text, since a
    book is read far from it; pictures become their descriptions.

    Args:
        folder: Folder of the package, None for a bare model file.
    """
    path = folder / "README.md" if folder else None
    if path is None or not path.is_file():
        return []
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(path.read_text(encoding="utf-8", errors="replace"))
    found: list[tuple[str, list[Token]]] = [("", [])]
    waiting = iter(tokens)
    for token in waiting:
        if token.type == "heading_open" and token.tag in ("h1", "h2"):
            title = next(waiting).content
            next(waiting)
            if token.tag == "h2":
                found.append((title, []))
        else:
            found[-1][1].append(token)
    return [
        Section(title=title, html=Markup(parser.renderer.render(_safe(part), parser.options, {})))
        for title, part in found
        if part
    ]


def _safe(tokens: Sequence[Token]) -> list[Token]:
    """Return tokens without links into a folder, without pictures, with lower headings."""
    kept: list[Token] = []
    open_links: list[bool] = []
    for token in tokens:
        if token.type == "link_open":
            open_links.append(bool(_OUTSIDE.match(str(token.attrGet("href") or ""))))
            if not open_links[-1]:
                continue
        elif token.type == "link_close" and not open_links.pop():
            continue
        elif token.type == "image":
            token = Token("text", "", 0, content=token.content)
        elif token.type in ("heading_open", "heading_close"):
            token.tag = _HEADING[token.tag]
        if token.children:
            token.children = _safe(token.children)
        kept.append(token)
    return kept
