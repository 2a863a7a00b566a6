"""Writing the sketch of a model."""

from __future__ import annotations

from pathlib import Path

from sdlib.model import Model
from sdlib.output.files import check_place, replace_file
from sdlib.output.sketch.places import placed_views
from sdlib.output.sketch.records import view_lines
from sdlib.output.sketch.vensim_file import vensim_parts, with_sketch
from sdlib.output.sketch.views import views_of


def sketched(model: Model) -> bytes:
    """Return a model's file with a view for each of its groups.

    The equations stay byte for byte, and so do graphs and settings.

    Args:
        model: A model that was read from a Vensim file.

    Raises:
        ModelFileError: If it is no Vensim file, or its equations could not be kept as they are.
        OutputError: If a view cannot be laid out.
    """
    parts = vensim_parts(model)
    lines = [line for placed in placed_views(views_of(model)) for line in view_lines(placed)]
    return with_sketch(parts, lines, model)


def write_sketch(model: Model, path: Path) -> Path:
    """Write a model's file with a view for each of its groups.

    Args:
        model: A model that was read from a Vensim file.
        path: A file .mdl; an existing one is replaced, also that of the model.

    Raises:
        ModelFileError: If it is no Vensim file, or its equations could not be kept as they are.
        OutputError: If a view cannot be laid out, or the file not be written.
    """
    check_place(path, (".mdl",), "model")
    replace_file(path, sketched(model))
    return path
