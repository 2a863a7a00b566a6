"""What a comment says of a variable, and where it says it is from."""

from __future__ import annotations

import re
from dataclasses import dataclass

_BEGIN = re.compile(
    r"(?:^|(?<=[.;:,)] ))(?P<word>sources?:|assumption\b|calibrated\b)", re.IGNORECASE
)
_KINDS = {"s": "sourced", "a": "assumed", "c": "calibrated"}


@dataclass(frozen=True, kw_only=True)
class Comment:
    """A comment in its two parts."""

    meaning: str
    """What the variable is."""
    origin: str
    """From "Source:", "Assumption" or "Calibrated" on; empty where it says none of them."""
    kind: str
    """"sourced", "assumed", "calibrated", or empty."""


def split_comment(text: str) -> Comment:
    """Return a comment in its two parts.

    Example:
        >>> split_comment("Firms that close. Source: survey of 2013").origin
        'Source: survey of 2013'
    """
    found = _BEGIN.search(text)
    if found is None:
        return Comment(meaning=text, origin="", kind="")
    return Comment(
        meaning=text[: found.start()].strip(),
        origin=text[found.start() :].strip(),
        kind=_KINDS[found["word"][0].lower()],
    )
