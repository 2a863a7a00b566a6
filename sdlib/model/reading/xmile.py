"""The statements of an XMILE file with their lines."""

from __future__ import annotations

from lxml import etree

from sdlib.model.reading.statements import Statement, StatementIndex
from sdlib.names import plain_name

_KINDS = ("stock", "flow", "aux", "gf")


def xmile_statements(root: etree._Element) -> StatementIndex:
    """Return the statements of an XMILE document.

    The group of a variable is the XMILE group that lists it as an entity. Before the name of a
    module's variable stands the module's.

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
        label = f"{_module(node, root)}{plain_name(str(name))}"
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


def _module(node: etree._Element, root: etree._Element) -> str:
    """Return the name of the module that a variable belongs to, with a point after it."""
    model = next(node.iterancestors("{*}model"), None)
    main = main_model(root)
    if model is None or model is main or not model.get("name"):
        return ""
    return f"{plain_name(str(model.get('name')))}."


def main_model(root: etree._Element) -> etree._Element | None:
    """Return the model that is no module's: the one without a name, or the first."""
    models = list(root.iterchildren("{*}model"))
    return next((m for m in models if not m.get("name")), models[0] if models else None)


_XMILE = "http://docs.oasis-open.org/xmile/ns/XMILE/v1.0"


def with_namespace(root: etree._Element) -> etree._Element:
    """Return an XMILE document in the standard's namespace, where it names none itself."""
    # A colon is left where a prefix was not declared.
    attributes = {str(name): str(text) for name, text in root.attrib.items() if ":" not in name}
    named = etree.Element(f"{{{_XMILE}}}xmile", attributes, nsmap={None: _XMILE})
    named.text = root.text
    named.extend(list(root))
    for node in named.iter():
        if isinstance(node.tag, str) and node.tag[0] != "{" and ":" not in node.tag:
            node.tag = f"{{{_XMILE}}}{node.tag}"
    return named
