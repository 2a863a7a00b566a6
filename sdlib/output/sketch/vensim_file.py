"""The parts of a Vensim file: equations, sketch, and what follows; only the sketch is exchanged."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sdlib.errors import ModelFileError
from sdlib.model import Model
from sdlib.model.reading.decode import decode, encoding_of, read_bytes
from sdlib.model.reading.statements import split_drawing
from sdlib.output.sketch.records import END

_END = re.compile(r"^[ \t]*///---\\+[ \t]*(?:\r?\n|\Z)", re.MULTILINE)
_SETTINGS = re.compile(r"^:L\x7f?<%\^E!@", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class VensimParts:
    """A Vensim file in three parts."""

    equations: bytes
    """Everything before the sketch, as it stands in the file."""
    sketch: str
    """The sketch without the marks around it, empty where there is none; lines end in ``\\n``."""
    rest: str
    """What follows the sketch, graphs and settings, as it stands in the file."""
    encoding: str
    """Encoding of the file."""
    newline: str
    """What its lines end in."""


def vensim_parts(model: Model) -> VensimParts:
    """Return the parts of a model's file.

    Args:
        model: A model that was read from a Vensim file.

    Raises:
        ModelFileError: If it is no Vensim file, has changed since it was read, or is in an encoding
            that writes one text in several ways.
    """
    place = str(model.path)
    if model.path.suffix.lower() != ".mdl":
        raise ModelFileError(
            found="only a Vensim file holds a sketch",
            place=place,
            allowed="a file that ends in .mdl",
        )
    data = read_bytes(model.path)
    if decode(data, model.path, model.encoding) != model.text:
        raise ModelFileError(found="the file has changed since it was read", place=place)
    encoding, start = encoding_of(data, model.encoding)
    raw = data[start:].decode(encoding)
    equations, sketch, rest = _divided(raw)
    kept = data[:start] + equations.encode(encoding)
    if not data.startswith(kept) or ("\r" in raw and "\n" not in raw):
        raise ModelFileError(
            found="the equations would not stay as they are, because of encoding or line ends",
            place=place,
            remedy="save the file as UTF-8 with the line ends of Windows or Unix",
        )
    newline = "\r\n" if "\r\n" in raw else "\n"
    sketch = sketch.replace("\r\n", "\n")
    return VensimParts(equations=kept, sketch=sketch, rest=rest, encoding=encoding, newline=newline)


def _divided(text: str) -> tuple[str, str, str]:
    equations, drawing = split_drawing(text)
    if len(equations) == len(text):
        # Settings may follow the equations at once.
        settings = _SETTINGS.search(text)
        begin = settings.start() if settings else len(text)
        return text[:begin], "", text[begin:]
    end = _END.search(drawing)
    mark = text[len(equations) : len(text) - len(drawing)]
    if end is None:
        return equations, mark + drawing, ""
    return equations, mark + drawing[: end.start()], drawing[end.end() :]


def with_sketch(parts: VensimParts, lines: Sequence[str], model: Model) -> bytes:
    """Return the bytes of a file whose sketch is exchanged; the equations stay as they are.

    Args:
        parts: The parts of the file.
        lines: The new sketch.
        model: Its model, for the settings of a file that has none.
    """
    gap = "" if parts.equations.endswith(b"\n") else "\n"
    new = gap + "\n".join([*lines, END, ""])
    end = "" if _SETTINGS.search(parts.rest) else _settings(model)
    if end and parts.rest and not parts.rest.endswith("\n"):
        end = f"\n{end}"
    written = [new.replace("\n", parts.newline), parts.rest, end.replace("\n", parts.newline)]
    return parts.equations + "".join(written).encode(parts.encoding)


def _settings(model: Model) -> str:
    """Return the settings that a file without any gets; they say what holds without them."""
    time = model.time
    first = next((s.name for s in model.stocks), next(iter(model.variables), "Time"))
    lines = [
        # Vensim writes a control character between the letter and the sign.
        ":L\x7f<%^E!@",
        "1:Current.vdf",
        "9:Current",
        "15:0,0,0,0,0,0",
        "19:100,0",
        "27:0,",
        "34:0,",
        "4:Time",
        f"5:{first}",
        f"24:{time.initial:.10g}",
        f"25:{time.final:.10g}",
        f"26:{time.final:.10g}",
    ]
    return "\n".join([*lines, ""])
