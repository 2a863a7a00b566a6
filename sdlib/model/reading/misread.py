"""What stops the reading of an equation, in both languages of model files."""

from __future__ import annotations


class FormulaError(Exception):
    """An equation that cannot be understood.

    Args:
        at: Offset in its text at which it stops making sense.
        found: What is wrong there, empty where the place says it all.
    """

    def __init__(self, at: int, found: str = "") -> None:
        super().__init__(found)
        self.at = at
        self.found = found
        self.text = ""
        """The equation, where it is one of several that may stand at the place."""


class CallError(Exception):
    """A function that is called with other arguments than it has."""
