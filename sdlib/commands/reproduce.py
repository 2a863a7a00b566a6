"""``sdlib reproduce``: run a written table again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sdlib.commands.console import FAILED, busy, console, print_json

EXAMPLES = (
    "sdlib reproduce table.xlsx",
    "sdlib reproduce table.csv --model ../models/my_model.mdl",
)
"""What ``--help`` shows."""


def reproduce(
    file: Annotated[Path, typer.Argument(help="A table that 'sdlib run ... --out FILE' wrote.")],
    model: Annotated[
        str | None,
        typer.Option(help="The model, where it is no longer where it was when FILE was written."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Run a table again from its passport and say whether every number is the same.

    Numbers are compared bit for bit in csv and Parquet, and to 14 digits in xlsx, which keeps no
    more. The exit code is 1 if one differs.
    """
    from sdlib.output.reproduce import reproduce as repeat
    from sdlib.output.write import read_passport

    with busy(len(read_passport(file).scenario) + 1) as bar:
        found = repeat(file, model=model, step=bar.step)
    if as_json:
        first = found.first
        print_json(
            {
                "same": found.same,
                "compared": found.count,
                "different": found.different,
                "first": vars(first) if first else None,
                "notes": list(found.notes),
                "failure": found.failure or None,
            }
        )
    else:
        console().print(str(found), soft_wrap=True)
    if not found.same:
        raise typer.Exit(FAILED)
