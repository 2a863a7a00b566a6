"""Addresses inside a book."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sdlib.names import name_key

_OTHER = re.compile(r"[^\w]+")


class Anchors:
    """The ids of what a book links to: readable, unique, and alike in every book of a model.

    Args:
        prefix: Begins each id, so that two families never meet.
        names: What gets an id, in the order of the file.
    """

    def __init__(self, prefix: str, names: Iterable[str]) -> None:
        self._ids: dict[str, str] = {}
        taken: set[str] = set()
        for name in names:
            wanted = f"{prefix}-{_OTHER.sub('-', name_key(name)).strip('-')}"
            found, number = wanted, 1
            while found in taken:
                number += 1
                found = f"{wanted}-{number}"
            taken.add(found)
            self._ids[name] = found

    def __getitem__(self, name: str) -> str:
        """Return the id of a name."""
        return self._ids[name]

    def __contains__(self, name: object) -> bool:
        """Tell whether a name has an id."""
        return name in self._ids

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names, in the order of the file."""
        return iter(self._ids)

    def link(self, name: str) -> str:
        """Return the address of a name."""
        return f"#{self._ids[name]}"
