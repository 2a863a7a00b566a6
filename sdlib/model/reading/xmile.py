"""The statements of an XMILE file with their lines."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from sdlib.errors import DataFileError, ModelSyntaxError
from sdlib.model.reading.statements import Statement, StatementIndex
from sdlib.names import plain_name

_KINDS = ("stock", "flow", "aux", "gf")


def xmile_statements(root: etree._Element) -> StatementIndex:
    """Return the statements of an XMILE document.

    The group of a variable is the XMILE group that lists it as an entity.

    Args:
        root: The document's root element.
    """
    groups = {
        plain_name(str(entity.get("name"))): plain_name(str(group.get("name", "")))
        for group in root.iter("{*}group")
        for entity in group.iter("{*}entity")
        if entity.get("name")
    }
    statements = []
    for node in root.iter(*(f"{{*}}{kind}" for kind in _KINDS)):
        name = node.get("name")
        if name is None:
            continue
        label = plain_name(str(name))
        texts = [" ".join((eqn.text or "").split()) for eqn in node.iter("{*}eqn")]
        statements.append(
            Statement(
                name=label,
                line=int(node.sourceline or 1),
                group=groups.get(label, ""),
                equation=f"{label} = " + "; ".join(texts),
                tildes=2,
            )
        )
    return StatementIndex(statements)


def require_equations(root: etree._Element, path: Path) -> None:
    """Raise with every variable of an XMILE document that has no equation.

    Args:
        root: The document's root element.
        path: The file, for messages.

    Raises:
        DataFileError: With name and line of each.
    """
    faults = [
        ModelSyntaxError(
            found=f"the variable '{plain_name(str(node.get('name')))}' has no equation",
            place=f"{path}, line {node.sourceline}",
            line=int(node.sourceline or 1),
            variable=plain_name(str(node.get("name"))),
            allowed="<eqn> with a number or an expression; values over time as a graphical "
            "function of TIME",
            remedy="write its equation in the program that the model was made with",
        )
        for variables in root.iter("{*}variables")
        for node in variables.iterchildren("{*}aux", "{*}flow", "{*}stock")
        if node.get("name") and not any((eqn.text or "").strip() for eqn in node.iter("{*}eqn"))
    ]
    if faults:
        raise DataFileError(faults)
