"""Reading of YAML files: duplicate keys, unknown keys and wrong values are faults with a line."""

from __future__ import annotations

from functools import lru_cache
from io import StringIO
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError

from sdlib.errors import DataFileError, SdError
from sdlib.names import nearest

SCHEMA = 1
"""The schema number that every data file opens with."""


class MisfitError(ValueError):
    """A value of an entry that does not fit, with what would.

    Args:
        message: What was found.
        allowed: What would have been right.
    """

    def __init__(self, message: str, *, allowed: str) -> None:
        super().__init__(message)
        self.allowed = allowed


class Entry(BaseModel):
    """Base of everything that a data file declares: frozen, without unknown keys."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", str_strip_whitespace=True, use_attribute_docstrings=True
    )


FileEntry = TypeVar("FileEntry", bound=Entry)


def read_yaml(path: Path, kind: type[FileEntry]) -> FileEntry:
    """Read a YAML file into an entry of the given kind.

    Raises:
        DataFileError: With every fault of the file, each with its line.
    """
    return read_yaml_tree(path, kind)[0]


def read_yaml_tree(path: Path, kind: type[FileEntry]) -> tuple[FileEntry, Any]:
    """Read a YAML file, and return its tree too, which knows the lines.

    Raises:
        DataFileError: With every fault of the file, each with its line.
    """
    tree = load_tree(path)
    try:
        return kind.model_validate(tree), tree
    except ValidationError as error:
        faults = [_fault(path, tree, kind, detail) for detail in error.errors()]
        raise DataFileError(faults) from None


def load_tree(path: Path) -> Any:
    """Return the plain tree of a YAML file; its mappings know their lines.

    Raises:
        DataFileError: If the file is missing, no YAML, or has a key twice.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise DataFileError([SdError(found="there is no such file", place=str(path))]) from None
    except UnicodeDecodeError as error:
        fault = SdError(
            found=f"byte {error.start:,} is not UTF-8 text",
            place=str(path),
            remedy="save it as UTF-8",
        )
        raise DataFileError([fault]) from None
    try:
        tree = _parsed(text)
    except DuplicateKeyError as error:
        key = str(error.problem or "").split('"')[1:2]
        fault = SdError(
            found=f"the key '{key[0] if key else '?'}' stands twice",
            place=_at(path, error),
            remedy="keep one of the two",
        )
        raise DataFileError([fault]) from None
    except MarkedYAMLError as error:
        fault = SdError(
            found=f"this is not YAML ({error.problem or error.context})",
            place=_at(path, error),
            remedy="check indentation, colons and quotes there",
        )
        raise DataFileError([fault]) from None
    if not isinstance(tree, dict):
        fault = SdError(
            found="the file holds no keys", place=str(path), allowed="'schema: 1' and more"
        )
        raise DataFileError([fault])
    return tree


@lru_cache(maxsize=64)
def _parsed(text: str) -> Any:
    """Parse once what is read at several places and in many tests; nobody changes a tree.

    With the lines of all keys this takes over a second for the policies of the China model.
    """
    return YAML(typ="rt").load(text)


def yaml_text(tree: Any) -> str:
    """Return a plain tree of mappings, lists, texts and numbers as YAML, keys in their order."""
    writer = YAML(typ="safe", pure=True)
    writer.default_flow_style = None
    writer.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    writer.allow_unicode = True
    writer.width = 100
    stream = StringIO()
    writer.dump(tree, stream)
    return stream.getvalue()


def line_of(tree: Any, keys: tuple[Any, ...]) -> int | None:
    """Return the line of the entry that `keys` lead to, or of the deepest one that is there."""
    line: int | None = None
    tree_at: Any = tree
    for key in keys:
        try:
            if isinstance(tree_at, dict) and key in tree_at:
                line = _lines(tree_at).key(key)[0] + 1
            elif isinstance(tree_at, list) and isinstance(key, int) and key < len(tree_at):
                line = _lines(tree_at).item(key)[0] + 1
            else:
                break
            tree_at = tree_at[key]
        except (AttributeError, KeyError, TypeError):
            break
    return line


def _lines(tree: Any) -> Any:
    """Return what knows the lines of a mapping or a list; plain ones raise."""
    return tree.lc


def place_of(path: Path, tree: Any, keys: tuple[Any, ...]) -> str:
    """Return file, line and key of an entry, for a message."""
    line = line_of(tree, keys)
    dotted = ".".join(str(key) for key in keys)
    where = f"{path}, line {line}" if line else str(path)
    return f"{where} ({dotted})" if dotted else where


def _at(path: Path, error: MarkedYAMLError) -> str:
    mark = error.problem_mark or error.context_mark
    return f"{path}, line {mark.line + 1}" if mark else str(path)


def _fault(path: Path, tree: Any, kind: type[Entry], detail: Any) -> SdError:
    # Where a value may be of one kind or another, the fault names the kind, which is no key.
    keys = tuple(key for key in detail["loc"] if not str(key).startswith("<"))
    place = place_of(path, tree, keys)
    if detail["type"] == "extra_forbidden":
        known = sorted(_known_keys(kind))
        close = nearest(str(keys[-1]), known)
        return SdError(
            found=f"the key '{keys[-1]}' is not known here",
            place=place,
            allowed=f"the nearest keys are {', '.join(close)}" if close else "",
            remedy="correct its spelling, or remove it",
        )
    if detail["type"] == "missing":
        return SdError(found=f"the key '{keys[-1]}' is missing", place=place, remedy="add it")
    message = str(detail["msg"]).removeprefix("Value error, ")
    found = detail.get("input")
    shown = f", found {found!r}" if isinstance(found, (str, int, float, bool)) else ""
    return SdError(
        found=f"{message[0].lower()}{message[1:]}{shown}", place=place, allowed=_allowed(detail)
    )


def _allowed(detail: Any) -> str:
    """Return what would have been right, as far as the fault tells."""
    context = detail.get("ctx", {})
    for key, words in _BOUNDS.items():
        if key in context:
            return f"a number {words} {context[key]:g}"
    return str(getattr(context.get("error"), "allowed", ""))


_BOUNDS = {"gt": "above", "ge": "of at least", "lt": "below", "le": "of at most"}


def _known_keys(kind: type[Entry]) -> set[str]:
    """Return all keys that may stand anywhere in a file of this kind."""
    found: set[str] = set()
    waiting: list[type[BaseModel]] = [kind]
    seen: set[type[BaseModel]] = set()
    while waiting:
        entry = waiting.pop()
        if entry in seen:
            continue
        seen.add(entry)
        for name, field in entry.model_fields.items():
            found.add(field.alias or name)
            waiting.extend(_entries_in(field.annotation))
    return found


def _entries_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [entry for part in getattr(annotation, "__args__", ()) for entry in _entries_in(part)]
