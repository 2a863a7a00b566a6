"""One door for texts of models: text in, syntax trees out; nothing is written or run.

Both languages are read here; what comes out is PySD's abstract model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from lxml import etree

from sdlib.errors import ModelFileError, ModelSyntaxError, UnsafeModelError
from sdlib.model.reading.statements import (
    CONTROL_CHARACTERS,
    Statement,
    StatementIndex,
    vensim_statements,
)
from sdlib.model.reading.xmile import (
    VENSIM_HAS_MDL,
    with_end_tags,
    with_namespace,
    xmile_statements,
)
from sdlib.model.reading.xmile_conveyors import write_fractions

_ELEMENT = re.compile(r"(?:\{[^}]*\})?[^\W\d][\w.-]*(?::[^\W\d][\w.-]*)?")
"""Name of an element in a namespace, or with a prefix that was not declared."""

_UNMERGED = re.compile(r"^(?:<{7}|>{7})(?: |$)", re.MULTILINE)
"""What a program that merges files leaves where both versions were changed."""

_HEAD = 2_000
"""Characters of an XMILE document in which its vendor stands."""

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
    for node in _outside_of_views(root):
        for said in (*node.attrib.values(), node.text, node.tail):
            _refuse_control_characters(str(said or ""), path, int(node.sourceline or 1))
    return xmile_statements(root)


def _outside_of_views(node: etree._Element) -> Iterator[etree._Element]:
    """Iterate over the elements of a document but those of its drawings, which are not read."""
    if isinstance(node.tag, str) and node.tag.rpartition("}")[2] != "views":
        yield node
        for child in node:
            yield from _outside_of_views(child)


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
        root = _mended(text)
    except etree.XMLSyntaxError as error:
        raise ModelSyntaxError(
            found=f"this is not well-formed XML ({error.msg})",
            place=f"{path}, line {error.lineno}",
            line=error.lineno,
            remedy=VENSIM_HAS_MDL
            if "Ventana" in text[:_HEAD]
            else "save the model again from the program it was made with",
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
    write_fractions(root)
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


def _mended(text: str) -> etree._Element:
    """Parse a document; where that fails, again with the end tags that can only stand there."""
    try:
        return _parsed(text)
    except etree.XMLSyntaxError:
        whole = with_end_tags(text)
        if whole == text:
            raise
        return _parsed(whole)


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
        DataFileError: With every variable of an XMILE file that cannot be understood, where there
            are several.
        RecursionError: If an equation is nested too deeply for the room that there is.
    """
    if path.suffix.lower() == ".mdl":
        # Imported late: it imports PySD, which takes seconds and which no kept model needs.
        from sdlib.model.reading.vensim import abstract_vensim

        statements = vensim_statements(text).statements
        _check_separators(statements, path)
        return abstract_vensim(statements, path)
    from sdlib.model.reading.xmile_model import abstract_xmile

    return abstract_xmile(parse_xml(text, path), path)


def _check_separators(statements: Sequence[Statement], path: Path) -> None:
    """Report a statement without its tildes: what follows would be taken for part of it."""
    for statement in statements:
        if _UNMERGED.search(statement.text):
            raise ModelSyntaxError(
                found="'<<<<<<<' or '>>>>>>>' stands here: two versions of the model were merged, "
                "and it was not decided which one counts",
                place=f"{path}, line {statement.line}",
                line=statement.line,
                variable=statement.name,
                remedy="keep one of the two versions, and take these lines out",
            )
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
