"""``sdlib package``: a model file as a model package, to be completed by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sdlib.commands.console import busy, console
from sdlib.commands.reading import ENCODING_HELP, tell_notes
from sdlib.errors import InputError, SdError
from sdlib.names import counted

EXAMPLES = (
    "sdlib package my_model.mdl my_folder",
    "sdlib package my_model.mdl my_folder --name bass",
)
"""What ``--help`` shows."""


def package(
    model: Annotated[Path, typer.Argument(metavar="FILE", help="A .mdl, .xmile or .stmx file.")],
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Folder that gets models/ and scenarios/.")
    ],
    name: Annotated[
        str, typer.Option(metavar="NAME", help="Name of the package; that of the file by default.")
    ] = "",
    encoding: Annotated[str | None, typer.Option(metavar="ENC", help=ENCODING_HELP)] = None,
) -> None:
    """Make a model package of a model file: its levers, outputs, charts and a baseline.

    What the file does not say is marked as an assumption in model.yaml, to be replaced by hand. An
    existing package is not touched.
    """
    from sdlib.loaded import load
    from sdlib.policy.save_package import package_files

    if not model.is_file():
        raise InputError(found=f"there is no file {model}", allowed="a model file")
    with busy(1) as bar:
        bar.step(f"reading {model}")
        loaded = load(model, encoding=encoding)
    files = package_files(loaded.model, name)
    taken = sorted({path for path in files if (folder / path).parent.exists()})
    if taken:
        raise InputError(
            found=f"{(folder / taken[0]).parent} is there already",
            remedy="name another folder, or another --name",
        )
    for path, content in files.items():
        target = folder / path
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        except OSError as error:
            raise SdError(
                found=f"{target} cannot be written ({error.strerror})", remedy="name another folder"
            ) from None
    tell_notes(loaded)
    where = folder / next(path for path in files if path.endswith("model.yaml"))
    levers = counted(len(loaded.package.levers), "lever")
    console().print(f"{where}: {levers}, {counted(len(loaded.package.outputs), 'output')}")
    told = (
        f"'sdlib app {where.parent}' shows it; 'sdlib check {where.parent}' says what is left to do"
    )
    console().print(told, soft_wrap=True)
