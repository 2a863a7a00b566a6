"""``sdlib sketch``: the views of a Vensim file, laid out from its equations."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sdlib.commands.console import FAILED, console
from sdlib.commands.reading import ENCODING_HELP, MODEL_HELP
from sdlib.errors import InputError
from sdlib.names import counted

if TYPE_CHECKING:
    from sdlib.model import Model

EXAMPLES = (
    "sdlib sketch my_model.mdl --out drawn.mdl",
    "sdlib sketch models/my_model --in-place",
    "sdlib sketch models/my_model --check",
)
"""What ``--help`` shows."""


def sketch(
    model: Annotated[str, typer.Argument(metavar="MODEL_OR_FILE", help=MODEL_HELP)],
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The file .mdl to write.")
    ] = None,
    in_place: Annotated[
        bool, typer.Option("--in-place", help="Exchange the sketch in the model file itself.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; say where the sketch does not fit.")
    ] = False,
    encoding: Annotated[str | None, typer.Option(metavar="ENC", help=ENCODING_HELP)] = None,
) -> None:
    """Draw a Vensim file for Vensim: a view for each group, laid out from the equations.

    An older sketch is replaced; equations, graphs and settings stay as they are. With --check the
    exit code is 1 if a view lacks a variable, an arrow or a pipe, or shows one too many.
    """
    from sdlib.loaded import model_of

    if [out is not None, in_place, check].count(True) != 1:
        raise InputError(
            found="it is not clear what to do with the sketch",
            allowed="one of --out FILE, --in-place and --check",
        )
    read = model_of(model, encoding=encoding)
    if check:
        _check(read, model)
        return
    from sdlib.output.sketch import write_sketch

    file = write_sketch(read, read.path if out is None else out)
    console().print(f"{file}: {_size(read)}; the equations are as they were", soft_wrap=True)


def _check(read: Model, given: str) -> None:
    from sdlib.output.sketch import sketch_faults

    found = sketch_faults(read)
    for fault in found:
        console().print(fault, soft_wrap=True)
    if found:
        remedy = f"'sdlib sketch {given} --in-place' draws it anew"
        console().print(f"\n{counted(len(found), 'fault')}; {remedy}", soft_wrap=True)
        raise typer.Exit(FAILED)
    console().print(f"{read.path}: {_size(read)}, as the equations say", soft_wrap=True)


def _size(read: Model) -> str:
    from sdlib.output.sketch import view_names

    shown = sum(not variable.hidden for variable in read.variables.values())
    return f"{counted(len(view_names(read)), 'view')} of {counted(shown, 'variable')}"
