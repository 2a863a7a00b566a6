"""Model files with random damage: read, or refused in plain words; nothing else, and no delay."""

from __future__ import annotations

import re
import time
from pathlib import Path

import numpy as np
import pytest

from sdlib.errors import SdError
from sdlib.model.reading import read_text
from tests.support.documents import ROOT

SEEDS = {
    ending: [
        file.read_text(encoding="utf-8")
        for file in sorted((ROOT / "tests" / "conformance").glob(f"*/*{ending}"))
    ]
    for ending in (".mdl", ".xmile")
}

PIECES = [
    *"()[]{}|~=:<>,;'\"!\\\n\t+-*/^.e$&%#?@_ 0129aZé数\x00\x07\x7f",
    ":EXCEPT:", ":MACRO:", ":END OF MACRO:", ":NA:", ":RAW:", ":AND:", "->", "<->", ":=", "==",
    "[(0,0)-(1,1)]", "((0,1),(2,3))", "INTEG(", "WITH LOOKUP(", "TABBED ARRAY(", "***", "~~|",
    "\\\n\t\t", "GET XLS DATA('a','b','c','d')", "D!", "1e999", "-", "(A1-A9)", "\\\\\\---///",
]  # fmt: skip

INTERNAL = re.compile(r"\b(?:Key|Value|Type|Index|Attribute|Visitation|Unicode)Error\b|Traceback")
"""Words of the program that no user should read."""

LONGEST = 10.0
"""Seconds of work that any file may take; they take some milliseconds."""


def damaged(text: str, random: np.random.Generator, most: int) -> str:
    """Return a text with a few characters, tokens or stretches changed, but no more than `most`."""
    for _ in range(int(random.integers(1, most + 1))):
        at = int(random.integers(0, len(text) + 1))
        length = int(random.integers(0, 12))
        piece = PIECES[int(random.integers(0, len(PIECES)))]
        kind = int(random.integers(0, 6))
        if kind == 0:
            text = text[:at] + piece + text[at:]
        elif kind == 1:
            text = text[:at] + text[at + length :]
        elif kind == 2:
            text = text[:at] + piece + text[at + length :]
        elif kind == 3:
            text = text[:at] + text[at : at + length] * int(random.integers(2, 5)) + text[at:]
        elif kind == 4:
            other = int(random.integers(0, len(text) + 1))
            text = text[:at] + text[other : other + 5 * length] + text[at + length :]
        else:
            words = list(re.finditer(r"\w+", text))
            word = words[int(random.integers(0, len(words)))] if words else None
            text = text[: word.start()] + piece + text[word.end() :] if word else text
    return text


def read_all(ending: str, count: int, seed: int) -> dict[str, int]:
    """Read damaged files and count what came of them; all but errors in plain words fails."""
    random = np.random.default_rng(seed)
    found = {"read": 0, "refused": 0}
    told: list[str] = []
    # Most changes of an XML document leave none.
    most = 5 if ending == ".mdl" else 2
    for number in range(count):
        text = damaged(SEEDS[ending][number % len(SEEDS[ending])], random, most)
        start = time.process_time()
        try:
            read_text(Path(f"model{ending}"), text.encode("utf-8", "replace"), text)
            found["read"] += 1
        except SdError as error:
            found["refused"] += 1
            told.append(error.found)
        except Exception as error:
            pytest.fail(f"file {number} of seed {seed}: {type(error).__name__}: {error}\n{text}")
        assert time.process_time() - start < LONGEST, (number, text)
    assert [words for words in told if INTERNAL.search(words)] == []
    return found


@pytest.mark.parametrize(("ending", "count"), [(".mdl", 600), (".xmile", 150)])
def test_damage_is_told_in_plain_words(ending: str, count: int) -> None:
    found = read_all(ending, count, seed=6)
    # Were nearly all read, the damage would be none; were nearly none, it would be too much.
    assert min(found.values()) > count / 50


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize(("ending", "count"), [(".mdl", 9_500), (".xmile", 500)])
def test_a_hundred_thousand_damaged_files(ending: str, count: int, seed: int) -> None:
    read_all(ending, count, seed=100 + seed)
