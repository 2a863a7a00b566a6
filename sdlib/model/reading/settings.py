"""The settings at the end of a Vensim file: what equations take from them."""

from __future__ import annotations

import re
from collections.abc import Mapping

_SETTINGS = re.compile(r"^:L\x7f?<%\^E!@\s*$(?P<lines>.*)", re.MULTILINE | re.DOTALL)
_DATA_FILE = re.compile(r"^\s*30:(?P<name>\?[^=\n]+)=(?P<file>[^\n]+)", re.MULTILINE)


def vensim_settings(text: str) -> str:
    """Return the lines of a Vensim file that hold its settings, empty without any."""
    found = _SETTINGS.search(text)
    return found["lines"] if found else ""


def named_data_files(text: str) -> Mapping[str, str]:
    """Return the names with a question mark that a Vensim file gives to data files, to the files.

    Source: the lines that begin with 30 in published models and recorded test cases, such as
    ``30:?data=data.xlsx`` where equations name '?data'.
    """
    return {
        match["name"].strip().lower(): match["file"].strip().replace("\\", "/")
        for match in _DATA_FILE.finditer(vensim_settings(text))
    }
