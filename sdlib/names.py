"""The modeller's names and the code's identifiers; converted here and nowhere else.

Vensim and XMILE treat ``Small Firms``, ``small_firms`` and ``"small firms"`` as one variable. The
spelling of the definition is the name; `name_key` is what two spellings of it share.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from functools import lru_cache

_SPACE = re.compile(r"(?:[\s_]|\\n)+")
_ELEMENT = re.compile(r"^\s*(?P<name>.+?)\s*\[(?P<subscripts>[^\[\]]*)\]\s*$", re.DOTALL)


def plain_name(text: str) -> str:
    """Return a name without the quotes and line breaks that a file needs around it.

    Example:
        >>> plain_name('"R&D  spend"')
        'R&D spend'
    """
    name = text.strip()
    if len(name) > 1 and name[0] == name[-1] == '"':
        name = name[1:-1]
    return re.sub(r"(?:\s|\\n)+", " ", name).strip()


@lru_cache(maxsize=65_536)
def name_key(text: str) -> str:
    """Return what all spellings of one name share.

    Example:
        >>> name_key("Small  Firms") == name_key('"small_firms"')
        True
    """
    return _SPACE.sub("_", plain_name(text)).casefold()


def element_name(name: str, subscripts: Iterable[str]) -> str:
    """Return the column name of one element of an array, ``Name[element,element]``.

    Example:
        >>> element_name("policy strength", ["FIN01"])
        'policy strength[FIN01]'
    """
    inside = ",".join(subscripts)
    return f"{name}[{inside}]" if inside else name


def split_element(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the name and the subscripts of ``Name[element,element]``.

    Example:
        >>> split_element("policy strength[FIN01]")
        ('policy strength', ('FIN01',))
    """
    match = _ELEMENT.match(text)
    if match is None:
        return plain_name(text), ()
    subscripts = tuple(part.strip() for part in match["subscripts"].split(",") if part.strip())
    return plain_name(match["name"]), subscripts


def nearest(name: str, known: Iterable[str], count: int = 3) -> tuple[str, ...]:
    """Return the known names that are spelled most like `name`, best first."""
    by_key = {name_key(candidate): candidate for candidate in known}
    wanted = name_key(name)
    close = difflib.get_close_matches(wanted, by_key, n=count, cutoff=0.5)
    inside = [key for key in by_key if wanted and wanted in key and key not in close]
    return tuple(by_key[key] for key in [*close, *inside][:count])


def counted(count: int, noun: str) -> str:
    """Return a number with its noun, in the singular for one.

    Example:
        >>> counted(1, "factor"), counted(1200, "run")
        ('1 factor', '1,200 runs')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
