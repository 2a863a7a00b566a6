"""The code blocks of the project's pages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
"""The checkout."""

_FENCE = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<text>.*?)^```\s*$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class Block:
    """A code block of a page."""

    language: str
    file: str
    """Name that stands after the language: the file whose text the block is; may be empty."""
    text: str


def blocks(page: Path) -> list[Block]:
    """Return the code blocks of a page, in their order."""
    found = []
    for match in _FENCE.finditer(page.read_text(encoding="utf-8")):
        language, _, file = match["info"].strip().partition(" ")
        found.append(Block(language=language, file=file.strip(), text=match["text"]))
    return found


def pages() -> list[Path]:
    """Return the pages for readers: those at the top, of the models and in ``docs``."""
    found = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("models/*/*.md")]
    return sorted(page for page in found if page.name != "LICENSE.md")
