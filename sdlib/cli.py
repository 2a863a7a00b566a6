"""The command line: ``sdlib COMMAND ...``; each command is a file of ``sdlib.commands``."""

from __future__ import annotations

from typing import Annotated

import typer

from sdlib import __version__
from sdlib.commands import (
    app,
    attribute,
    calibrate,
    check,
    compare,
    conformance,
    doc,
    fit,
    list_,
    loops,
    package,
    reproduce,
    run,
    sensitivity,
    sketch,
    why,
)
from sdlib.commands.console import Commands, help_lines

EXAMPLES = (
    "sdlib app",
    "sdlib list sme_primer",
    "sdlib run sme_primer baseline full_package --out table.xlsx",
    "sdlib compare sme_primer policy_bank full_package",
)
"""What ``--help`` shows."""

commands = typer.Typer(
    cls=Commands,
    epilog=help_lines(EXAMPLES),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"sdlib {__version__}")
        raise typer.Exit


@commands.callback()
def options(
    debug: Annotated[
        bool, typer.Option("--debug", help="Show where a fault of the program arose.")
    ] = False,
    version: Annotated[
        bool,
        typer.Option(
            "--version", is_eager=True, callback=_print_version, help="Show the version and exit."
        ),
    ] = False,
) -> None:
    """System-dynamics policy scenarios: move policies, read projections.

    Exit codes: 0 fine, 1 a check failed or a table differs, 2 bad input, 3 a fault of sdlib.
    """


for _name, _command, _examples in (
    ("app", app.app, app.EXAMPLES),
    ("list", list_.list_models, list_.EXAMPLES),
    ("run", run.run, run.EXAMPLES),
    ("compare", compare.compare, compare.EXAMPLES),
    ("why", why.why, why.EXAMPLES),
    ("loops", loops.loops, loops.EXAMPLES),
    ("check", check.check, check.EXAMPLES),
    ("fit", fit.fit, fit.EXAMPLES),
    ("calibrate", calibrate.calibrate, calibrate.EXAMPLES),
    ("attribute", attribute.attribute, attribute.EXAMPLES),
    ("sensitivity", sensitivity.sensitivity, sensitivity.EXAMPLES),
    ("doc", doc.doc, doc.EXAMPLES),
    ("sketch", sketch.sketch, sketch.EXAMPLES),
    ("conformance", conformance.conformance, conformance.EXAMPLES),
    ("package", package.package, package.EXAMPLES),
    ("reproduce", reproduce.reproduce, reproduce.EXAMPLES),
):
    commands.command(_name, epilog=help_lines(_examples))(_command)


def main() -> None:
    """Run the command line."""
    commands()
