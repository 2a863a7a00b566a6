"""The statements of an XMILE file with their lines."""

from __future__ import annotations

import re
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


_MOD = re.compile(r'"(?:\\.|[^"\\])*"|(?<![\w.])(?P<mod>mod)(?![\w.(])|[()*/+<>=,-]|[\w.]+', re.I)
_LOWER = {"and", "or", "not", "then", "else", "if"}


def require_plain_remainders(root: etree._Element, path: Path) -> None:
    """Raise where ``mod`` is followed by a product: the translator takes the product first.

    Args:
        root: The document's root element.
        path: The file, for messages.

    Raises:
        ModelSyntaxError: With the line of the first equation that has one.

    Source: XMILE 1.0, section 3.3.1: * / and MOD have one rank, and go from the left.
    """
    for node in root.iter("{*}eqn"):
        if _has_unclear_remainder(node.text or ""):
            raise ModelSyntaxError(
                found="'mod' is followed by '*', '/' or another 'mod', without brackets",
                place=f"{path}, line {node.sourceline}",
                line=int(node.sourceline or 1),
                allowed="(a mod b) * c, or a mod (b * c)",
                remedy="put brackets around what comes first",
            )


def _has_unclear_remainder(equation: str) -> bool:
    after = [False]
    before = ""
    for match in _MOD.finditer(equation):
        sign = match[0].lower()
        if sign == "(":
            after.append(False)
        elif sign == ")":
            after = after[:-1] or [False]
        elif match["mod"] or sign in ("*", "/"):
            if after[-1]:
                return True
            after[-1] = bool(match["mod"])
        elif sign in "<>=," or sign in _LOWER or (sign in "+-" and before not in ("mod", "+", "-")):
            after[-1] = False
        before = sign
    return False


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
