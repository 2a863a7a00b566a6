"""The nodes of an XMILE document: children in any namespace, names, texts, equations."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from sdlib.model.reading.statements import without_comments
from sdlib.names import plain_name

KINDS = ("aux", "flow", "gf", "stock")
"""Tags of variables."""

_LEFT_OUT = re.compile(r"\b0\{(GET_[A-Z_]*[A-Z])_?\([^{}]*\)\}")
"""What a converter writes for a function that takes data from outside: a zero, its call beside."""


def children(node: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Iterate over children of a name in any namespace, those in <variables> included."""
    for child in node.iterchildren():
        if isinstance(child.tag, str):
            name = child.tag.rpartition("}")[2]
            if name == tag:
                yield child
            elif name == "variables" and tag != "variables":
                yield from children(child, tag)


def variables(model: etree._Element, kind: str = "") -> Iterator[etree._Element]:
    """Iterate over the variables of a model that have a name, all or those of one kind."""
    for each in (kind,) if kind else KINDS:
        for node in children(model, each):
            if node.get("name"):
                yield node


def name_of(node: etree._Element) -> str:
    """Return the name of a variable, a module or a model."""
    return plain_name(str(node.get("name", "")))


def text_of(node: etree._Element, tag: str) -> str:
    """Return the text of a child, on one line and without comments."""
    for child in node.iterchildren(f"{{*}}{tag}"):
        text = str(child.text or "")
        return plain_equation(text) if tag == "eqn" else " ".join(text.split())
    return ""


def plain_equation(equation: str | None) -> str:
    """Return an equation on one line, without its comments.

    A function that a converter left out stands there again: it must not pass for a zero.
    """
    text = _LEFT_OUT.sub(r"\1()", equation or "")
    return " ".join(without_comments(text).split())


def main_model(root: etree._Element) -> etree._Element | None:
    """Return the model that is no module's: the one without a name, or the first."""
    models = list(root.iterchildren("{*}model"))
    return next((m for m in models if not m.get("name")), models[0] if models else None)
