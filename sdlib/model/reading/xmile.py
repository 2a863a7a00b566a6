"""The statements of an XMILE file with their lines."""

from __future__ import annotations

import re

from lxml import etree

from sdlib.model.reading.statements import Statement, StatementIndex
from sdlib.model.reading.xmile_modules import Modules
from sdlib.model.reading.xmile_nodes import KINDS, name_of, variables
from sdlib.names import plain_name

VENSIM_HAS_MDL = "take the .mdl file that Vensim saves: its XMILE is not that of the standard"
"""What to do about a file of Vensim's: it leaves '<' as it is, and blanks in names."""

_MARKUP = re.compile(
    r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|(?P<unclosed><!--|<!\[CDATA\[|<\?)"
    r"|<(?P<end>/?)(?P<tag>[\w:.-]+)(?:\s(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*?)?(?P<empty>/?)>",
    re.DOTALL,
)
_NEVER_INSIDE = frozenset({"stock", "flow", "aux"})
"""Variables: none of them stands inside another."""


def xmile_statements(root: etree._Element) -> StatementIndex:
    """Return the statements of an XMILE document.

    The group of a variable is the XMILE group that lists it as an entity. Before the name of a
    module's variable stand those of the modules that it is in.

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
    prefixes: dict[etree._Element, list[str]] = {}
    for part in Modules(root).parts:
        for node in variables(part.node):
            prefixes.setdefault(node, []).append(part.prefix)
    found = (
        (prefix, node)
        for node in root.iter(*(f"{{*}}{kind}" for kind in KINDS))
        for prefix in prefixes.get(node, [""])
        if node.get("name")
    )
    for prefix, node in found:
        label = f"{prefix}{name_of(node)}"
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


_XMILE = "http://docs.oasis-open.org/xmile/ns/XMILE/v1.0"


def with_end_tags(text: str) -> str:
    """Return a document with the end tags of variables where one begins inside another.

    No variable holds a variable, so there is one place only where the end tag can be missing. All
    else that is no well-formed XML is left for the parser to refuse.
    """
    open_: list[str] = []
    missing: list[tuple[int, str]] = []
    for match in _MARKUP.finditer(text):
        if match["unclosed"]:
            return text
        tag = match["tag"]
        if not tag or match["empty"]:
            continue
        if match["end"]:
            if not open_ or open_.pop() != tag:
                return text
            continue
        if tag in _NEVER_INSIDE and open_ and open_[-1] in _NEVER_INSIDE:
            missing.append((match.start(), open_.pop()))
        open_.append(tag)
    if open_:
        return text
    for at, tag in reversed(missing):
        text = f"{text[:at]}</{tag}>{text[at:]}"
    return text


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
