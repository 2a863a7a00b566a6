"""What is changed in a copy of a model's text before a translator reads it.

The translators take less than Vensim and Stella write. Nothing here changes what an equation
means, and no line moves, so that messages name the lines of the file itself.
"""

from __future__ import annotations

from lxml import etree

from sdlib.model.reading.data_series import complete_data
from sdlib.model.reading.signs import keep_signs_out_of_powers
from sdlib.model.reading.statements import split_drawing, statement_parts


def prepared_vensim(text: str) -> str:
    """Return the text of a Vensim file as the translator takes it.

    The drawing is left out, comments in braces are blanked, signs are kept out of powers, and every
    data variable has a keyword.

    Args:
        text: The decoded text.
    """
    body, _ = split_drawing(text)
    for end, equation in reversed(list(statement_parts(body))):
        body = body[: end - len(equation)] + keep_signs_out_of_powers(equation) + body[end:]
    return complete_data(body)


_XMILE = "http://docs.oasis-open.org/xmile/ns/XMILE/v1.0"


def with_namespace(root: etree._Element) -> etree._Element:
    """Return an XMILE document in the standard's namespace, where it names none itself."""
    named = etree.Element(f"{{{_XMILE}}}xmile", dict(root.attrib), nsmap={None: _XMILE})
    named.text = root.text
    named.extend(list(root))
    for node in named.iter():
        if isinstance(node.tag, str) and node.tag[0] != "{" and ":" not in node.tag:
            node.tag = f"{{{_XMILE}}}{node.tag}"
    return named
