"""From the bytes of a model file to its text: no character is ever guessed."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from sdlib.errors import ModelFileError

ENDINGS = (".mdl", ".xmile", ".stmx", ".itmx", ".xml")
"""Endings of model files that are read."""

LARGEST = 64 * 1024 * 1024
"""Bytes of the largest model file that is read; published models stay below a tenth of it."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HEADER = re.compile(rb"^\s*\{([A-Za-z0-9_-]+)\}")
_XML_HEADER = re.compile(rb"^\s*<\?xml[^>]*encoding=[\"']([A-Za-z0-9_-]+)[\"']")


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a model file.

    Raises:
        ModelFileError: If the file is missing, a folder, of another kind, empty or too large.
    """
    place = str(path)
    if path.suffix.lower() not in ENDINGS:
        raise ModelFileError(
            found=f"the ending '{path.suffix}' is not one of a model file",
            place=place,
            allowed=", ".join(ENDINGS),
        )
    if not path.exists():
        raise ModelFileError(found="there is no such file", place=place, remedy="check the path")
    if not path.is_file():
        raise ModelFileError(
            found="this is not a file", place=place, remedy="name the model file itself"
        )
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= LARGEST else b""
    except OSError as error:
        raise ModelFileError(
            found=f"the file cannot be opened ({error.strerror})", place=place
        ) from error
    if size > LARGEST:
        raise ModelFileError(
            found=f"the file has {size:,} bytes", place=place, allowed=f"at most {LARGEST:,} bytes"
        )
    if not data.strip():
        raise ModelFileError(found="the file is empty", place=place, remedy="save the model again")
    return data


def decode(data: bytes, path: Path, encoding: str | None = None) -> str:
    """Return the text of a model file.

    The encoding is, in this order: the one given, that of a byte-order mark, the one the file's
    header names (``{UTF-8}`` or the XML declaration), and strict UTF-8.

    Args:
        data: The file's bytes.
        path: The file, for messages.
        encoding: Name of an encoding that overrides what the file says of itself.

    Raises:
        ModelFileError: If the bytes are not text in that encoding; the message names the byte.
    """
    place = str(path)
    chosen, start = encoding_of(data, encoding)
    try:
        text = data[start:].decode(chosen)
        # Some codecs make halves of characters, which no file can hold.
        text.encode("utf-8")
    except LookupError:
        raise ModelFileError(
            found=f"there is no encoding named '{chosen}'",
            place=place,
            remedy="name one with --encoding, for example --encoding gb18030 or --encoding cp1252",
        ) from None
    except UnicodeDecodeError as error:
        at = min(start + error.start, len(data) - 1)
        line = data[:at].count(b"\n") + 1
        raise ModelFileError(
            found=f"byte {at:,} (0x{data[at]:02x}) is not {chosen.upper()} text",
            place=f"{place}, line {line}",
            remedy="give the file's encoding, for example --encoding gb18030 or --encoding cp1252, "
            "or save it as UTF-8",
        ) from None
    except UnicodeError:
        raise ModelFileError(
            found=f"this is not {chosen.upper()} text",
            place=place,
            remedy="give the file's encoding, for example --encoding gb18030 or --encoding cp1252",
        ) from None
    if "\x00" in text:
        raise ModelFileError(
            found="this is a binary file, not a text",
            place=place,
            remedy="save the model as text (in Vensim: .mdl, not .vmf or .vpm)",
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")


def encoding_of(data: bytes, encoding: str | None) -> tuple[str, int]:
    """Return the encoding of a model file and the number of bytes to skip before its text.

    Args:
        data: The file's bytes.
        encoding: Name of an encoding that overrides what the file says of itself.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            # The utf-16 codec needs the mark to know the order of the bytes.
            return (encoding or name), (0 if name == "utf-16" else len(mark))
    if encoding:
        return encoding, 0
    header = _HEADER.match(data) or _XML_HEADER.match(data)
    named = header[1].decode("ascii") if header else "utf-8"
    try:
        codecs.lookup(named)
    except LookupError:
        # A comment in the place of a header; what is no UTF-8 is told then.
        return "utf-8", 0
    return named, 0
