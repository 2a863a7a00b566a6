"""From a model file to a model: decode, index, translate, convert."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sdlib.model.missing_data import missing_data_notes
from sdlib.model.nesting import deeply
from sdlib.model.reading.cached import cached_model, keep_model
from sdlib.model.reading.convert import convert_model
from sdlib.model.reading.decode import ENDINGS, decode, read_bytes
from sdlib.model.reading.includes import with_included
from sdlib.model.reading.integration import vensim_integrator, xmile_integrator
from sdlib.model.reading.notes import clock_notes, vensim_notes, xmile_notes
from sdlib.model.reading.outside import Outside
from sdlib.model.reading.settings import named_data_files
from sdlib.model.reading.translate import index_statements, parse_xml, too_deep, translate
from sdlib.model.structure import Model

__all__ = ["ENDINGS", "read_model", "translate_again"]


def read_model(path: str | Path, *, encoding: str | None = None) -> Model:
    """Read a Vensim (.mdl) or XMILE (.xmile, .stmx, .itmx, .xml) file; nothing in it is executed.

    Args:
        path: The model file.
        encoding: Encoding that overrides what the file says of itself.

    Returns:
        The model: names, dimensions, units, limits, groups, equations and times.

    Raises:
        ModelFileError: If the file is missing, empty, binary or wrongly encoded, or an equation is
            nested beyond all measure.
        ModelSyntaxError: If an equation cannot be understood; it names line and variable.
        UnsafeModelError: If the file holds what could make a program open other files, or names a
            data file that may not be read.
        DataFileError: With every name that is used and not defined.
    """
    file = Path(path)
    data = read_bytes(file)
    known = cached_model(data, file, encoding)
    if known is not None:
        return known
    text = decode(data, file, encoding)
    model = replace(read_text(file, data, text, encoding=encoding), encoding=encoding)
    keep_model(model, data)
    return model


def read_text(file: Path, data: bytes, text: str, *, encoding: str | None = None) -> Model:
    """Return the model of a text, whether or not it was read before; see `read_model`.

    Args:
        file: The file that it is the text of, for its ending and for messages.
        data: The file's bytes.
        text: Its decoded text.
        encoding: Encoding that was given to read it.
    """
    try:
        return deeply(lambda: _converted(file, data, text, encoding))
    except RecursionError:
        raise too_deep(file) from None


def _converted(file: Path, data: bytes, text: str, encoding: str | None) -> Model:
    vensim = file.suffix.lower() == ".mdl"
    named = named_data_files(text) if vensim else {}
    included: dict[str, str] = {}
    if not vensim:
        text, included = with_included(text, file, encoding)
    outside = Outside(file, index_statements(text, file), encoding, named, included)
    if vensim:
        integrator, notes = vensim_integrator(text), vensim_notes(text, outside.index.statements)
    else:
        root = parse_xml(text, file)
        integrator, notes = xmile_integrator(root), xmile_notes(root)
    model = convert_model(
        translate(text, file), outside=outside, data=data, text=text, integrator=integrator
    )
    # Where the file says nothing of saving, what it says of the end of a run.
    said = outside.index.find("SAVEPER") or outside.index.find("FINAL TIME")
    clock = clock_notes(model.time, said.line if said else 1)
    told = (*notes, *clock, *missing_data_notes(model))
    return replace(model, notes=tuple(sorted(told, key=lambda note: note.line)))


def translate_again(model: Model) -> object:
    """Return PySD's abstract model of a model that was read before, for the PySD engine."""
    try:
        return deeply(lambda: translate(model.text, model.path))
    except RecursionError:
        raise too_deep(model.path) from None
