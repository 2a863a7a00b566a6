"""Messages about a model file in the visitor's language. Nothing here knows Streamlit.

Messages arise in English, deep below the page. The most frequent ones are known in Chinese; of any
other the parts are led by Chinese words, and the sentence itself stays as it is.
"""

from __future__ import annotations

import re
from functools import lru_cache

from sdlib.app.texts import Texts
from sdlib.app.texts_phrases import PHRASES
from sdlib.errors import SdError

_PATTERNS = tuple((re.compile(pattern, re.DOTALL), chinese) for pattern, chinese in PHRASES)
_LINE = re.compile(r"line (\d+)")
_NEAREST = ("the nearest names are", "did you mean")


def told(text: str, texts: Texts) -> str:
    """Return a message in the language of the page, unchanged where it is not known there."""
    return (chinese_of(text) or text) if texts.language == "zh" else text


@lru_cache(maxsize=4096)
def chinese_of(text: str) -> str:
    """Return a message in Chinese, "" where it is not known.

    Example:
        >>> chinese_of("the file is empty")
        '文件是空的'
    """
    for pattern, chinese in _PATTERNS:
        match = pattern.fullmatch(text)
        if match:
            groups = {name: value or "" for name, value in match.groupdict().items()}
            if "said" in groups:
                groups["said"] = chinese_of(groups["said"]) or groups["said"]
            return chinese.format(**groups)
    return ""


def fault_told(fault: SdError, texts: Texts) -> str:
    """Return place, finding and what is allowed as one line; the remedy is told apart.

    Args:
        fault: The fault.
        texts: The language.
    """
    place = fault.place
    if texts.language == "zh":
        place = _LINE.sub(lambda line: texts("file_line", line=line[1]), place).replace(", ", "，")
    found = told(fault.found, texts)
    if texts.language == "zh" and found == fault.found:
        found = texts("found_english", found=found)
    parts = [f"{place}{texts('colon')}{found}" if place else found]
    if fault.allowed:
        detail = told(fault.allowed, texts)
        lead = fault.allowed.startswith(_NEAREST)
        parts.append(texts("in_brackets", text=detail if lead else texts("allowed", detail=detail)))
    return "".join(parts)
