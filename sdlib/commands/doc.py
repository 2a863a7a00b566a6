"""``sdlib doc``: the model's book, one page that can be read, sent and printed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sdlib.commands.console import busy, console
from sdlib.commands.reading import ENCODING_HELP, MODEL_HELP, load_for
from sdlib.names import counted

_STEPS = 18
"""Reading, the chapters and what they ask for; only the length of the bar depends on it."""

EXAMPLES = (
    "sdlib doc sme_primer",
    "sdlib doc sme_primer --out books --language both",
    "sdlib doc my_model.mdl --out my_book.html",
)
"""What ``--help`` shows."""


def doc(
    model: Annotated[str, typer.Argument(metavar="MODEL_OR_FILE", help=MODEL_HELP)],
    out: Annotated[
        Path,
        typer.Option(
            metavar="DIR_OR_FILE", help="A folder, which gets MODEL.html, or a file .html."
        ),
    ] = Path(),
    language: Annotated[
        str,
        typer.Option(
            metavar="en|zh|both",
            help="Language of headings and labels; the model's own texts stay as written.",
        ),
    ] = "en",
    encoding: Annotated[str | None, typer.Option(metavar="ENC", help=ENCODING_HELP)] = None,
) -> None:
    """Write the book of a model: diagrams, every equation, evidence, data, fit, checks, limits.

    It is one HTML page that loads nothing and prints on A4. The same model files give the same
    page. An existing one is replaced.
    """
    from sdlib.output.book import book_path, known_language, write_book

    known_language(language)
    with busy(_STEPS) as bar:
        bar.step(f"reading {model}")
        loaded = load_for(model, encoding)
        book_path(loaded.package.name, out)
        file = write_book(loaded, out, language, bar.step)
    count = len(loaded.model.variables)
    size = file.stat().st_size / 2**20
    console().print(
        f"{file}: {counted(count, 'equation')}, {size:.1f} MB; open it in a browser", soft_wrap=True
    )
