"""Signs of numbers before a power: ``-2^2`` is -(2^2), whatever the translators make of it.

The translators put a sign and the number after it together before they look at the power, so that
``-2^2`` becomes (-2)^2, and ``(-2)^2`` cannot be told from it afterwards; brackets around the
number do not keep them from it. Here such a number stops being one for them: it is written as a
product with one, which changes no digit.
"""

from __future__ import annotations

import re

_NUMBER = r"(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_TOKEN = re.compile(
    r'"(?:\\.|[^"\\])*"'  # a quoted name
    r"|(?<=[(,])\s*'[^']*'"  # a text
    r"|[^\W\d][\w\s$.']*"  # a name, which may hold digits and spaces
    rf"|(?P<signs>(?:[+-][\s\\]*)+)(?P<number>{_NUMBER})(?=[\s\\]*\^)"
    rf"|(?P<bracket>\([\s\\]*)(?=[+-]?[\s\\]*{_NUMBER}[\s\\]*\)[\s\\)]*\^)"
    rf"|{_NUMBER}",
    re.DOTALL,
)
_ENDS_OPERAND = re.compile(r"[\w\"')\]]\s*$")
_ENDS_KEYWORD = re.compile(r"(?i)(?:^|[^\w])(?:if|then|else|and|or|not|mod)\s*$")


def keep_signs_out_of_powers(equation: str) -> str:
    """Return an equation whose signed numbers before ``^`` are read as Vensim and Stella read them.

    Args:
        equation: An equation without comments, in Vensim's or XMILE's language.

    Source:
        Recorded by Vensim: ``-2^2`` is -4.

    Example:
        >>> keep_signs_out_of_powers("4--2^2 + (-2)^2")
        '4--(1*2)^2 + (1*-2)^2'
    """

    def written(match: re.Match[str]) -> str:
        if match["bracket"]:
            return f"{match['bracket']}1*"
        if match["signs"] is None:
            return match[0]
        before = equation[: match.start()]
        signs = match["signs"]
        if len(signs.split()[0]) == len("".join(signs.split())) == 1:
            # Whether it subtracts or is a sign makes no difference to what follows.
            return f"{signs}(1*{match['number']})" if "-" in signs else match[0]
        return _joined_signs(signs, before) + f"(1*{match['number']})"

    return _TOKEN.sub(written, equation)


def _joined_signs(signs: str, before: str) -> str:
    """Return several signs in a row as one, after the operator among them if there is one."""
    row = re.sub(r"[^+-]", "", signs)
    follows = _ENDS_OPERAND.search(before) and not _ENDS_KEYWORD.search(before)
    operator, row = (row[0], row[1:]) if follows else ("", row)
    return operator + ("-" if row.count("-") % 2 else "")
