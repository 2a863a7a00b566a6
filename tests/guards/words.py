"""Words that have no place in the project: it speaks of itself alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

# Written in pieces, so that this file does not hold what it looks for.
_PIECES = (
    (r"\bpy", r"pi\b"),
    ("python", "hosted"),
    ("conda", r"\.(org|anaconda)"),
    (r"\bdevpi", ""),
    (r"\bartifact", "ory"),
    (r"\bnexus", r"\."),
    (r"--(extra-)?", "index-url"),
    (r"--", "find-links"),
    (r"--trusted", "-host"),
    (r"/wo", r"rk/"),
    (r"/tm", r"p/w\b"),
    (r"(?<!\w)\.\./", r"shared\b"),
    (r"\bissue ", r"#?\d"),
    (r"\bticket", r"s?\b"),
    (r"\bsub-?", r"agents?\b"),
    (r"\blanguage ", r"model\b"),
    (r"\bTO", r"DO\b"),
    (r"\bFIX", r"ME\b"),
    (r"\bHA", r"CK\b"),
)
PATTERNS = tuple(re.compile("".join(pieces)) for pieces in _PIECES)

SKIPPED = {
    *(".git", ".venv", "__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache"),
    *(".hypothesis", "build", "dist", "node_modules"),
}
TEXTS = {
    *(".py", ".md", ".toml", ".yaml", ".yml", ".txt", ".csv", ".mdl", ".json", ".cfg", ".sh"),
    *(".po", ".css", ".js", ".html", ""),
}


def unwanted_words(root: Path) -> list[str]:
    """Return each unwanted word below `root` with its file and line."""
    found = []
    for file in _files(root):
        try:
            lines = file.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(lines, 1):
            found.extend(
                f"{file.relative_to(root)}:{number}: {match[0]}"
                for pattern in PATTERNS
                if (match := pattern.search(line))
            )
    return found


def _files(root: Path) -> Iterator[Path]:
    for entry in sorted(root.iterdir()):
        if entry.name in SKIPPED or entry.name.startswith(".venv"):
            continue
        if entry.is_dir():
            yield from _files(entry)
        elif entry.suffix in TEXTS:
            yield entry
