"""What is changed in a copy of an XMILE document before PySD's translator reads it.

The translator takes less than Stella writes. Nothing here changes what an equation
means, and no line moves, so that messages name the lines of the file itself.
"""

from __future__ import annotations

import re

from lxml import etree

from sdlib.model.reading.signs import keep_signs_out_of_powers
from sdlib.model.reading.statements import without_comments

_XMILE = "http://docs.oasis-open.org/xmile/ns/XMILE/v1.0"
_VARIABLES = ("stock", "flow", "aux", "gf")


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


def prepare_xmile(root: etree._Element) -> None:
    """Change an XMILE document to what the translator takes.

    Signs are kept out of powers, comments in braces are blanked, and variables that stand in a
    model without an element around them, as older programs write them, get one.

    Args:
        root: The document's root element.
    """
    for model in root.iterchildren("{*}model"):
        loose = list(model.iterchildren(*(f"{{*}}{kind}" for kind in _VARIABLES)))
        if loose:
            space = etree.QName(model).namespace
            around = etree.SubElement(model, f"{{{space}}}variables" if space else "variables")
            around.extend(loose)
    for node in root.iter("{*}eqn"):
        if node.text and isinstance(node.tag, str):
            text = re.sub(r"[^\S\n]", " ", without_comments(node.text))
            node.text = keep_signs_out_of_powers(text)
