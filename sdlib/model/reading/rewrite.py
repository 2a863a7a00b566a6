"""New numbers for constants of a Vensim file; nothing else of the file changes."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from pathlib import Path

from sdlib.errors import ModelFileError
from sdlib.model.reading.decode import encoding_of, read_bytes
from sdlib.model.reading.statements import number_spans

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_ORDERS = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def with_numbers(path: Path, values: Mapping[str, float], encoding: str | None = None) -> bytes:
    """Return the bytes of a Vensim file in which constants have other numbers.

    Only the number after ``name =`` is replaced; comments, line ends and the drawing stay byte for
    byte.

    Args:
        path: The file.
        values: Name of a constant to its new value [its unit].
        encoding: Encoding of the file, where it does not state its own.

    Raises:
        ModelFileError: If the file is no Vensim file, or the equation of a constant is not one
            plain number.
    """
    if path.suffix.lower() != ".mdl":
        raise ModelFileError(
            found=f"numbers are not written into a file of the kind '{path.suffix}'",
            place=str(path),
            allowed="a Vensim file, .mdl",
            remedy="set the values by hand, from the file of results",
        )
    data = read_bytes(path)
    chosen, start = encoding_of(data, encoding)
    # The utf-16 codec would turn the bytes round to the order of this machine.
    for mark, codec in _ORDERS if chosen == "utf-16" else ():
        if data.startswith(mark):
            chosen, start = codec, len(mark)
    text = data[start:].decode(chosen)
    spans = []
    for name, value in values.items():
        found = [(first, text[first:last]) for first, last in number_spans(text, name)]
        if len(found) != 1 or not _NUMBER.fullmatch(found[0][1]):
            raise ModelFileError(
                found=f"the equation of '{name}' is not one plain number",
                place=str(path),
                remedy=f"write '{name} = {value:g}' there, or set the value by hand",
            )
        spans.append((found[0][0], found[0][0] + len(found[0][1]), f"{value:.15g}"))
    for first, last, number in sorted(spans, reverse=True):
        text = text[:first] + number + text[last:]
    return data[:start] + text.encode(chosen)
