"""The book of a model: one page that holds everything and loads nothing."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from markupsafe import Markup

from sdlib.errors import InputError, OutputError
from sdlib.loaded import LoadedModel
from sdlib.output.book.book import Book, Chapter
from sdlib.output.book.chapters import CHAPTERS
from sdlib.output.book.words import LANGUAGES
from sdlib.output.files import replace_file, require_writable


def known_language(language: str) -> None:
    """Refuse a language that a book cannot be written in.

    Raises:
        InputError: If there is no such language.
    """
    if language not in LANGUAGES:
        raise InputError(
            found=f"there is no language '{language}' to write a book in",
            allowed=", ".join(LANGUAGES),
        )


def book_html(
    loaded: LoadedModel, language: str = "en", step: Callable[[str], None] = lambda what: None
) -> str:
    """Return the book of a model as one HTML page.

    Args:
        loaded: The model with its package; a bare model gives a book of equations and diagrams.
        language: "en", "zh" or "both"; the model's own texts stay as they are written.
        step: Told what is done next, for a progress bar.

    Returns:
        The page. It loads nothing, needs no JavaScript, and is the same for the same files.

    Raises:
        InputError: If there is no such language.

    Example:
        >>> import sdlib
        >>> page = book_html(sdlib.load("sme_primer"))
        >>> page.startswith("<!DOCTYPE html>")
        True
    """
    known_language(language)
    book = Book(loaded, language, step)
    chapters: list[Chapter] = []
    for name, make in CHAPTERS.items():
        step(f"writing: {name}")
        chapter = make(book)
        if chapter is not None:
            chapters.append(chapter)
    style = files("sdlib.output.book").joinpath("style.css").read_text(encoding="utf-8")
    page = book.render(
        "page",
        lang="zh" if language == "zh" else "en",
        title=book.speech.plain(book.package.title),
        chapters=chapters,
        style=Markup(style),
        program=f"sdlib {version('sdlib')}",
        newest=book.newest_file(),
    )
    return str(page)


def write_book(
    loaded: LoadedModel,
    path: str | Path,
    language: str = "en",
    step: Callable[[str], None] = lambda what: None,
) -> Path:
    """Write the book of a model.

    Args:
        loaded: The model with its package.
        path: A file that ends in ``.html``, or a folder, which then gets ``<model>.html``.
        language: As in `book_html`.
        step: As in `book_html`.

    Returns:
        The file; an existing one is replaced, and never left half written.

    Raises:
        InputError: If there is no such language.
        OutputError: If the file cannot be written; the message names why.
    """
    file = book_path(loaded.package.name, Path(path))
    content = book_html(loaded, language, step).encode("utf-8", "replace")
    replace_file(file, content)
    return file


def book_path(name: str, path: Path) -> Path:
    """Return the file that a book is written to.

    Args:
        name: Name of the model.
        path: A file that ends in ``.html``, or a folder.

    Raises:
        OutputError: If the ending is another one, the folder is missing, or it may not be written.
    """
    file = path / f"{Path(name).name}.html" if path.is_dir() else path
    if file.suffix.lower() not in (".html", ".htm"):
        raise OutputError(
            found=f"the ending '{file.suffix}' is none of a page"
            if file.suffix
            else "there is no such folder, and the file has no ending",
            place=str(path),
            allowed="a folder, or a file that ends in .html",
            remedy=f"for example {file.stem or 'book'}.html",
        )
    require_writable(file)
    return file
