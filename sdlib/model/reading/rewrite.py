"""New numbers for constants of a Vensim file; nothing else of the file changes."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping

from sdlib.errors import ModelFileError
from sdlib.model.reading.decode import encoding_of, read_bytes
from sdlib.model.reading.statements import right_sides
from sdlib.model.structure import Model
from sdlib.names import name_key

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_ENTRY = re.compile(r"[^,;\s](?:[^,;]*[^,;\s])?")
_SUBSCRIPTS = re.compile(r"\[(?P<inside>[^\[\]]*)\]")

_ORDERS = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))

Span = tuple[int, int]


def with_numbers(model: Model, values: Mapping[str, float]) -> bytes:
    """Return the bytes of a model's Vensim file in which constants have other numbers.

    Only the number after ``name =``, or the one of an element in a list of numbers, is replaced;
    comments, line ends and the drawing stay byte for byte.

    Args:
        model: The model, as its file has it now.
        values: Name of a constant, or of an element of one, to its new value [its unit].

    Raises:
        ModelFileError: If the file is no Vensim file, or the equation of a constant is not made of
            plain numbers, one for each element.
    """
    path = model.path
    if path.suffix.lower() != ".mdl":
        raise ModelFileError(
            found=f"numbers are not written into a file of the kind '{path.suffix}'",
            place=str(path),
            allowed="a Vensim file, .mdl",
            remedy="set the values by hand, from the file of results",
        )
    data = read_bytes(path)
    chosen, start = encoding_of(data, model.encoding)
    # The utf-16 codec would turn the bytes round to the order of this machine.
    for mark, codec in _ORDERS if chosen == "utf-16" else ():
        if data.startswith(mark):
            chosen, start = codec, len(mark)
    text = data[start:].decode(chosen)
    spans = []
    for name, value in values.items():
        span = _span(model, text, name)
        if span is None:
            raise ModelFileError(
                found=f"the equation of '{name}' is not one plain number",
                place=str(path),
                remedy=f"write the number {value:g} there, or set the value by hand",
            )
        spans.append((*span, f"{value:.15g}"))
    for first, last, number in sorted(spans, reverse=True):
        text = text[:first] + number + text[last:]
    return data[:start] + text.encode(chosen)


def _span(model: Model, text: str, name: str) -> Span | None:
    """Return where the number of a constant or element stands, None if it has none of its own."""
    base, given = model.split(name)
    variable = model.variable(base)
    wanted = model.subscripts(variable, given) if given or variable.dimensions else ()
    found = []
    for between, offset, right in right_sides(text, base):
        at = _place(model, between, wanted)
        if at is None:
            continue
        entries = list(_ENTRY.finditer(right))
        place, size = at
        if len(entries) != size or not all(_NUMBER.fullmatch(entry[0]) for entry in entries):
            return None
        entry = entries[place]
        found.append((offset + entry.start(), offset + entry.end()))
    return found[0] if len(found) == 1 else None


def _place(model: Model, between: str, wanted: tuple[str, ...]) -> tuple[int, int] | None:
    """Return the place of an element in the numbers of a definition, and how many these are.

    Args:
        model: The model.
        between: What stands between the name and the equals sign: nothing, or ``[A,b]``, in which
            a dimension stands for all its elements.
        wanted: The subscripts of the element, none for a scalar.

    Returns:
        None if the definition does not hold the element.
    """
    match = _SUBSCRIPTS.search(between)
    names = [part.strip() for part in match["inside"].split(",")] if match else []
    if len(names) != len(wanted) or ":" in between:
        return None
    axes = {name_key(each): dimension for each, dimension in model.dimensions.items()}
    place, size = 0, 1
    for name, subscript in zip(names, wanted, strict=True):
        if name_key(name) == name_key(subscript):
            continue
        axis = axes.get(name_key(name))
        if axis is None or subscript not in axis.subscripts:
            return None
        place = place * len(axis.subscripts) + axis.subscripts.index(subscript)
        size *= len(axis.subscripts)
    return place, size
