"""What one function or construct of a language is here: how it is written, and whether it runs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from sdlib.names import name_key

ANY = 1 << 16
"""The greatest number of arguments where there is no greatest one."""

_OPTIONAL = re.compile(r"\[,(?P<inside>[^\[\]]*)\]")


class State(StrEnum):
    """What becomes of a function or construct."""

    RUNS = "runs"
    REPORTED = "read and reported"
    """It changes no run; the user is told that it is there."""
    REFUSED = "refused by name"


@dataclass(frozen=True, kw_only=True)
class Row:
    """A function or construct of a language."""

    name: str
    """As the language's manual writes it."""
    form: str
    """How it is used. Of a function: its arguments; those in square brackets may be left out, and
    dots stand for any number of them."""
    state: State
    note: str = ""
    """What is worth knowing of it; of what is refused, why."""
    instead: str = ""
    """Of what is refused: what to do."""
    becomes: tuple[str, ...] = ()
    """What the engine calls a function; none where reading leaves nothing of it."""
    mark: str = ""
    """What a model text that uses it holds: of a construct, a regular expression."""
    lost: bool = False
    """Of what is reported: whether somebody may miss it in a run."""

    @property
    def key(self) -> str:
        """What all spellings of the name share."""
        return name_key(self.name)

    @property
    def counts(self) -> tuple[int, int]:
        """The least and the greatest number of a function's arguments.

        Example:
            >>> runs("RAMP(slope, start[, end])").counts
            (2, 3)
        """
        inside = self.form.partition("(")[2].rpartition(")")[0]
        optional = [part["inside"] for part in _OPTIONAL.finditer(inside)]
        needed = [part for part in _OPTIONAL.sub("", inside).split(",") if part.strip()]
        further = [part for group in optional for part in group.split(",")]
        most = ANY if any("..." in part for part in further) else len(needed) + len(further)
        return len(needed), most


def runs(form: str, note: str = "", *, becomes: tuple[str, ...] | None = None) -> Row:
    """Return the row of a function that runs.

    Args:
        form: See `Row.form`.
        note: See `Row.note`.
        becomes: See `Row.becomes`; its own name by default.
    """
    name = _name_of(form)
    own = (name.lower(),) if becomes is None else becomes
    return Row(
        name=name, form=form, state=State.RUNS, note=note, becomes=own, mark=_mark_of(form, name)
    )


def refused(form: str, why: str, instead: str) -> Row:
    """Return the row of a function that is refused by its name.

    Args:
        form: See `Row.form`.
        why: Why, to be read after the function's name.
        instead: What to do.
    """
    name = _name_of(form)
    mark = _mark_of(form, name)
    return Row(name=name, form=form, state=State.REFUSED, note=why, instead=instead, mark=mark)


def construct(
    name: str,
    form: str,
    mark: str = "",
    note: str = "",
    state: State = State.RUNS,
    *,
    lost: bool = False,
    becomes: tuple[str, ...] = (),
) -> Row:
    """Return the row of something that is no function.

    Args:
        name: What it is called.
        form: How it is written.
        mark: See `Row.mark`; the form by default.
        note: See `Row.note`.
        state: What becomes of it.
        lost: See `Row.lost`.
        becomes: See `Row.becomes`.
    """
    return Row(
        name=name, form=form, state=state, note=note, becomes=becomes,
        mark=mark or re.escape(form), lost=lost,
    )  # fmt: skip


def _name_of(form: str) -> str:
    return form.partition("(")[0].strip()


def _mark_of(form: str, name: str) -> str:
    return f"{name}(" if "(" in form else name
