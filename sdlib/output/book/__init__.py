"""The book of a model: equations, diagrams, evidence, data, fit, checks and limits on one page."""

from sdlib.output.book.page import book_html, book_path, known_language, write_book
from sdlib.output.book.words import LANGUAGES

__all__ = ["LANGUAGES", "book_html", "book_path", "known_language", "write_book"]
