"""What is changed in a copy of a model's text before a translator reads it.

The translators take less than Vensim and Stella write. Nothing here changes what an equation
means, and no line moves, so that messages name the lines of the file itself.
"""

from __future__ import annotations

import re

from lxml import etree

from sdlib.model.reading.data_series import complete_data
from sdlib.model.reading.signs import keep_signs_out_of_powers
from sdlib.model.reading.statements import split_drawing, statement_parts, without_comments


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


def prepare_xmile(root: etree._Element) -> None:
    """Change the equations of an XMILE document to what the translator takes.

    Args:
        root: The document's root element.
    """
    for node in root.iter("{*}eqn"):
        if node.text and isinstance(node.tag, str):
            text = re.sub(r"[^\S\n]", " ", without_comments(node.text))
            node.text = keep_signs_out_of_powers(text)
