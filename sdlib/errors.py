"""The errors of the project.

    SdError
    ├── ModelFileError        a model file cannot be read: missing, empty, binary, wrong encoding
    │   ├── ModelSyntaxError  an equation of it cannot be understood
    │   │   └── CircularError     variables that need each other at one instant
    │   └── UnsafeModelError  it holds something that is not handed to a program
    ├── DataFileError         faults of a YAML or CSV file, all of them at once
    ├── UnknownNameError      no scenario, lever, output, variable or subscript of that name
    ├── InputError            a value out of range, not a number, an end before its start
    ├── RunError              a run that is not finite: which variable, at what time
    └── OutputError           a file that cannot be written or read back

Every message has up to four parts: the place, what was found, what is allowed, what to do next.
Internal terms and tracebacks are never part of one.
"""

from __future__ import annotations

from collections.abc import Sequence


class SdError(Exception):
    """An error whose message a user can act on.

    Args:
        found: What was found, with its unit where it has one.
        place: File with line or key, or the variable; empty where there is only one place.
        allowed: What would have been right, nearest spellings included.
        remedy: What to do next.
    """

    _allowed_head = "Allowed: "

    def __init__(self, *, found: str, place: str = "", allowed: str = "", remedy: str = "") -> None:
        self.found = found
        self.place = place
        self.allowed = allowed
        self.remedy = remedy
        super().__init__(found)

    def __str__(self) -> str:
        lines = [f"{self.place}: {self.found}" if self.place else self.found]
        if self.allowed:
            lines.append(f"  {self._allowed_head}{self.allowed}")
        if self.remedy:
            lines.append(f"  Try: {self.remedy}")
        return "\n".join(lines)


class ModelFileError(SdError):
    """A model file that cannot be read."""


class ModelSyntaxError(ModelFileError):
    """An equation that cannot be understood.

    Args:
        found: What was found.
        place: File and line.
        line: Line in the file as the modeller sees it, counted from 1, where it is known.
        variable: Name of the variable whose equation it is, where it is known.
        allowed: What would have been right.
        remedy: What to do next.
    """

    def __init__(
        self,
        *,
        found: str,
        place: str = "",
        line: int | None = None,
        variable: str = "",
        allowed: str = "",
        remedy: str = "",
    ) -> None:
        super().__init__(found=found, place=place, allowed=allowed, remedy=remedy)
        self.line = line
        self.variable = variable


class CircularError(ModelSyntaxError):
    """Variables that need each other at one instant, so that none can be computed first.

    Args:
        variables: The variables, each needed by the next, the last by the first.
        place: The model file.
        at_start: Whether this holds for the values at the start of a run only.
    """

    def __init__(self, *, variables: tuple[str, ...], place: str, at_start: bool) -> None:
        self.variables = variables
        when = "at the start of a run " if at_start else ""
        super().__init__(
            found=f"these variables need each other {when}at one instant: "
            + " > ".join([*variables, variables[0]]),
            place=place,
            variable=variables[0],
            remedy="put a stock, or a function that remembers such as SMOOTH, into the circle"
            + (", or an INITIAL value that does not depend on it" if at_start else ""),
        )


class UnsafeModelError(ModelFileError):
    """A model file with a part that is refused because it cannot be checked."""


class DataFileError(SdError):
    """The faults of one or several data files, collected.

    Args:
        faults: Each fault as an error of its own, at least one.
    """

    def __init__(self, faults: Sequence[SdError]) -> None:
        self.faults = tuple(faults)
        super().__init__(found=f"{len(faults)} fault{'s' if len(faults) != 1 else ''} found")

    def __str__(self) -> str:
        if len(self.faults) == 1:
            return str(self.faults[0])
        return "\n".join([f"{self.found}:", *(str(fault) for fault in self.faults)])


class UnknownNameError(SdError):
    """A name that stands for nothing here.

    Args:
        kind: What was looked for: "scenario", "lever", "variable", ...
        name: The name as it was given.
        nearest: Known names that are spelled alike, best first.
        known: How the known names can be listed, as a sentence.
        place: Where the name was given.
    """

    # "did you mean" is a question, and no value that is allowed.
    _allowed_head = ""

    def __init__(
        self,
        *,
        kind: str,
        name: str,
        nearest: Sequence[str] = (),
        known: str = "",
        place: str = "",
    ) -> None:
        self.kind = kind
        self.name = name
        self.nearest = tuple(nearest)
        allowed = f"did you mean {_listed(self.nearest)}?" if nearest else ""
        super().__init__(
            found=f"there is no {kind} named '{name}'", place=place, allowed=allowed, remedy=known
        )


class InputError(SdError):
    """A value that an input does not take."""


class RunError(SdError):
    """A run that ended in a value that is not finite.

    Args:
        found: What happened.
        variable: The variable where it began, in the modeller's spelling.
        time: Model time at which it began.
        remedy: What to do next.
    """

    def __init__(self, *, found: str, variable: str, time: float | None, remedy: str = "") -> None:
        super().__init__(found=found, remedy=remedy)
        self.variable = variable
        self.time = time


class OutputError(SdError):
    """A file that cannot be written, or read back."""


def _listed(names: Sequence[str]) -> str:
    quoted = [f"'{name}'" for name in names]
    if len(quoted) == 1:
        return quoted[0]
    return ", ".join(quoted[:-1]) + f" or {quoted[-1]}"
