"""How long files and functions are."""

from __future__ import annotations

import ast
from pathlib import Path

LONGEST_FILE = 500
LONGEST_FUNCTION = 60


def too_long(package: Path) -> list[str]:
    """Return files and functions below `package` that are longer than they may be."""
    found = []
    for file in sorted(package.rglob("*.py")):
        text = file.read_text(encoding="utf-8")
        lines = text.count("\n")
        if lines > LONGEST_FILE:
            found.append(f"{file.relative_to(package)}: {lines} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > LONGEST_FUNCTION:
                    found.append(f"{file.relative_to(package)}: {node.name} has {lines} lines")
    return found
