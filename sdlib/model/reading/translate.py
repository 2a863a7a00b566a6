"""One door for texts of models: text in, syntax trees out; nothing is written or run.

Vensim's language is read here, XMILE by PySD's translator; both give PySD's abstract model.
"""

from __future__ import annotations

import re
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lxml import etree

from sdlib.errors import ModelFileError, ModelSyntaxError, UnsafeModelError
from sdlib.model.reading.prepare import prepare_xmile, with_namespace
from sdlib.model.reading.statements import (
    CONTROL_CHARACTERS,
    Statement,
    StatementIndex,
    vensim_statements,
)
from sdlib.model.reading.xmile import require_equations, require_plain_remainders, xmile_statements

_ELEMENT = re.compile(r"(?:\{[^}]*\})?[^\W\d][\w.-]*(?::[^\W\d][\w.-]*)?")
"""Name of an element in a namespace, or with a prefix that was not declared."""

AbstractModel = Any
"""PySD's AbstractModel; PySD ships no types."""


def index_statements(text: str, path: Path) -> StatementIndex:
    """Return the statements of a model file with their lines.

    Raises:
        ModelSyntaxError: If an XMILE file is not well-formed XML.
        UnsafeModelError: If an XMILE file declares entities.
    """
    if path.suffix.lower() == ".mdl":
        index = vensim_statements(text)
        for statement in index.statements:
            _refuse_control_characters(statement.text, path, statement.line)
        return index
    root = parse_xml(text, path)
    # Written out again, characters that were given by their numbers stand there themselves.
    written = etree.tostring(root, encoding="unicode")
    _refuse_control_characters(written, path, root.sourceline or 1)
    return xmile_statements(root)


def _refuse_control_characters(text: str, path: Path, first_line: int) -> None:
    """A name is printed on terminals, where a control character is a command."""
    found = CONTROL_CHARACTERS.search(text)
    if found:
        raise ModelFileError(
            found=f"there is the control character 0x{ord(found[0]):02x} among the equations",
            place=f"{path}, line {first_line + text.count(chr(10), 0, found.start())}",
            remedy="take it out, or give the file's encoding, for example --encoding cp1252",
        )


def parse_xml(text: str, path: Path) -> etree._Element:
    """Return the root of an XMILE file; entities and outside documents are refused.

    Raises:
        ModelSyntaxError: If the text is not well-formed; the message names the line.
        UnsafeModelError: If it has a document type, which can name other files.
    """
    try:
        root = _parsed(text)
    except etree.XMLSyntaxError as error:
        raise ModelSyntaxError(
            found=f"this is not well-formed XML ({error.msg})",
            place=f"{path}, line {error.lineno}",
            line=error.lineno,
            remedy="save the model again from the program it was made with",
        ) from None
    if root.getroottree().docinfo.doctype:
        raise UnsafeModelError(
            found="the file declares a document type, which can make a reader open other files",
            place=str(path),
            remedy="remove the <!DOCTYPE ...> declaration",
        )
    _require_plain_names(root, path)
    if root.tag == "xmile":
        root = with_namespace(root)
    if None not in root.nsmap:
        raise ModelSyntaxError(
            found=f"the root element <{root.tag!s}> has no default namespace",
            place=str(path),
            allowed='<xmile xmlns="http://docs.oasis-open.org/xmile/ns/XMILE/v1.0">',
            remedy="save the model as XMILE",
        )
    return root


def _require_plain_names(root: etree._Element, path: Path) -> None:
    """Raise where a name is none: the parser lets some pass, and nothing can be done with them."""
    for node in root.iter():
        strange = next((space for space in node.nsmap.values() if "}" in space), "")
        if not strange and isinstance(node.tag, str):
            strange = "" if _ELEMENT.fullmatch(node.tag) else node.tag
        if strange:
            raise ModelSyntaxError(
                found=f"'{strange[:60]}' is no name of an element or of a namespace",
                place=f"{path}, line {node.sourceline}",
                line=node.sourceline,
                remedy="save the model again from the program it was made with",
            )


def _parsed(text: str) -> etree._Element:
    """Parse a document; prefixes that it does not declare, as converters leave them, are let be."""
    data = text.encode("utf-8")
    parser = _parser()
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        if any(fault.domain_name != "NAMESPACE" for fault in parser.error_log):
            raise
        return etree.fromstring(data, _parser(recover=True))


