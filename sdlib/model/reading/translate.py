"""PySD's translators, behind one door: text in, syntax trees out; nothing is written or run."""

from __future__ import annotations

import re
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from sdlib.errors import ModelFileError, ModelSyntaxError, UnsafeModelError
from sdlib.model.reading.literals import keep_translators_from_evaluating
from sdlib.model.reading.prepare import prepared_vensim, with_namespace
from sdlib.model.reading.statements import StatementIndex, split_drawing, vensim_statements
from sdlib.model.reading.xmile import xmile_statements

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x80-\x84\x86-\x9f]")
"""Control characters that are no spaces."""

AbstractModel = Any
"""PySD's AbstractModel; PySD ships no types."""


def index_statements(text: str, path: Path) -> StatementIndex:
    """Return the statements of a model file with their lines.

    Raises:
        ModelSyntaxError: If an XMILE file is not well-formed XML.
        UnsafeModelError: If an XMILE file declares entities.
    """
    if path.suffix.lower() == ".mdl":
        # The drawing after the equations holds control characters of Vensim's own.
        _refuse_control_characters(split_drawing(text)[0].rstrip("\x1a\n"), path)
        return vensim_statements(text)
    root = parse_xml(text, path)
    # Written out again, characters that were given by their numbers stand there themselves.
    written = etree.tostring(root, encoding="unicode")
    _refuse_control_characters(written, path, first_line=root.sourceline or 1)
    return xmile_statements(root)


def _refuse_control_characters(text: str, path: Path, first_line: int = 1) -> None:
    """A name is printed on terminals, where a control character is a command."""
    found = _CONTROL.search(text)
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
    if path.suffix.lower() != ".mdl":
        # Imported when it is needed: a model that was read before needs none of PySD.
        from sdlib.model.reading.xmile_model import abstract_xmile

        return abstract_xmile(parse_xml(text, path), path)
    keep_translators_from_evaluating()
    _check_separators(text, path)
    with tempfile.TemporaryDirectory(prefix="sdlib-") as folder:
        # The translator reads files only, and guesses encodings: it gets a UTF-8 copy.
        copy = Path(folder) / "model.mdl"
        prepared = prepared_vensim(text)
        copy.write_text(prepared, encoding="utf-8")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _translate_vensim(copy, path, vensim_statements(prepared))


def _translate_vensim(copy: Path, path: Path, index: StatementIndex) -> AbstractModel:
    from pysd.translators.vensim.vensim_file import VensimFile

    try:
        file = VensimFile(copy, encoding="utf-8")
        file.parse()
        return file.get_abstract_model()
    # The translator raises whatever its grammar library or its own code happens to raise.
    except Exception as error:
        _pass_on_recursion(error)
        raise _explain_vensim(copy, path, index, error) from None


def _explain_vensim(
    copy: Path, path: Path, index: StatementIndex, error: Exception
) -> ModelSyntaxError:
    """Parse statement by statement and report the first that fails."""
    for equation, fault in _failing_equations(copy):
        statement = index.containing(equation)
        at = _position(fault, equation)
        return ModelSyntaxError(
            found=f"the equation of '{statement.name if statement else equation[:40]}' cannot be "
            f"understood{at}",
            place=f"{path}, line {statement.line}" if statement else str(path),
            line=statement.line if statement else None,
            variable=statement.name if statement else "",
            remedy="check brackets, commas and operators of that equation",
        )
    return ModelSyntaxError(
        found=f"the file cannot be understood as a Vensim model ({_first_line(error)})",
        place=str(path),
        remedy="open it in Vensim, check the model there, and save it again as .mdl",
    )


def _failing_equations(copy: Path) -> Iterator[tuple[str, Exception]]:
    from pysd.translators.vensim.vensim_file import VensimFile

    file = VensimFile(copy, encoding="utf-8")
    try:
        file.parse(parse_all=False)
        for section in file.sections:
            section.parse(parse_all=False)
    except Exception:
        return
    for section in file.sections:
        for element in section.elements:
            try:
                component = element.parse()
                if hasattr(component, "parse"):
                    component.parse()
            except Exception as fault:
                yield element.equation, fault


def _position(fault: Exception, equation: str) -> str:
    """Say where in the equation the grammar stopped, as far as the fault tells."""
    text = getattr(fault, "text", None)
    at = getattr(fault, "pos", None)
    if not isinstance(text, str) or not isinstance(at, int):
        return f": {equation[:80]}"
    rest = text[at : at + 30].strip()
    return f" from '{rest}' on" if rest else f": it ends too early, after '{text[-30:].strip()}'"


def _check_separators(text: str, path: Path) -> None:
    """Report a statement without its tildes: the grammar would name no line for it."""
    for statement in vensim_statements(text).statements:
        if statement.tildes == 0 and not statement.equation.startswith(":"):
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


def _first_line(error: Exception) -> str:
    text = str(error).strip().splitlines()
    return text[0][:160] if text else type(error).__name__
