"""Which part of the package may import which: the one table, and what breaks it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

FLOORS = {
    "errors": 0,
    "names": 0,
    "cache": 0,
    "progress": 0,
    "model": 1,
    "engine": 2,
    "policy": 3,
    "run": 4,
    "many": 4,
    "loaded": 4,
    "output": 5,
    "study": 5,
    "commands": 6,
    "app": 6,
    "cli": 6,
    "__init__": 6,
}
"""Part of the package to its floor."""

EDGES = {
    "errors": {},
    "names": {},
    "cache": {},
    "progress": {},
    "model": {"cache", "errors", "names"},
    "engine": {"cache", "errors", "model", "names", "progress"},
    "policy": {"engine", "errors", "model", "names"},
    "run": {"engine", "errors", "model", "names", "policy"},
    "many": {"engine", "errors", "model", "names", "policy"},
    "loaded": {"engine", "errors", "many", "model", "names", "policy", "run"},
    "output": {"engine", "errors", "loaded", "model", "names", "policy", "run", "study"},
    "study": {"engine", "errors", "loaded", "model", "names", "policy", "run"},
    "commands": {
        *("app.options", "engine", "errors", "loaded", "model", "names", "output", "policy"),
        *("progress", "run", "study", "__init__"),
    },
    "app": {
        *("engine", "errors", "loaded", "model", "names", "output", "policy", "progress", "run"),
        "study",
        # Many runs made as single ones, until the kernel of many is compiled.
        "many",
    },
    "cli": {"commands", "__init__"},
    "__init__": {"errors", "loaded", "run"},
}
"""Part to the parts that it may import; ``part.module`` where it is one module of a part only."""

SAME_FLOOR = {
    ("loaded", "many"),
    ("loaded", "run"),
    # The book of a model prints what studies found; no study knows how it is shown.
    ("output", "study"),
    ("commands", "app.options"),
    ("commands", "__init__"),
    ("cli", "commands"),
    ("cli", "__init__"),
}
"""The edges that do not lead to a lower floor."""

OUTSIDE = {
    "streamlit": {"app"},
    "typer": {"commands", "cli"},
    "rich": {"commands", "cli"},
    "pysd": {"model.reading", "engine"},
    "numba": {"engine"},
    "llvmlite": {"engine"},
    "lxml": {"model.reading", "output.diagrams", "output.book"},
    "ruamel": {"policy"},
    "platformdirs": {"cache"},
    "openpyxl": {"model.reading", "output"},
    "xlrd": {"model.reading"},
    "pyarrow": {"output"},
    "matplotlib": {"output", "study"},
    "SALib": {"study"},
    "scipy": {"study"},
    "pygraphviz": {"output.diagrams"},
    "jinja2": {"output.book"},
    "markupsafe": {"output.book"},
    "markdown_it": {"output.book"},
}
"""Package from outside to the parts that may know it."""


def wrong_imports(package: Path) -> list[str]:
    """Return every import below `package` that the tables do not allow.

    Args:
        package: Folder of the package ``sdlib``, or of one that is laid out like it.
    """
    wrong = []
    for file in sorted(package.rglob("*.py")):
        inside = ".".join(file.relative_to(package).with_suffix("").parts)
        part = inside.split(".")[0]
        for line, module in _imports(ast.parse(file.read_text(encoding="utf-8"))):
            if not _allowed(part, inside, module):
                wrong.append(f"{file.relative_to(package)}:{line} imports {module}")
    return wrong


def _allowed(part: str, inside: str, module: str) -> bool:
    top, _, rest = module.partition(".")
    if top != "sdlib":
        owners = OUTSIDE.get(top)
        return owners is None or any(f"{inside}.".startswith(f"{owner}.") for owner in owners)
    target = rest or "__init__"
    if target.split(".")[0] == part:
        return True
    edges = EDGES.get(part, set())
    return any(target == edge or target.startswith(f"{edge}.") for edge in edges)


def _imports(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Iterate over what is imported anywhere in a module, with the line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom) and node.level:
            yield node.lineno, "sdlib.relative"
        elif isinstance(node, ast.ImportFrom) and node.module == "sdlib":
            for alias in node.names:
                known = alias.name in FLOORS
                yield node.lineno, f"sdlib.{alias.name}" if known else "sdlib"
        elif isinstance(node, ast.ImportFrom) and node.module:
            # What is imported from a part may be one of its modules.
            for alias in node.names:
                yield node.lineno, f"{node.module}.{alias.name}"
        elif isinstance(node, ast.Call) and _called(node) in ("import_module", "__import__"):
            first = node.args[0] if node.args else None
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield node.lineno, first.value


def _called(node: ast.Call) -> str:
    return str(getattr(node.func, "id", getattr(node.func, "attr", "")))