def _parser(*, recover: bool = False) -> etree.XMLParser:
    # A declaration of the encoding is about the bytes; what is parsed here is text already.
    return etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, recover=recover
    )


def translate(text: str, path: Path) -> AbstractModel:
    """Return the abstract model of a file's text.

    Args:
        text: The decoded text.
        path: The file, for its ending and for messages.

    Raises:
        ModelSyntaxError: If an equation cannot be understood; it names line and variable.
        DataFileError: With every variable of an XMILE file that has no equation.
        RecursionError: If an equation is nested too deeply for the room that there is.
    """
    if path.suffix.lower() == ".mdl":
        # Imported late: it imports PySD, which takes seconds and which no kept model needs.
        from sdlib.model.reading.vensim import abstract_vensim

        statements = vensim_statements(text).statements
        _check_separators(statements, path)
        return abstract_vensim(statements, path)
    root = parse_xml(text, path)
    require_equations(root, path)
    require_plain_remainders(root, path)
    prepare_xmile(root)
    with tempfile.TemporaryDirectory(prefix="sdlib-") as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # The translator reads files only, and guesses encodings: it gets a UTF-8 copy.
        copy = Path(folder) / "model.xmile"
        copy.write_text(etree.tostring(root, encoding="unicode"), encoding="utf-8")
        return _translate_xmile(copy, path, root)


def _translate_xmile(copy: Path, path: Path, prepared: etree._Element) -> AbstractModel:
    from pysd.translators.xmile.xmile_file import XmileFile

    try:
        file = XmileFile(copy)
        file.parse(parse_all=False)
        section = file.sections[0]
        section.parse()
        return file.get_abstract_model()
    # As above: the translator's own choice of exceptions.
    except Exception as error:
        _pass_on_recursion(error)
        name, line = _xmile_culprit(prepared, error)
        raise ModelSyntaxError(
            found=f"the equation of '{name}' cannot be understood{_told(error)}"
            if name
            else f"the file cannot be understood as an XMILE model{_told(error)}",
            place=f"{path}, line {line}" if line else str(path),
            line=line,
            variable=name,
            remedy="check that equation, or save the model again as XMILE",
        ) from None


def _xmile_culprit(root: etree._Element, error: Exception) -> tuple[str, int | None]:
    """Return name and line of the element whose equation the fault shows."""
    text = getattr(error, "text", None)
    if not isinstance(text, str) or not text.strip():
        return "", None
    wanted = "".join(text.split()).lower()
    for node in root.iter("{*}eqn"):
        parent = node.getparent()
        if parent is not None and wanted in "".join((node.text or "").split()).lower():
            return str(parent.get("name", "")), node.sourceline
    return "", None


def _check_separators(statements: Sequence[Statement], path: Path) -> None:
    """Report a statement without its tildes: what follows would be taken for part of it."""
    for statement in statements:
        if statement.tildes == 0:
            raise ModelSyntaxError(
                found=f"the statement '{statement.name}' has no '~' before its end",
                place=f"{path}, line {statement.line}",
                line=statement.line,
                variable=statement.name,
                allowed="name = equation ~ unit ~ comment |",
                remedy="add the missing '~' and '|', or save the model again from Vensim",
            )


def too_deep(path: Path) -> ModelFileError:
    """Return the error of a file that is nested too deeply to be read."""
    return ModelFileError(
        found="an equation is nested too deeply to be read",
        place=str(path),
        allowed="some thousands of brackets within brackets",
        remedy="split the longest equation into several variables",
    )


def _pass_on_recursion(error: Exception) -> None:
    """Raise what says that there was too little room, also where the grammar library wraps it."""
    if isinstance(error, RecursionError):
        raise error
    if getattr(error, "original_class", None) is RecursionError:
        raise RecursionError from None


def _told(error: Exception) -> str:
    """Return what a fault of the translator says, where it says it in words of the file."""
    # A fault of the grammar has the text that it is about; others are the program's own words.
    text = str(error).strip().splitlines() if hasattr(error, "text") else []
    return f" ({text[0][:160]})" if text else ""
